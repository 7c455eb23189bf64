"""Is the database there, is it up to date, and does it grant the sessions that the processes share?"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from time import monotonic
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import text
from sqlalchemy.engine import make_url

from svodka.app import session_share
from svodka.checkup.model import DATABASE_NAME, Finding, Subject, note, ok, wrong
from svodka.config import Settings
from svodka.database import Database, open_database
from svodka.errors import PassingError, SettingsError

_SLOW_MS: Final = 50
_NEARLY_USED: Final = 0.9
_MOST_NAMED: Final = 8
_NAMELESS: Final = "?"
# What limits the sessions of this user at this server.
_SESSIONS: Final = text("""
    SELECT current_setting('max_connections')::int
             - current_setting('superuser_reserved_connections')::int AS of_server,
           (SELECT rolconnlimit FROM pg_roles WHERE rolname = current_user) AS of_role,
           (SELECT datconnlimit FROM pg_database WHERE datname = current_database()) AS of_database
""")
# Who holds sessions, by the name that each program gives itself, besides us.
_HOLDERS: Final = text("""
    SELECT application_name AS name, count(*) AS sessions FROM pg_stat_activity
    WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() GROUP BY 1 ORDER BY 2 DESC, 1
""")


async def check_database(settings: Settings) -> Sequence[Finding]:
    """Open one session and look."""
    url = settings.database.url.get_secret_value()
    is_sqlite = urlsplit(url).scheme.startswith("sqlite")
    if is_sqlite and not _exists(url):
        return [ok(Subject.DATABASE, "database-new")]
    try:
        async with open_database(url, pool_size=1, name=DATABASE_NAME) as database:
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
        limits = (await connection.execute(_SESSIONS)).one()
        holders = [(row.name or _NAMELESS, int(row.sessions)) for row in await connection.execute(_HOLDERS)]
    # A limit of -1 is none.
    allowed = min(limit for limit in limits if limit is not None and limit >= 0)
    return list(_judged(holders, allowed, settings.database.session_limit, url))


def _judged(holders: Sequence[tuple[str, int]], allowed: int, limit: int, url: str) -> Iterator[Finding]:
    used = sum(sessions for _, sessions in holders)
    whose = ", ".join(f"{name} × {sessions}" for name, sessions in holders[:_MOST_NAMED]) or "—"
    if limit > allowed:
        yield wrong(Subject.SESSIONS, "sessions-too-many", limit=limit, allowed=allowed)
    elif used >= _NEARLY_USED * allowed:
        yield wrong(Subject.SESSIONS, "sessions-nearly-used", used=used, allowed=allowed, whose=whose)
    else:
        yield ok(Subject.SESSIONS, "sessions-good", limit=limit, allowed=allowed, used=used, whose=whose)
    if "pooler" in (urlsplit(url).hostname or ""):
        yield note(Subject.SESSIONS, "sessions-pooled", limit=limit)
