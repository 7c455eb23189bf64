"""Whatever cuts a step off, the row names every object that it may have left, and the next try sees to it."""

import asyncio

import pytest

from svodka.errors import SandboxCrashedError, StorageTimeoutError, StorageUnavailableError
from svodka.uploads import State, delete
from tests.uploads.conftest import World


def named(world: World, *rows: object) -> set[str]:
    keys: set[str] = set()
    for row in rows:
        keys |= {getattr(row, "object_key", None) or "", *getattr(row, "results", {}).values()}
    return keys - {""}


async def test_the_key_is_written_down_before_the_first_byte_is_sent(world: World) -> None:
    upload_id = await world.sent()
    world.objects.fault = StorageUnavailableError("refused")
    await world.steps().store(upload_id)

    row = await world.row(upload_id)
    assert (row.state, world.objects.held) == (State.RECEIVED, {})
    assert row.object_key is not None


async def test_an_object_that_came_although_its_upload_was_cut_off_is_taken(world: World) -> None:
    upload_id = await world.sent()
    world.objects.fault, world.objects.comes_all_the_same = StorageTimeoutError("no answer"), True
    await world.steps().store(upload_id)
    left = dict(world.objects.held)
    assert left.keys() == named(world, await world.row(upload_id))

    world.files.fault = AssertionError("the file is not fetched again")
    world.clock.move(minutes=1)
    await world.steps().store(upload_id)

    row = await world.row(upload_id)
    assert row.state is State.STORED
    assert world.objects.held == left
    assert left.keys() == {row.object_key}


async def test_a_process_killed_after_the_last_byte_leaves_an_object_that_the_next_one_takes(
    world: World,
) -> None:
    upload_id = await world.sent()
    async with world.works() as work:  # as far as a process came that was killed
        row = await work.uploads.lease(
            upload_id, state=State.RECEIVED, owner="dead", now=world.clock(), until=world.clock()
        )
        assert row is not None
        await work.uploads.name_objects(upload_id, owner="dead", object_key="1/key")
    world.objects.held["1/key"] = b"a;b"

    world.clock.move(seconds=1)
    await world.steps().store(upload_id)

    assert (await world.row(upload_id)).state is State.STORED
    assert world.objects.held == {"1/key": b"a;b"}


async def test_an_object_of_another_size_is_none_of_ours_and_goes(world: World) -> None:
    upload_id = await world.sent()
    world.objects.fault = StorageTimeoutError("no answer")
    await world.steps().store(upload_id)
    key = (await world.row(upload_id)).object_key
    assert key is not None
    world.objects.held[key] = b"half"

    world.clock.move(minutes=1)
    await world.steps().store(upload_id)

    assert (await world.row(upload_id)).state is State.STORED
    assert world.objects.held == {key: b"a;b"}


async def test_reports_of_a_try_that_was_cut_off_are_gone_once_the_next_one_has_succeeded(
    world: World,
) -> None:
    upload_id = await world.sent()
    await world.steps().store(upload_id)
    world.objects.fault, world.objects.comes_all_the_same = StorageTimeoutError("no answer"), True
    await world.steps().analyse(upload_id)
    cut_off = await world.row(upload_id)
    assert world.objects.held.keys() == named(world, cut_off)
    assert len(cut_off.results) == 1

    world.clock.move(minutes=1)
    await world.steps().analyse(upload_id)

    row = await world.row(upload_id)
    assert row.state is State.ANALYSED
    assert world.objects.held.keys() == named(world, row)
    assert row.results != cut_off.results


@pytest.mark.parametrize("ending", ["deleted", "failed"])
async def test_what_an_upload_left_goes_however_it_ends(world: World, ending: str) -> None:
    upload_id = await world.sent()
    await world.steps().store(upload_id)
    world.objects.fault, world.objects.comes_all_the_same = StorageTimeoutError("no answer"), True
    await world.steps().analyse(upload_id)
    if ending == "deleted":
        async with world.works() as work:
            await delete(work, upload_id, person_id=1, now=world.clock())
    else:
        world.analyst.fault = SandboxCrashedError("signal 11")
        for _ in range(4):
            world.clock.move(minutes=10)
            await world.steps().analyse(upload_id)
        world.clock.move(days=31)

    await world.sweeper().clear()
    assert world.objects.held == {}


async def test_an_upload_deleted_and_cleared_while_its_report_is_stored_leaves_nothing(world: World) -> None:
    upload_id = await world.sent()
    await world.steps().store(upload_id)
    world.analyst.go_on.clear()
    task = asyncio.create_task(world.steps().analyse(upload_id))
    await world.analyst.begun.wait()
    async with world.works() as work:
        await delete(work, upload_id, person_id=1, now=world.clock())
    await world.sweeper().clear()
    world.analyst.go_on.set()
    await task

    assert (await world.row(upload_id)).state is State.DELETED
    assert world.objects.held == {}
