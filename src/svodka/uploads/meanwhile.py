"""What is done beside a piece of work only if that takes long: most takes so little that nothing need begin."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any


@asynccontextmanager
async def meanwhile(delay: timedelta, begin: Callable[[], Coroutine[Any, Any, None]]) -> AsyncIterator[None]:
    """Begin something once the block has taken longer than the delay, and break it off when the block ends."""
    begun: list[asyncio.Task[None]] = []
    loop = asyncio.get_running_loop()
    timer = loop.call_later(delay.total_seconds(), lambda: begun.append(asyncio.create_task(begin())))
    try:
        yield
    finally:
        timer.cancel()
        for task in begun:
            task.cancel()
            await asyncio.wait([task])
