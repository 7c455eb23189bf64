"""Tells what the outside did to us from mistakes and bugs: the two places that translate the drivers' errors."""

import sqlite3
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import exc

from svodka.errors import DatabaseUnavailableError, SettingsError, SvodkaError

# Classes of SQLSTATE that pass by themselves: connection lost, rolled back for another's sake, out of
# resources (53300: no connection left), stopped by the operator (restart, cancelled, starting up).
_PASSING_CLASSES: Final = frozenset({"08", "40", "53", "57"})
# The primary became a standby; a lock was not to be had.
_PASSING_STATES: Final = frozenset({"25006", "55P03"})
# Poolers say it in words only.
_FULL: Final = ("max clients", "MaxClients", "EMAXCONNSESSION", "too many clients", "no more connections")
# SQLite calls an unknown column an OperationalError as it does a full disk; its codes tell them apart.
_PASSING_CODES: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
    }
)
_PRIMARY_CODE: Final = 0xFF
# Nothing but another address will help: who we say we are, or the database, is unknown there.
_REFUSED_CLASS: Final = "28"
_REFUSED_STATES: Final = frozenset({"3D000"})
_STRANGER: Final = "Tenant or user not found"


@contextmanager
def translated() -> Iterator[None]:
    """Turn what the outside did to us into DatabaseUnavailableError; bugs keep their own type."""
    try:
        yield
    except SvodkaError:
        raise  # Some of ours are ConnectionErrors too.
    except (exc.TimeoutError, TimeoutError, ConnectionError) as error:
        # No session in time; a statement that took too long, or a connection that broke, as the driver left it.
        raise DatabaseUnavailableError(f"database is away: {error!r}") from error
    except exc.DBAPIError as error:
        if error.connection_invalidated or _passes(error.orig):
            raise DatabaseUnavailableError(f"database is away: {error.orig!r}") from error
        if _is_refusal(error.orig):
            raise SettingsError(f"DATABASE_URL: the server refuses: {error.orig}") from None
        raise


@contextmanager
def reaching() -> Iterator[None]:
    """Turn what kept us from the server into its error: it is away, or it is not the one we may trust."""
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise SettingsError(
            f"DATABASE_URL: the server's certificate is not to be trusted: {error.verify_message}; "
            "sslrootcert names the file of the authority that signed it"
        ) from None
    except OSError as error:
        raise DatabaseUnavailableError(f"database not reached: {error!r}") from error


def _passes(error: BaseException | None) -> bool:
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE in _PASSING_CODES
    state = _state(error)
    if state[:2] in _PASSING_CLASSES or state in _PASSING_STATES:
        return True
    return any(sign in str(error) for sign in _FULL)


def _is_refusal(error: BaseException | None) -> bool:
    state = _state(error)
    return state.startswith(_REFUSED_CLASS) or state in _REFUSED_STATES or _STRANGER in str(error)


def _state(error: BaseException | None) -> str:
    return str(getattr(error, "sqlstate", None) or "")
