"""Looks at a fleet again and again while something goes on: sessions, CPU time, memory."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from time import monotonic
from typing import Final

from svodka.errors import PassingError
from svodka.rehearsal.usage import Usage, usage_of

SESSIONS_EVERY_S: Final = 0.05
USAGE_EVERY_S: Final = 1.0


@dataclass
class Samples:
    """What was seen. `sessions` are those of the service; usage is by the process's name, oldest first."""

    sessions: list[int] = field(default_factory=list)
    usage: dict[str, list[Usage]] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def most_sessions(self) -> int:
        """The most sessions that were ever seen at once."""
        return max(self.sessions, default=0)

    def cpu_s(self, name: str) -> float:
        """CPU seconds that a process and its descendants took in all; restarts are counted."""
        return sum(
            after.cpu_s - before.cpu_s if after.pid == before.pid else after.cpu_s
            for before, after in pairwise(self.usage.get(name, ()))
        )

    def own_cpu_s(self, name: str) -> float:
        """CPU seconds that a process took by itself."""
        return sum(
            after.own_cpu_s - before.own_cpu_s if after.pid == before.pid else after.own_cpu_s
            for before, after in pairwise(self.usage.get(name, ()))
        )

    def most_rss_mb(self, name: str) -> float:
        """The most memory that a process itself was seen with."""
        return max((usage.rss_mb for usage in self.usage.get(name, ())), default=0.0)

    def most_descendant_mb(self, name: str) -> float:
        """The most memory that any one descendant (of a worker: a sandbox) was seen with."""
        return max((usage.largest_descendant_mb for usage in self.usage.get(name, ())), default=0.0)


@asynccontextmanager
async def sampled(
    sessions: Callable[[], Awaitable[int]],
    pids: Callable[[], Mapping[str, int]],
    *,
    sessions_every_s: float = SESSIONS_EVERY_S,
) -> AsyncIterator[Samples]:
    """Sample while the block lasts; a database that is away is not counted, a process that has ended neither."""
    samples = Samples()
    begun = monotonic()

    async def count_sessions() -> None:
        while True:
            with suppress(PassingError):
                samples.sessions.append(await sessions())
            await asyncio.sleep(sessions_every_s)

    async def look_at_usage() -> None:
        while True:
            _add_usage(samples, pids())
            await asyncio.sleep(USAGE_EVERY_S)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(count_sessions()), group.create_task(look_at_usage())]
        try:
            yield samples
        finally:
            _add_usage(samples, pids())
            samples.seconds = monotonic() - begun
            for task in tasks:
                task.cancel()


def _add_usage(samples: Samples, pids: Mapping[str, int]) -> None:
    for name, pid in pids.items():
        if (usage := usage_of(pid)) is not None:
            samples.usage.setdefault(name, []).append(usage)
