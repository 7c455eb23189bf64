"""Has what comes at the same time done at once: many callers share one commit."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from svodka.errors import PassingError

T = TypeVar("T")


@dataclass(slots=True)
class _Batch(Generic[T]):
    """What came while another batch was being done, and what became of it."""

    ones: list[T] = field(default_factory=list)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    done: bool = False
    failure: Exception | None = None


class Together(Generic[T]):
    """Lets whoever's turn comes first do it for all that wait beside it; nobody waits for more to come.

    `do` is called with so many batches `at_once`, of so many ones at `most`, and has to bear being called again
    with the same.
    """

    def __init__(
        self, do: Callable[[Sequence[T]], Awaitable[object]], *, at_once: int = 1, most: int = 1000
    ) -> None:
        self._do = do
        self._most = most
        self._turns = asyncio.Semaphore(at_once)
        self._gathering: _Batch[T] = _Batch()

    async def done(self, one: T) -> None:
        """Return when it is done. Where one of a batch is bad, each stands for itself."""
        if len(self._gathering.ones) >= self._most:
            self._gathering = _Batch()
        batch = self._gathering
        batch.ones.append(one)
        await asyncio.sleep(0)  # Whoever is ready by now comes with us.
        async with batch.turn:
            if not batch.done and batch.failure is None:
                await self._do_all(batch)
        if isinstance(batch.failure, PassingError):
            raise batch.failure
        if batch.failure is not None:
            async with self._turns:
                await self._do([one])

    async def _do_all(self, batch: _Batch[T]) -> None:
        try:
            async with self._turns:
                if self._gathering is batch:
                    self._gathering = _Batch()
                await self._do(batch.ones)
        except Exception as error:
            batch.failure = error
        else:
            batch.done = True
