"""Files under way: one task an upload, however often it is rung for, and none left when the block ends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast
from uuid import UUID, uuid4

from svodka.app import open_app
from svodka.bot import open_storing
from svodka.config import Settings
from svodka.uploads import Step, Steps


@dataclass
class HeldSteps:
    """Store steps that wait until they are let go. Counts what was begun and cut off, and who was said to be late."""

    go: asyncio.Event = field(default_factory=asyncio.Event)
    begun: asyncio.Queue[UUID] = field(default_factory=asyncio.Queue)
    cut_off: list[UUID] = field(default_factory=list)
    watched: list[UUID] = field(default_factory=list)

    @property
    def lateness(self) -> "HeldSteps":
        return self

    @asynccontextmanager
    async def told(self, upload_id: UUID) -> AsyncIterator[None]:
        self.watched.append(upload_id)
        yield

    async def store(self, upload_id: UUID) -> None:
        self.begun.put_nowait(upload_id)
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.cut_off.append(upload_id)
            raise


async def test_an_upload_that_is_rung_for_again_takes_no_second_task(tmp_path: Path) -> None:
    steps, upload_id = HeldSteps(), uuid4()
    settings = Settings.load({"SVODKA_DATA_DIR": str(tmp_path / "var")})
    async with open_app(settings) as app, open_storing(app, cast("Steps", steps)):
        ringer = app.bells._ringers[Step.STORE]  # what the sweeper reaches after ten seconds
        before = len(asyncio.all_tasks())
        for _ in range(50):
            await ringer(upload_id)
        assert len(asyncio.all_tasks()) - before == 1
        assert await steps.begun.get() == upload_id

    assert steps.begun.empty()
    assert steps.cut_off == [upload_id]


async def test_an_upload_can_be_rung_for_anew_once_its_step_ended(tmp_path: Path) -> None:
    steps, upload_id = HeldSteps(), uuid4()
    steps.go.set()
    settings = Settings.load({"SVODKA_DATA_DIR": str(tmp_path / "var")})
    async with open_app(settings) as app, open_storing(app, cast("Steps", steps)):
        ringer = app.bells._ringers[Step.STORE]  # likewise
        for _ in range(2):
            others = asyncio.all_tasks()
            await ringer(upload_id)
            await asyncio.wait(asyncio.all_tasks() - others)

    assert steps.begun.qsize() == 2


async def test_whoever_waits_for_a_slot_is_watched_for_being_late_from_the_first(tmp_path: Path) -> None:
    steps, ids = HeldSteps(), [uuid4() for _ in range(100)]
    settings = Settings.load({"SVODKA_DATA_DIR": str(tmp_path / "var")})
    async with open_app(settings) as app, open_storing(app, cast("Steps", steps)):
        for upload_id in ids:
            await app.bells.ring(upload_id, Step.STORE)
        await steps.begun.get()
        assert steps.begun.qsize() < len(ids)
        assert steps.watched == ids
