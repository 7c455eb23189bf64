"""Who of the service is alive, can its pages be reached as people reach them, and who hears of trouble?"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final

import aiohttp

from svodka.checkup.model import Finding, Subject, note, ok, wrong
from svodka.config import Settings
from svodka.database import open_database
from svodka.errors import PassingError, SettingsError
from svodka.watching import STALE_AFTER, WORKING, Role

_TIMEOUT: Final = aiohttp.ClientTimeout(total=10)
_SPEAKING: Final = frozenset({Role.RUN, Role.BOT})


async def check_processes(settings: Settings) -> Sequence[Finding]:
    """Look for signs of life of each part; a database that does not tell is another check's finding."""
    url = settings.database.url.get_secret_value()
    try:
        async with open_database(url, pool_size=1) as database:
            if not await database.is_at_head():
                return []
            async with database.works() as work:
                beats = await work.watch.heartbeats(datetime.now(UTC) - STALE_AFTER)
    except (PassingError, SettingsError):
        return []
    return list(_judged(Counter(beat.process.role for beat in beats), settings.database.processes))


def _judged(alive: Counter[Role], processes: int) -> Iterator[Finding]:
    roles = ", ".join(f"{role} × {count}" for role, count in sorted(alive.items()))
    if not alive:
        yield note(Subject.PROCESSES, "nobody-alive")
    elif not (alive.keys() & WORKING and alive.keys() & _SPEAKING):
        yield wrong(Subject.PROCESSES, "part-missing", roles=roles)
    elif Role.RUN not in alive and alive.total() > processes:
        yield wrong(Subject.PROCESSES, "more-alive", roles=roles, processes=processes)
    else:
        yield ok(Subject.PROCESSES, "all-alive", roles=roles)


async def check_pages(settings: Settings) -> Sequence[Finding]:
    """Ask the pages by their public address, and look whether anybody hears of trouble."""
    findings = [] if settings.bot.operators else [note(Subject.OPERATORS, "nobody-told")]
    if settings.web.url is None:
        return findings
    try:
        async with (
            aiohttp.ClientSession(timeout=_TIMEOUT) as session,
            session.get(f"{settings.web.url}/healthz") as response,
        ):
            status = response.status
    except (aiohttp.ClientError, OSError) as error:
        return [*findings, wrong(Subject.PAGES, "pages-away", error=repr(error))]
    if status != HTTPStatus.OK:
        return [*findings, wrong(Subject.PAGES, "pages-away", error=str(status))]
    return [*findings, ok(Subject.PAGES, "pages-there")]
