"""Brings people's files from Telegram into storage: the step that only the bot's process can take."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from uuid import UUID

from svodka.app import App
from svodka.uploads import Step, Steps

# Files under way at once; each holds one connection to Telegram and one to the storage.
_AT_ONCE: Final = 16


@asynccontextmanager
async def open_storing(app: App, steps: Steps) -> AsyncIterator[None]:
    """Take the store step of each upload that the doorbell names; leaving the block gives those in hand back."""
    slots = asyncio.Semaphore(_AT_ONCE)
    under_way: set[asyncio.Task[None]] = set()

    async def store(upload_id: UUID) -> None:
        async with slots:
            await steps.store(upload_id)

    async with asyncio.TaskGroup() as group:

        async def ring(upload_id: UUID) -> None:
            task = group.create_task(store(upload_id))
            under_way.add(task)
            task.add_done_callback(under_way.discard)

        with app.bells.answered_by(Step.STORE, ring):
            try:
                yield
            finally:
                for task in under_way:
                    task.cancel()
