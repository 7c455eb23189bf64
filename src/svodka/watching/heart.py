"""The heart of a process: writes down every few seconds that it lives, and how it fares."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from svodka.uploads import Clock
from svodka.watching.model import Heartbeat, Process, Vitals
from svodka.watching.ports import WatchWorks

BEAT_S: Final = 5.0
# Whoever gave no sign of life for so long is taken for dead; a database that is slow must not look like that.
STALE_AFTER: Final = timedelta(seconds=30)
_BURIED_AFTER: Final = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Heart:
    """Beats for one process. Whoever owns it calls `beat` every `BEAT_S`, and `stop` when the process stops."""

    works: WatchWorks
    clock: Clock
    process: Process
    vitals: Callable[[], Vitals]
    samples: Callable[[], Mapping[str, Any]]

    async def beat(self) -> int:
        """Write a heartbeat, and bury whoever has been dead for long; return how many were.

        Raises PassingError when the database is away.
        """
        now = self.clock()
        heartbeat = Heartbeat(process=self.process, at=now, vitals=self.vitals(), samples=self.samples())
        async with self.works() as work:
            await work.watch.beat(heartbeat)
            return await work.watch.bury(now - _BURIED_AFTER)

    async def stop(self) -> None:
        """Take leave: a process that stopped as it should is not missed."""
        async with self.works() as work:
            await work.watch.leave(self.process.name)
