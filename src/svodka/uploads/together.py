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
    done: bool = False
    failure: Exception | None = None


class Together(Generic[T]):
    """Lets whoever's turn comes first do it for all that wait beside it; nobody waits for more to come.

    `do` is called with one batch at a time, and has to bear being called again with the same.
    """

    def __init__(self, do: Callable[[Sequence[T]], Awaitable[object]]) -> None:
        self._do = do
        self._gathering: _Batch[T] = _Batch()
        self._turn = asyncio.Lock()

    async def done(self, one: T) -> None:
        """Return when it is done. Where one of a batch is bad, each stands for itself."""
        batch = self._gathering
        batch.ones.append(one)
        async with self._turn:
            if not batch.done and batch.failure is None:
                await self._do_all(batch)
            if isinstance(batch.failure, PassingError):
                raise batch.failure
            if batch.failure is not None:
                await self._do([one])

    async def _do_all(self, batch: _Batch[T]) -> None:
        if self._gathering is batch:
            self._gathering = _Batch()
        try:
            await self._do(batch.ones)
        except Exception as error:
            batch.failure = error
        else:
            batch.done = True
