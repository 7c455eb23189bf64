"""Tells what the outside did to us from bugs: the one context manager that translates the drivers' errors."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import exc

from svodka.errors import DatabaseUnavailableError, SvodkaError

# Classes of SQLSTATE that pass by themselves: connection lost, rolled back for another's sake, out of
# resources (53300: no connection left), stopped by the operator (restart, cancelled, starting up).
_PASSING_CLASSES: Final = frozenset({"08", "40", "53", "57"})
# The primary became a standby; a lock was not to be had.
_PASSING_STATES: Final = frozenset({"25006", "55P03"})
# Poolers say it in words only.
_FULL: Final = ("max clients", "MaxClients", "EMAXCONNSESSION", "too many clients", "no more connections")


# A statement that took too long, or a connection that broke, may come as the driver left it.
_AWAY: Final = (exc.OperationalError, exc.InterfaceError, exc.TimeoutError, TimeoutError, ConnectionError)


@contextmanager
def translated() -> Iterator[None]:
    """Turn what the outside did to us into DatabaseUnavailableError; bugs keep their own type."""
    try:
        yield
    except SvodkaError:
        raise
    except _AWAY as error:
        raise _away(error) from error
    except exc.DBAPIError as error:
        if error.connection_invalidated or _passes(error):
            raise _away(error) from error
        raise


def _away(error: Exception) -> DatabaseUnavailableError:
    """Say it as the driver did: the statement is of no interest."""
    cause = error.orig if isinstance(error, exc.DBAPIError) else error
    return DatabaseUnavailableError(f"database is away: {cause!r}")


def _passes(error: exc.DBAPIError) -> bool:
    state = str(getattr(error.orig, "sqlstate", None) or "")
    if state[:2] in _PASSING_CLASSES or state in _PASSING_STATES:
        return True
    return any(sign in str(error.orig) for sign in _FULL)
