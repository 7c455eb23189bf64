"""Whoever's report will be late hears so soon, in one sentence, and once; whoever's is not hears nothing of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from svodka.errors import PassingError, StorageUnavailableError
from svodka.uploads import Document, Patience, State, Steps, delete
from tests.uploads.conftest import FakeFiles, FakeObjects, World

IMPATIENT = Patience(silence=timedelta(seconds=0.02))


@dataclass
class HangingFiles(FakeFiles):
    """Files that never begin to come."""

    @asynccontextmanager
    async def open(self, document: Document) -> AsyncIterator[AsyncIterator[bytes]]:
        await asyncio.Event().wait()
        async with super().open(document) as chunks:
            yield chunks


@dataclass
class HangingObjects(FakeObjects):
    """A storage that gives nothing back."""

    async def download_csv_to_temp(self, file_key: str) -> Path:
        await asyncio.Event().wait()
        return await super().download_csv_to_temp(file_key)


def impatient(world: World) -> Steps:
    return replace(world.steps(), patience=IMPATIENT)


async def told(world: World) -> list[str]:
    return [message.payload.get("code", "") for message in await world.said()]


async def until_rung_for(world: World) -> None:
    async with asyncio.timeout(5):
        await world.bells.courier.wait()


async def test_a_file_that_hangs_on_its_way_is_said_to_be_late_before_anything_ends(world: World) -> None:
    upload_id = await world.sent()
    steps = replace(impatient(world), files=HangingFiles())
    async with steps.lateness.told(upload_id):
        storing = asyncio.create_task(steps.store(upload_id))
        await until_rung_for(world)
        assert not storing.done()
        storing.cancel()
        await asyncio.wait([storing])

    assert await told(world) == ["progress-late"], "one message: that says that the file is accepted, too"


async def test_a_storage_that_hangs_before_the_analysis_is_said_too(world: World) -> None:
    upload_id = await world.sent()
    await world.steps().store(upload_id)
    await world.said()
    steps = replace(impatient(world), objects=HangingObjects(world.objects.folder))
    analysing = asyncio.create_task(steps.analyse(upload_id))
    await until_rung_for(world)
    analysing.cancel()
    await asyncio.wait([analysing])

    assert await told(world) == ["progress-late"]


async def test_late_is_said_once_a_step_however_often_it_fails(world: World) -> None:
    upload_id = await world.sent()
    assert await told(world) == ["progress-accepted"]
    for _ in range(5):
        world.clock.move(minutes=1)
        world.objects.fault = StorageUnavailableError("down")
        async with impatient(world).lateness.told(upload_id):
            await impatient(world).store(upload_id)

    assert await told(world) == ["storage-unavailable"]


async def test_a_file_that_comes_in_time_is_not_said_to_be_late(world: World) -> None:
    upload_id = await world.sent()
    async with world.steps().lateness.told(upload_id):
        await world.steps().store(upload_id)
    await world.steps().analyse(upload_id)

    assert not {"progress-late", "storage-unavailable"} & {*await told(world)}


@pytest.mark.parametrize("state", [State.DELETED, State.ANALYSED])
async def test_an_upload_that_is_past_it_is_not_said_to_be_late(world: World, state: State) -> None:
    upload_id = await world.sent()
    async with world.works() as work:
        if state is State.DELETED:
            await delete(work, upload_id, person_id=1, now=world.clock())
        else:
            await work.uploads.move(upload_id, source=State.RECEIVED, target=state, now=world.clock())
    before = await told(world)
    async with impatient(world).lateness.told(upload_id):
        await until_rung_for(world)

    assert "progress-late" not in before + await told(world)


async def test_a_fault_that_is_over_at_once_is_not_worth_a_word(world: World) -> None:
    upload_id = await world.sent()
    world.files.fault = PassingError("telegram broke off")
    await world.steps().store(upload_id)
    assert await told(world) == ["progress-accepted"]

    world.clock.move(seconds=5)
    await world.steps().store(upload_id)
    assert await told(world) == ["progress-late"]


async def test_whose_file_nobody_takes_is_told_so_once(world: World) -> None:
    upload_id = await world.sent()
    await world.steps().store(upload_id)
    sweeper = world.sweeper()
    world.clock.move(seconds=29)
    await sweeper.ring_due()
    assert await told(world) == ["progress-accepted"]

    world.clock.move(seconds=2)
    await sweeper.ring_due()
    assert await told(world) == ["progress-late"]
    for another in (sweeper, world.sweeper()):
        world.clock.move(hours=1)
        await another.ring_due()
    assert await told(world) == []


async def test_who_waits_in_a_queue_that_moves_is_not_said_to_be_late(world: World) -> None:
    ids = [await world.sent(person_id=person) for person in range(1, 25)]
    for upload_id in ids:
        await world.steps().store(upload_id)
    for upload_id in ids[:6]:
        world.clock.move(seconds=10)
        await world.steps().analyse(upload_id)

    await world.sweeper().ring_due()
    assert "progress-late" not in await told(world)
