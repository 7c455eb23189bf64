"""Is the database there, is it up to date, and does it grant the sessions that the processes share?"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from time import monotonic
from typing import Any, Final
from urllib.parse import urlsplit

from sqlalchemy import text
from sqlalchemy.engine import make_url

from svodka.app import session_share
from svodka.checkup.model import Finding, Subject, note, ok, wrong
from svodka.config import Settings
from svodka.database import Database, open_database
from svodka.errors import PassingError, SettingsError

_SLOW_MS: Final = 50
_NEARLY_USED: Final = 0.9
# What limits the sessions of this user at this server, and how many there are of anybody's.
_SESSIONS: Final = text("""
    SELECT current_setting('max_connections')::int
             - current_setting('superuser_reserved_connections')::int AS of_server,
           (SELECT rolconnlimit FROM pg_roles WHERE rolname = current_user) AS of_role,
           (SELECT datconnlimit FROM pg_database WHERE datname = current_database()) AS of_database,
           (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend') - 1 AS used
""")


async def check_database(settings: Settings) -> Sequence[Finding]:
    """Open one session and look."""
    url = settings.database.url.get_secret_value()
    is_sqlite = urlsplit(url).scheme.startswith("sqlite")
    if is_sqlite and not _exists(url):
        return [ok(Subject.DATABASE, "database-new")]
    try:
        async with open_database(url, pool_size=1) as database:
            findings = [await _state(database, settings)]
            return findings if is_sqlite else [*findings, *await _sessions(database, settings, url)]
    except SettingsError as error:
        return [wrong(Subject.DATABASE, "database-refuses", error=str(error))]
    except PassingError as error:
        return [wrong(Subject.DATABASE, "database-away", error=str(error))]


def _exists(url: str) -> bool:
    name = make_url(url).database
    return name is not None and Path(name).exists()


async def _state(database: Database, settings: Settings) -> Finding:
    at_head = await database.is_at_head()
    begun = monotonic()
    at_head = await database.is_at_head()  # once more: the first opened the session
    ms = round((monotonic() - begun) * 1000)
    if not at_head:
        is_ours = settings.redis_url is None
        return (note if is_ours else wrong)(Subject.DATABASE, "schema-old-alone" if is_ours else "schema-old")
    slow = ms > _SLOW_MS
    return (note if slow else ok)(Subject.DATABASE, "database-slow" if slow else "database-good", ms=ms)


async def _sessions(database: Database, settings: Settings, url: str) -> Sequence[Finding]:
    try:
        session_share(settings, is_bot=False)
    except SettingsError as error:
        return [wrong(Subject.SESSIONS, "sessions-too-few", error=str(error))]
    async with database.engine.connect() as connection:
        row = (await connection.execute(_SESSIONS)).mappings().one()
    return list(_judged(dict(row), settings.database.session_limit, url))


def _judged(row: dict[str, Any], limit: int, url: str) -> Iterator[Finding]:
    # A limit of -1 is none.
    allowed = min(
        n for n in (row["of_server"], row["of_role"], row["of_database"]) if n is not None and n >= 0
    )
    used = int(row["used"])
    if limit > allowed:
        yield wrong(Subject.SESSIONS, "sessions-too-many", limit=limit, allowed=allowed)
    elif used >= _NEARLY_USED * allowed:
        yield wrong(Subject.SESSIONS, "sessions-nearly-used", used=used, allowed=allowed)
    else:
        yield ok(Subject.SESSIONS, "sessions-good", limit=limit, allowed=allowed, used=used)
    if "pooler" in (urlsplit(url).hostname or ""):
        yield note(Subject.SESSIONS, "sessions-pooled", limit=limit)
