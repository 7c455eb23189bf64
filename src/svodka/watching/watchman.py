"""The watchman: tells operators in the chat when something stays broken, once, and when it is mended.

What he knows of a trouble is a row, so that a restart repeats nothing and several processes tell it once.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from svodka.uploads import Clock, MessageKind
from svodka.watching.heart import STALE_AFTER
from svodka.watching.model import WORKING, Heartbeat, Standing, Trouble
from svodka.watching.ports import WatchWork, WatchWorks

log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Worries:
    """From when on something is a trouble, and how long it must last before anybody is told."""

    lasts: timedelta = timedelta(minutes=1)
    longest_wait: timedelta = timedelta(minutes=5)
    busiest: float = 0.9


@dataclass(frozen=True, kw_only=True, slots=True)
class Watchman:
    """Looks at the whole installation; whoever owns him calls `look` every few seconds."""

    works: WatchWorks
    clock: Clock
    operators: Sequence[int]
    worries: Worries = field(default_factory=Worries)

    async def look(self) -> int:
        """Note what is wrong and what is not any more, and tell; return how many troubles there are.

        Raises PassingError when the database is away.
        """
        now = self.clock()
        async with self.works() as work:
            standing = await work.watch.standing(now)
            alive = await work.watch.heartbeats(now - STALE_AFTER)
            known = await work.watch.troubles()
            present = troubles(standing, alive, self.worries)
            for trouble, figures in present.items():
                await self._present(work, trouble, figures, known.get(trouble), now)
            for trouble in known.keys() - present.keys():
                await self._over(work, trouble, known[trouble], now)
        return len(present)

    async def _present(
        self,
        work: WatchWork,
        trouble: Trouble,
        figures: dict[str, Any],
        known: tuple[datetime, datetime | None] | None,
        now: datetime,
    ) -> None:
        if known is None:
            await work.watch.trouble_begins(trouble, now)
            return
        since, told_at = known
        due = told_at is None and now - since >= self.worries.lasts
        if due and await work.watch.trouble_told(trouble, now):
            log.error("trouble", extra={"trouble": str(trouble), **figures})
            await self._tell(work, f"trouble-{trouble}", figures, since, now)

    async def _over(
        self, work: WatchWork, trouble: Trouble, known: tuple[datetime, datetime | None], now: datetime
    ) -> None:
        since, told_at = known
        if await work.watch.trouble_ends(trouble) and told_at is not None:
            log.info("trouble is over", extra={"trouble": str(trouble)})
            minutes = max(round((now - since).total_seconds() / 60), 1)
            await self._tell(work, f"trouble-{trouble}-over", {"minutes": minutes}, since, now)

    async def _tell(
        self, work: WatchWork, code: str, figures: dict[str, Any], since: datetime, now: datetime
    ) -> None:
        for operator in self.operators:
            await work.outbox.put(
                key=f"{code}:{operator}:{since.isoformat()}",
                chat_id=operator,
                kind=MessageKind.SENTENCE,
                payload={"code": code, "figures": figures},
                now=now,
            )


def troubles(
    standing: Standing, alive: Sequence[Heartbeat], worries: Worries
) -> Mapping[Trouble, dict[str, Any]]:
    """Say what is wrong now, each with the figures of its sentence."""
    found: dict[Trouble, dict[str, Any]] = {}
    if any(beat.vitals.storage_is_down for beat in alive):
        found[Trouble.STORAGE_DOWN] = {"waiting": standing.waiting.count}
    if standing.waiting.age(standing.at) >= worries.longest_wait:
        minutes = int(standing.waiting.age(standing.at).total_seconds() // 60)
        found[Trouble.WAITING_LONG] = {"minutes": minutes, "waiting": standing.waiting.count}
    if not any(beat.process.role in WORKING for beat in alive):
        found[Trouble.NO_WORKER] = {"waiting": standing.waiting.count}
    busiest = max((beat.vitals.sessions_busy for beat in alive), default=0.0)
    if busiest >= worries.busiest:
        found[Trouble.SESSIONS_SHORT] = {"percent": round(100 * busiest)}
    if standing.failed_lately:
        found[Trouble.UPLOADS_FAIL] = {"failed": standing.failed_lately}
    return found
