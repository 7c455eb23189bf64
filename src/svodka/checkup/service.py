"""Who of the service is alive, can its pages be reached as people reach them, and who hears of trouble?"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final

import aiohttp

from svodka.checkup.model import DATABASE_NAME, Finding, Subject, note, ok, wrong
from svodka.config import Settings
from svodka.database import open_database
from svodka.errors import PassingError, SettingsError
from svodka.watching import STALE_AFTER, WORKING, Role

_TIMEOUT: Final = aiohttp.ClientTimeout(total=10)
_SPEAKING: Final = frozenset({Role.RUN, Role.BOT})


async def check_service(settings: Settings) -> Sequence[Finding]:
    """Look for signs of life of each part, ask the pages by their public address, and see who hears of trouble."""
    alive = await _alive(settings)
    findings = [] if alive is None else list(_judged(alive, settings.database.processes))
    if settings.web.url is not None and alive != Counter():
        findings.append(await _pages(settings.web.url))
    if not settings.bot.operators:
        findings.append(note(Subject.OPERATORS, "nobody-told"))
    return findings


async def _alive(settings: Settings) -> Counter[Role] | None:
    """Count who gave a sign of life lately; None where the database does not tell, which another check finds."""
    url = settings.database.url.get_secret_value()
    try:
        async with open_database(url, pool_size=1, name=DATABASE_NAME) as database:
            if not await database.is_at_head():
                return None
            async with database.works() as work:
                beats = await work.watch.heartbeats(datetime.now(UTC) - STALE_AFTER)
    except (PassingError, SettingsError):
        return None
    return Counter(beat.process.role for beat in beats)


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


async def _pages(url: str) -> Finding:
    try:
        async with (
            aiohttp.ClientSession(timeout=_TIMEOUT) as session,
            session.get(f"{url}/healthz") as response,
        ):
            if response.status == HTTPStatus.OK:
                return ok(Subject.PAGES, "pages-there")
            error = str(response.status)
    except (aiohttp.ClientError, OSError) as failure:
        error = str(failure)
    return wrong(Subject.PAGES, "pages-away", error=error)
