"""What a database's address says, in the words of the driver: TLS as libpq means it, and whether a pooler is there.

What cannot be understood is a SettingsError: a word that is passed over may have been the one that mattered.
"""

import ssl
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import exc
from sqlalchemy.engine import URL, make_url

from svodka.errors import SettingsError

_CONNECT_TIMEOUT_S: Final = 10
_COMMAND_TIMEOUT_S: Final = 30
_TRANSACTION_POOLER_PORT: Final = 6543
# Behind a transaction pooler the next statement may reach a session that knows nothing of the last one.
_UNPREPARED: Final[Mapping[str, int]] = MappingProxyType(
    {"statement_cache_size": 0, "prepared_statement_cache_size": 0}
)
_UNVERIFIED: Final = ("disable", "allow", "prefer", "require")
_VERIFIED: Final = ("verify-ca", "verify-full")
_SYSTEM: Final = "system"
_OURS: Final = ("sslmode", "sslrootcert", "pgbouncer")
_DRIVERS: Final = ("host", "port")
_NAME: Final = "svodka"


def parse_address(text: str) -> URL:
    """Read an address. Raises SettingsError, which does not repeat it: there may be a password in it."""
    try:
        return make_url(text)
    except (exc.ArgumentError, ValueError):
        raise SettingsError("DATABASE_URL: should look like postgresql://user:password@host/name") from None


def postgres_address(url: URL, name: str = _NAME) -> tuple[URL, dict[str, Any]]:
    """Return what asyncpg connects to, and with what: the server knows the sessions by `name`. Raises SettingsError."""
    words = {word: value if isinstance(value, str) else value[-1] for word, value in url.query.items()}
    if strange := sorted(set(words) - {*_OURS, *_DRIVERS}):
        raise SettingsError(
            f"DATABASE_URL: {', '.join(strange)} cannot be heeded; "
            f"understood behind the question mark are {', '.join(_OURS)} and host"
        )
    arguments: dict[str, Any] = {
        "timeout": _CONNECT_TIMEOUT_S,
        "command_timeout": _COMMAND_TIMEOUT_S,
        "server_settings": {"application_name": name},
    }
    if "sslmode" in words or "sslrootcert" in words:
        arguments["ssl"] = _tls(words.get("sslmode", "prefer"), words.get("sslrootcert"))
    if is_pooled(url):
        arguments |= _UNPREPARED
    return url.set(drivername="postgresql+asyncpg").difference_update_query(_OURS), arguments


def is_pooled(url: URL) -> bool:
    """Tell whether a transaction pooler stands in front of the server."""
    words = url.normalized_query
    return url.port == _TRANSACTION_POOLER_PORT or words.get("pgbouncer", ())[-1:] == ("true",)


def _tls(mode: str, root: str | None) -> str | ssl.SSLContext:
    """Say how to verify the server. As in libpq, a root certificate makes `require` mean `verify-ca`."""
    if mode not in (*_UNVERIFIED, *_VERIFIED):
        raise SettingsError(
            f"DATABASE_URL: sslmode should be one of {', '.join((*_UNVERIFIED, *_VERIFIED))}, found {mode!r}"
        )
    if mode in _UNVERIFIED and not (mode == "require" and root):
        return mode
    context = _trusting(root)
    context.check_hostname = mode == "verify-full"
    return context


def _trusting(root: str | None) -> ssl.SSLContext:
    """Trust the authority of `sslrootcert`, else the one in the user's own folder, else the system's."""
    own = Path.home() / ".postgresql" / "root.crt"
    path = Path(root) if root and root != _SYSTEM else own if own.exists() and not root else None
    try:
        return ssl.create_default_context(cafile=path)
    except OSError as error:
        reason = error.strerror or error
        raise SettingsError(f"DATABASE_URL: sslrootcert cannot be read from {path}: {reason}") from None
