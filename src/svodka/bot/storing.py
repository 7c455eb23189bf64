"""Brings people's files from Telegram into storage: the step that only the bot's process can take."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from uuid import UUID

from svodka.app import App
from svodka.observability import bind
from svodka.uploads import Step, Steps

# Files under way at once; each holds one connection to Telegram and one to the storage.
_AT_ONCE: Final = 16


@asynccontextmanager
async def open_storing(app: App, steps: Steps) -> AsyncIterator[None]:
    """Take the store step of each upload that the doorbell names; leaving the block gives those in hand back."""
    slots = asyncio.Semaphore(_AT_ONCE)
    under_way: dict[UUID, asyncio.Task[None]] = {}

    async def store(upload_id: UUID) -> None:
        try:
            with bind(upload=str(upload_id), step=str(Step.STORE)):
                async with steps.lateness.told(upload_id), slots:
                    await steps.store(upload_id)
        finally:
            del under_way[upload_id]

    async with asyncio.TaskGroup() as group:

        async def ring(upload_id: UUID) -> None:
            # The sweeper rings again and again for those that wait for a slot.
            if upload_id not in under_way:
                under_way[upload_id] = group.create_task(store(upload_id))

        with app.bells.answered_by(Step.STORE, ring):
            try:
                yield
            finally:
                for task in under_way.values():
                    task.cancel()
