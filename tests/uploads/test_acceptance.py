"""What is accepted, what is refused and with which sentence, and what it costs."""

from svodka.errors import ObjectNotFoundError, SandboxCrashedError
from svodka.uploads import MAX_ATTEMPTS, State, delete, retry
from tests.uploads.conftest import World


async def test_an_accepted_file_is_received_and_the_person_hears_so(world: World) -> None:
    upload_id = await world.sent()

    assert (await world.row(upload_id)).state is State.RECEIVED
    [message] = await world.said()
    assert message.payload == {"code": "progress-accepted", "figures": {}, "reply_to": 7}
    assert await world.quota_left() == 2


async def test_the_same_message_twice_is_one_upload_and_one_charge(world: World) -> None:
    await world.sent()

    assert await world.send() is None
    assert len(await world.said()) == 1
    assert await world.quota_left() == 2


async def test_a_file_over_the_limit_is_refused_before_anything_is_read_and_costs_nothing(
    world: World,
) -> None:
    assert await world.send(size=25 * 1024 * 1024) is None

    [message] = await world.said()
    assert message.payload["code"] == "file-too-large"
    assert message.payload["figures"] == {"limit_mb": 20}
    assert await world.quota_left() == 3


async def test_more_files_at_once_than_allowed_are_refused_for_nothing(world: World) -> None:
    for message_id in (1, 2):
        await world.sent(message_id)

    assert await world.send(3) is None
    assert (await world.said())[-1].payload["code"] == "too-many-at-once"
    assert await world.quota_left() == 1


async def test_the_days_quota_ends_and_begins_anew_the_next_day(world: World) -> None:
    for message_id in (1, 2, 3):
        upload_id = await world.sent(message_id)
        async with world.works() as work:
            await delete(work, upload_id, person_id=1, now=world.clock())

    assert await world.send(4) is None
    assert (await world.said())[-1].payload["code"] == "quota-used-up"
    world.clock.move(days=1)
    assert await world.send(5) is not None


async def test_only_the_owner_can_delete_and_only_once(world: World) -> None:
    upload_id = await world.sent()

    async with world.works() as work:
        assert await delete(work, upload_id, person_id=2, now=world.clock()) is None
        assert await delete(work, upload_id, person_id=1, now=world.clock()) is not None
        assert await delete(work, upload_id, person_id=1, now=world.clock()) is None
    assert (await world.row(upload_id)).state is State.DELETED


async def test_of_a_deleted_file_neither_name_nor_contents_are_kept(world: World) -> None:
    upload_id = await world.sent()
    await world.steps().store(upload_id)
    await world.steps().analyse(upload_id)
    assert (await world.row(upload_id)).summary == {"title": "продажи.csv"}

    async with world.works() as work:
        await delete(work, upload_id, person_id=1, now=world.clock())
    row = await world.row(upload_id)
    assert (row.summary, row.document.name) == ({}, None)
    await world.sweeper().clear()
    assert world.objects.held == {}
    assert "продажи" not in repr((await world.row(upload_id), await world.said()))


async def test_a_failed_upload_that_is_taken_up_again_begins_anew_with_the_file_it_has_and_costs_again(
    world: World,
) -> None:
    upload_id = await world.sent()
    await world.steps().store(upload_id)
    world.analyst.fault = SandboxCrashedError("signal 11")
    for _ in range(MAX_ATTEMPTS):
        world.clock.move(minutes=10)
        await world.steps().analyse(upload_id)
    failed = await world.row(upload_id)
    assert (failed.state, failed.attempts, failed.error_code) == (
        State.FAILED,
        MAX_ATTEMPTS,
        "sandbox-crashed",
    )
    assert await world.quota_left() == 3

    world.clock.move(hours=30)
    async with world.works() as work:
        assert await retry(work, failed, now=world.clock())
        assert not await retry(work, failed, now=world.clock())

    row = await world.row(upload_id)
    assert (row.state, row.attempts, row.error_code, row.quota_taken) == (State.RECEIVED, 0, None, True)
    assert (await world.said())[-1].payload["code"] == "progress-accepted"
    world.analyst.fault = None
    world.files.fault = ObjectNotFoundError("telegram has forgotten it")
    await world.steps().store(upload_id)
    await world.steps().analyse(upload_id)
    assert (await world.row(upload_id)).state is State.ANALYSED


async def test_a_retry_counts_although_the_quota_is_used_up(world: World) -> None:
    upload_id = await world.sent()
    day = world.clock().date().isoformat()
    async with world.works() as work:
        await work.uploads.move(
            upload_id, source=State.RECEIVED, target=State.FAILED, now=world.clock(), quota_taken=False
        )
        while await work.people.take_quota(1, day, world.limits.daily_uploads):
            pass
    failed = await world.row(upload_id)
    async with world.works() as work:
        assert await retry(work, failed, now=world.clock())
        assert await work.people.take_quota(1, day, world.limits.daily_uploads + 2)
        assert not await work.people.take_quota(1, day, world.limits.daily_uploads + 2)
    assert (await world.row(upload_id)).state is State.RECEIVED
