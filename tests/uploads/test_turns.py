"""One file of a person's in work at a time, in order; people are told what they wait for, and how long."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from svodka.errors import EmptyFileError, StorageUnavailableError
from svodka.uploads import Backlog, Forecast, State, Step, accept, delete
from tests.uploads.conftest import World


@pytest.fixture
def world(world: World) -> World:
    world.limits = replace(world.limits, daily_uploads=100, live_uploads=100)
    return world


async def stored(world: World, number: int, *, person_id: int = 1) -> list[UUID]:
    ids = [await world.sent(message_id, person_id=person_id) for message_id in range(number)]
    for upload_id in ids:
        await world.steps().store(upload_id)
    return ids


async def states(world: World, ids: list[UUID]) -> list[State]:
    return [(await world.row(upload_id)).state for upload_id in ids]


def rung_to_analyse(world: World) -> list[UUID]:
    rung = [upload_id for upload_id, step in world.bells.rung if step is Step.ANALYSE]
    world.bells.rung.clear()
    return rung


async def due(world: World) -> set[UUID]:
    await world.sweeper().ring_due()
    return set(rung_to_analyse(world))


async def test_files_of_one_person_are_analysed_one_after_the_other_in_order(world: World) -> None:
    ids = await stored(world, 3)
    assert rung_to_analyse(world) == [ids[0]] * 3, "only whose turn it is"
    assert await due(world) == {ids[0]}

    for upload_id in reversed(ids):
        await world.steps().analyse(upload_id)
    assert await states(world, ids) == [State.ANALYSED, State.STORED, State.STORED]
    assert rung_to_analyse(world) == [ids[1]]


async def test_a_bell_is_rung_again_only_where_it_was_not_heard(world: World) -> None:
    [upload_id] = await stored(world, 1)
    assert rung_to_analyse(world) == [upload_id]
    sweeper = replace(world.sweeper(), hearing=timedelta(seconds=2))

    world.clock.move(seconds=1.9)
    assert await sweeper.ring_due() == 0
    assert rung_to_analyse(world) == []

    world.clock.move(seconds=0.1)
    assert await sweeper.ring_due() == 1
    assert rung_to_analyse(world) == [upload_id]


async def test_a_step_that_was_put_off_is_rung_for_when_it_is_due(world: World) -> None:
    [upload_id] = await stored(world, 1)
    world.objects.fault = StorageUnavailableError("away")
    await world.steps().analyse(upload_id)
    not_before = (await world.row(upload_id)).not_before
    assert not_before is not None
    rung_to_analyse(world)

    world.clock.now = not_before
    assert await replace(world.sweeper(), hearing=timedelta(hours=1)).ring_due() == 1
    assert rung_to_analyse(world) == [upload_id]


async def test_others_do_not_wait_for_a_person_with_many_files(world: World) -> None:
    many = await stored(world, 3, person_id=1)
    [other] = await stored(world, 1, person_id=2)

    assert await due(world) == {many[0], other}
    await world.steps().analyse(other)
    assert (await world.row(other)).state is State.ANALYSED


@pytest.mark.parametrize("ending", ["analysed", "rejected", "deleted"])
async def test_the_next_has_its_turn_however_the_one_before_it_ends(world: World, ending: str) -> None:
    first, second = await stored(world, 2)
    if ending == "deleted":
        async with world.works() as work:
            await delete(work, first, person_id=1, now=world.clock())
    else:
        world.analyst.fault = EmptyFileError("nothing in it") if ending == "rejected" else None
        rung_to_analyse(world)
        await world.steps().analyse(first)
        assert rung_to_analyse(world) == [second]
        world.analyst.fault = None

    await world.steps().analyse(second)
    assert (await world.row(second)).state is State.ANALYSED


async def test_a_file_that_is_put_off_keeps_nobody_waiting_and_does_not_run_beside_the_next(
    world: World,
) -> None:
    first, second = await stored(world, 2)
    world.objects.fault = StorageUnavailableError("down")
    await world.steps().analyse(first)
    rung_to_analyse(world)
    assert await due(world) == {second}
    async with world.works() as work:
        assert await work.uploads.lease(
            second,
            state=State.STORED,
            owner="elsewhere",
            now=world.clock(),
            until=world.clock() + timedelta(minutes=10),
            running=1,
        )

    world.clock.move(minutes=1)
    await world.steps().analyse(first)
    assert (await world.row(first)).state is State.STORED, "the second is in work"


async def test_more_may_run_where_the_operator_says_so(world: World) -> None:
    world.limits = replace(world.limits, running_uploads=2)
    ids = await stored(world, 3)

    async with world.works() as work:
        found = await work.uploads.due(world.clock(), 10, running=2)
    assert [each.upload_id for each in found] == ids[:2]


async def test_who_waits_for_files_of_their_own_is_told_for_how_many(world: World) -> None:
    for message_id in range(3):
        await world.sent(message_id)
    await world.sent(1, person_id=2)

    told = [(m.chat_id, m.payload["code"], m.payload["figures"]) for m in await world.said()]
    assert told == [
        (1, "progress-accepted", {}),
        (1, "progress-in-line", {"ahead": 1}),
        (1, "progress-in-line", {"ahead": 2}),
        (2, "progress-accepted", {}),
    ]


async def test_who_comes_to_a_full_queue_is_told_for_how_long(world: World) -> None:
    incoming = world.incoming(7)
    async with world.works() as work:
        await accept(work, incoming, limits=world.limits, now=world.clock(), minutes=4)

    [message] = await world.said()
    assert (message.payload["code"], message.payload["figures"]) == ("progress-queue", {"minutes": 4})


async def test_the_forecast_is_made_of_what_was_done_while_others_waited(world: World) -> None:
    ids = [(await stored(world, 1, person_id=person))[0] for person in range(1, 25)]
    sweeper = world.sweeper()
    for upload_id in ids[:6]:
        world.clock.move(seconds=5)
        await world.steps().analyse(upload_id)

    await sweeper.ring_due()
    assert sweeper.forecast.minutes() == 2, "six in thirty seconds, eighteen to go: a minute and a half"
    for upload_id in ids[6:]:
        await world.steps().analyse(upload_id)
    await sweeper.ring_due()
    assert sweeper.forecast.minutes() is None


@pytest.mark.parametrize(
    ("backlog", "minutes"),
    [
        (None, None),
        (Backlog(waiting=100, waited=timedelta(minutes=1), finished=2), None),
        (Backlog(waiting=100, waited=timedelta(seconds=4), finished=50), None),
        (Backlog(waiting=10, waited=timedelta(minutes=1), finished=60), None),
        (Backlog(waiting=30, waited=timedelta(minutes=1), finished=60), 1),
        (Backlog(waiting=60, waited=timedelta(minutes=1), finished=60), 1),
        (Backlog(waiting=61, waited=timedelta(minutes=1), finished=60), 2),
        (Backlog(waiting=600, waited=timedelta(minutes=5), finished=3), 1000),
    ],
)
def test_a_forecast_is_rounded_up_to_minutes_or_silent(backlog: Backlog | None, minutes: int | None) -> None:
    forecast = Forecast()
    forecast.look(backlog)

    assert forecast.minutes() == minutes


async def test_too_many_in_a_minute_are_refused_for_nothing_and_taken_in_the_next(world: World) -> None:
    world.limits = replace(world.limits, uploads_per_minute=2, daily_uploads=5)
    await world.sent(1)
    await world.sent(2)

    assert await world.send(3) is None
    assert (await world.said())[-1].payload == {
        "code": "too-fast",
        "figures": {"limit": 2},
        "reply_to": 3,
    }
    assert await world.quota_left() == 3
    world.clock.move(minutes=1)
    assert await world.send(4) is not None


async def test_counts_of_days_and_minutes_that_are_over_are_forgotten(world: World) -> None:
    await world.sent(1)
    day = world.clock().date().isoformat()
    world.clock.move(days=3)
    await world.sweeper().clear()

    async with world.works() as work:
        assert await work.people.forget_quotas("9999-12-31") == 0
        assert await work.people.forget_quotas("m99999999") == 0
        assert await work.people.take_quota(1, day, 1)
