"""Each step is idempotent, leased and counted; the type of an error decides what becomes of the upload."""

import asyncio
from datetime import timedelta

import pytest

from svodka.errors import (
    EmptyFileError,
    ObjectNotFoundError,
    SandboxCrashedError,
    StorageError,
    StorageTimeoutError,
    StorageUnavailableError,
)
from svodka.texts import sentence
from svodka.uploads import MAX_ATTEMPTS, MessageKind, State, Step, delete
from tests.uploads.conftest import World


async def analysed(world: World) -> None:
    """Bring whatever was rung for as far as it goes."""
    while world.bells.rung:
        upload_id, step = world.bells.rung.pop(0)
        await world.steps().take(upload_id, step)


async def test_a_file_becomes_a_report_that_is_queued_once(world: World) -> None:
    upload_id = await world.sent()
    await world.steps().store(upload_id)
    await analysed(world)

    row = await world.row(upload_id)
    assert row.state is State.ANALYSED
    assert row.object_key is not None
    assert world.objects.held[row.object_key] == b"a;b"
    assert world.objects.held[row.results["report"]] == b"<html>a;b"
    said = await world.said()
    assert [m.payload.get("part") for m in said if m.kind is MessageKind.REPORT] == ["summary", "document"]
    assert not list(world.objects.folder.glob("1_*")), "the temporary file is gone"


async def test_a_step_taken_twice_does_nothing_the_second_time(world: World) -> None:
    upload_id = await world.sent()
    for _ in range(2):
        await world.steps().store(upload_id)
    for _ in range(2):
        await world.steps().analyse(upload_id)

    assert world.analyst.runs == 1
    assert len(world.objects.held) == 2
    assert len([m for m in await world.said() if m.kind is MessageKind.REPORT]) == 2


async def test_two_workers_never_take_the_same_step(world: World) -> None:
    upload_id = await world.sent()
    await world.steps().store(upload_id)
    world.analyst.go_on.clear()
    first = asyncio.create_task(world.steps("worker-1").analyse(upload_id))
    await world.analyst.begun.wait()

    await world.steps("worker-2").analyse(upload_id)
    world.analyst.go_on.set()
    await first

    assert world.analyst.runs == 1
    assert (await world.row(upload_id)).state is State.ANALYSED


@pytest.mark.parametrize("error", [StorageTimeoutError("slow"), StorageUnavailableError("down")])
async def test_storage_that_fails_delays_an_upload_and_the_person_hears_the_truth(
    world: World, error: Exception
) -> None:
    upload_id = await world.sent()
    world.objects.fault = error
    await world.steps().store(upload_id)

    row = await world.row(upload_id)
    assert (row.state, row.attempts, row.lease_owner) == (State.RECEIVED, 0, None)
    assert row.not_before is not None
    assert row.not_before > world.clock()
    assert (await world.said())[-1].payload["code"] == "storage-unavailable"
    world.clock.move(minutes=1)
    await world.sweeper().ring_due()
    await analysed(world)
    assert (await world.row(upload_id)).state is State.ANALYSED


async def test_a_file_that_is_no_table_is_rejected_with_its_reason_and_costs_nothing(world: World) -> None:
    upload_id = await world.sent()
    await world.steps().store(upload_id)
    world.analyst.fault = EmptyFileError("no rows")
    await world.steps().analyse(upload_id)

    assert (await world.row(upload_id)).state is State.REJECTED
    assert (await world.said())[-1].payload["code"] == "empty-file"
    assert await world.quota_left() == 3
    await world.sweeper().clear()
    assert world.objects.held == {}


async def test_a_file_that_telegram_no_longer_has_is_asked_for_again(world: World) -> None:
    upload_id = await world.sent()
    world.files.fault = ObjectNotFoundError("wrong file_id")
    await world.steps().store(upload_id)

    assert (await world.row(upload_id)).state is State.REJECTED
    assert (await world.said())[-1].payload["code"] == "object-not-found"


async def test_a_file_that_crashes_its_sandbox_fails_after_the_third_attempt(world: World) -> None:
    upload_id = await world.sent()
    await world.steps().store(upload_id)
    world.analyst.fault = SandboxCrashedError("signal 11")
    for _ in range(MAX_ATTEMPTS + 2):
        world.clock.move(minutes=10)
        await world.steps().analyse(upload_id)

    assert world.analyst.runs == MAX_ATTEMPTS
    assert (await world.row(upload_id)).state is State.FAILED
    assert (await world.said())[-1].payload["code"] == "sandbox-crashed"
    assert await world.quota_left() == 3


async def test_a_lease_that_ran_out_is_taken_over_and_the_old_worker_writes_nothing(world: World) -> None:
    upload_id = await world.sent()
    await world.steps().store(upload_id)
    world.analyst.go_on.clear()
    old = asyncio.create_task(world.steps("old").analyse(upload_id))
    await world.analyst.begun.wait()

    world.clock.move(minutes=5)
    world.analyst.go_on.set()
    await world.steps("new").analyse(upload_id)
    await old

    row = await world.row(upload_id)
    assert row.state is State.ANALYSED
    assert world.objects.held.keys() == {row.object_key, *row.results.values()}
    assert len([m for m in await world.said() if m.kind is MessageKind.REPORT]) == 2


async def test_a_stopping_worker_gives_its_upload_back_uncounted(world: World) -> None:
    upload_id = await world.sent()
    await world.steps().store(upload_id)
    world.analyst.go_on.clear()
    task = asyncio.create_task(world.steps().analyse(upload_id))
    await world.analyst.begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    row = await world.row(upload_id)
    assert (row.state, row.attempts, row.lease_owner, row.not_before) == (State.STORED, 0, None, None)


async def test_an_upload_deleted_while_it_is_analysed_leaves_no_report_behind(world: World) -> None:
    upload_id = await world.sent()
    await world.steps().store(upload_id)
    world.analyst.go_on.clear()
    task = asyncio.create_task(world.steps().analyse(upload_id))
    await world.analyst.begun.wait()
    async with world.works() as work:
        await delete(work, upload_id, person_id=1, now=world.clock())
    world.analyst.go_on.set()
    await task

    assert (await world.row(upload_id)).state is State.DELETED
    assert [m for m in await world.said() if m.kind is MessageKind.REPORT] == []
    await world.sweeper().clear()
    assert world.objects.held == {}


async def test_the_sweeper_rings_for_what_a_lost_queue_forgot(world: World) -> None:
    upload_id = await world.sent()
    await world.steps().store(upload_id)
    world.bells.rung.clear()

    assert await world.sweeper().ring_due() == 1
    assert world.bells.rung == [(upload_id, Step.ANALYSE)]


async def test_objects_go_when_their_retention_ends(world: World) -> None:
    upload_id = await world.sent()
    await world.steps().store(upload_id)
    await analysed(world)
    async with world.works() as work:
        await work.uploads.move(upload_id, source=State.ANALYSED, target=State.DELIVERED, now=world.clock())

    world.clock.move(days=29)
    assert await world.sweeper().clear() == 0
    world.clock.move(days=2)
    assert await world.sweeper().clear() == 1
    assert world.objects.held == {}
    row = await world.row(upload_id)
    assert (row.state, row.summary) == (State.DELIVERED, {})


async def test_a_failure_says_its_reason_in_full(world: World) -> None:
    upload_id = await world.sent()
    for _ in range(MAX_ATTEMPTS):
        world.objects.fault = StorageError("the bucket is read-only")
        world.clock.move(minutes=10)
        await world.steps().store(upload_id)

    row = await world.row(upload_id)
    assert (row.state, row.error_code) == (State.FAILED, "storage-failed")
    assert sentence("storage-failed", "ru", **row.error_figures).endswith("the bucket is read-only")


async def test_a_passing_error_that_outlasts_our_patience_ends_in_a_sentence_that_promises_nothing(
    world: World,
) -> None:
    upload_id = await world.sent()
    world.clock.move(hours=25)
    world.objects.fault = StorageUnavailableError("down")
    await world.steps().store(upload_id)

    assert (await world.row(upload_id)).state is State.FAILED
    assert (await world.said())[-1].payload["code"] == "given-up"
    assert await world.quota_left() == 3


async def test_what_asks_to_be_left_alone_for_a_while_is(world: World) -> None:
    upload_id = await world.sent()
    world.objects.fault = StorageUnavailableError("429")
    world.objects.fault.retry_after_s = 17
    await world.steps().store(upload_id)

    assert (await world.row(upload_id)).not_before == world.clock() + timedelta(seconds=17)


async def test_what_waits_for_hours_after_the_clock_was_set_back_is_due_at_once(world: World) -> None:
    put_off, in_hand = await world.sent(1), await world.sent(2)
    world.objects.fault = StorageUnavailableError("down")
    await world.steps().store(put_off)
    world.objects.fault = None
    async with world.works() as work:
        now = world.clock()
        await work.uploads.lease(
            in_hand, state=State.RECEIVED, owner="dead", now=now, until=now + timedelta(seconds=10)
        )
        [message, *_] = await work.outbox.pending(now, 1)
        await work.outbox.postpone(message.id, not_before=now + timedelta(minutes=1), error="429")
    world.clock.move(hours=-1)

    assert await world.sweeper().ring_due() == 0
    await world.sweeper().clear()

    assert await world.sweeper().ring_due() == 2
    async with world.works() as work:
        assert [row.id for row in await work.outbox.pending(world.clock(), 1)] == [message.id]


async def test_nothing_that_is_to_wait_is_recalled_by_a_clock_that_goes_on(world: World) -> None:
    upload_id = await world.sent()
    world.objects.fault = StorageUnavailableError("429")
    world.objects.fault.retry_after_s = 600
    await world.steps().store(upload_id)

    await world.sweeper().clear()

    assert (await world.row(upload_id)).not_before == world.clock() + timedelta(minutes=10)
