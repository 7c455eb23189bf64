"""How updates reach a bot that asks for them."""

import asyncio
from contextlib import AsyncExitStack

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramConflictError

from svodka.simulator import LocalPerson, Rules, Simulator, open_simulator
from tests.simulator.conftest import HandClock, open_bot


async def test_an_update_stays_until_a_higher_offset_confirms_it(
    bot: Bot, person: LocalPerson, clock: HandClock
) -> None:
    await person.send_text("два")
    first, second = await bot.get_updates()
    clock.advance(10)
    again = await bot.get_updates()
    rest = await bot.get_updates(offset=first.update_id + 1)

    assert [u.update_id for u in again] == [first.update_id, second.update_id]
    assert [u.update_id for u in rest] == [second.update_id]
    assert second.update_id == first.update_id + 1


async def test_a_confirmed_update_never_comes_back(
    simulator: Simulator, bot: Bot, person: LocalPerson, clock: HandClock
) -> None:
    (update,) = await bot.get_updates()
    await person.send_text("два")
    await bot.get_updates(offset=update.update_id + 1)
    clock.advance(10)

    assert [u.message.text for u in await bot.get_updates(offset=0) if u.message] == ["два"]
    assert simulator.pending_updates == 1


async def test_a_negative_offset_keeps_only_the_last(bot: Bot, person: LocalPerson) -> None:
    await person.send_text("два")
    await person.send_text("три")

    last = await bot.get_updates(offset=-1)
    rest = await bot.get_updates(offset=0)

    assert [u.message.text for u in last if u.message] == ["три"]
    assert [u.message.text for u in rest if u.message] == ["три"]


async def test_limit_bounds_a_batch_at_one_to_a_hundred(
    bot: Bot, person: LocalPerson, clock: HandClock
) -> None:
    for number in range(120):
        await person.send_text(str(number))
    assert len(await bot.get_updates(limit=7)) == 7
    clock.advance(10)
    assert len(await bot.get_updates(limit=1000)) == 100


async def test_an_update_expires_after_a_day(bot: Bot, person: LocalPerson, clock: HandClock) -> None:
    clock.advance(86_399)
    await person.send_text("ещё жив")
    clock.advance(2)

    assert [u.message.text for u in await bot.get_updates() if u.message] == ["ещё жив"]


async def test_asking_twice_for_the_same_offset_within_half_a_second_gives_one_update(
    bot: Bot, person: LocalPerson, clock: HandClock
) -> None:
    await person.send_text("два")
    assert len(await bot.get_updates(offset=5)) == 2
    clock.advance(0.4)
    assert len(await bot.get_updates(offset=5)) == 1
    clock.advance(0.6)
    assert len(await bot.get_updates(offset=5)) == 2


async def test_asking_in_a_hurry_for_nothing_is_slowed_down(clock: HandClock) -> None:
    rules = Rules(same_offset_hold_s=0.3)
    async with open_simulator(clock=clock, rules=rules) as simulator, open_bot(simulator) as bot:
        loop = asyncio.get_running_loop()
        await bot.get_updates()
        begun = loop.time()
        assert await bot.get_updates() == []
        assert loop.time() - begun >= 0.3


async def test_a_long_poll_is_answered_as_soon_as_something_happens(
    simulator: Simulator, bot: Bot, person: LocalPerson
) -> None:
    (seen,) = await bot.get_updates()
    poll = asyncio.create_task(bot.get_updates(offset=seen.update_id + 1, timeout=50))
    await simulator.wait_for_calls("getUpdates", 2)
    await person.send_text("быстро")

    updates = await asyncio.wait_for(poll, 5)
    assert [u.message.text for u in updates if u.message] == ["быстро"]


async def test_a_long_poll_lasts_no_longer_than_the_server_allows() -> None:
    rules = Rules(long_poll_max_s=0.2)
    async with open_simulator(rules=rules) as simulator, open_bot(simulator) as bot:
        assert await asyncio.wait_for(bot.get_updates(timeout=3600, request_timeout=5), 5) == []
    assert Rules().long_poll_max_s == 50


async def test_the_first_of_two_pollers_is_sent_away(
    simulator: Simulator, bot: Bot, person: LocalPerson, clock: HandClock
) -> None:
    (seen,) = await bot.get_updates()
    offset = seen.update_id + 1
    first = asyncio.create_task(bot.get_updates(offset=offset, timeout=50))
    await simulator.wait_for_calls("getUpdates", 2)
    second = asyncio.create_task(bot.get_updates(offset=offset, timeout=50))
    with pytest.raises(TelegramConflictError) as refused:
        await first
    await person.send_text("второму")

    assert refused.value.message == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    assert len(await second) == 1


async def test_a_poller_that_vanished_costs_nothing(
    simulator: Simulator, bot: Bot, person: LocalPerson
) -> None:
    (seen,) = await bot.get_updates()
    gone = asyncio.create_task(bot.get_updates(offset=seen.update_id + 1, timeout=50))
    await simulator.wait_for_calls("getUpdates", 2)
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone
    await person.send_text("не потеряно")

    updates = await bot.get_updates(offset=seen.update_id + 1)
    assert [u.message.text for u in updates if u.message] == ["не потеряно"]


async def test_a_restarted_bot_finds_what_it_did_not_confirm(
    simulator: Simulator, person: LocalPerson
) -> None:
    async with open_bot(simulator) as before:
        (update,) = await before.get_updates()
    async with open_bot(simulator) as after:
        (same,) = await after.get_updates(offset=update.update_id)

    assert same.model_dump() == update.model_dump()


async def test_only_the_kinds_that_were_asked_for_come(
    simulator: Simulator, bot: Bot, person: LocalPerson, clock: HandClock
) -> None:
    await bot.get_updates(offset=-1, allowed_updates=["callback_query"])
    pending = simulator.pending_updates
    await person.send_text("не слышно")
    assert simulator.pending_updates == pending

    clock.advance(10)
    await bot.get_updates(allowed_updates=[])
    await person.send_text("слышно")
    assert simulator.pending_updates == pending + 1


async def test_blocking_and_unblocking_is_an_update(bot: Bot, person: LocalPerson) -> None:
    await person.block()
    await person.unblock()
    _, blocked, unblocked = await bot.get_updates()

    assert blocked.my_chat_member is not None
    assert blocked.my_chat_member.new_chat_member.status == "kicked"
    assert unblocked.my_chat_member is not None
    assert unblocked.my_chat_member.new_chat_member.status == "member"


async def test_a_redelivered_update_comes_once_more_though_it_was_confirmed(
    simulator: Simulator, bot: Bot, person: LocalPerson, clock: HandClock
) -> None:
    (update,) = await bot.get_updates()
    await person.send_text("два")
    (second,) = await bot.get_updates(offset=update.update_id + 1)
    simulator.redeliver(update.update_id)
    clock.advance(10)

    batch = await bot.get_updates(offset=update.update_id + 1)
    assert [u.update_id for u in batch] == [update.update_id, second.update_id]
    clock.advance(10)
    assert len(await bot.get_updates(offset=update.update_id + 1)) == 1


async def test_closing_the_simulator_lets_a_poller_go() -> None:
    loop = asyncio.get_running_loop()
    async with AsyncExitStack() as outer:
        async with open_simulator() as simulator:
            bot = await outer.enter_async_context(open_bot(simulator))
            poll = asyncio.create_task(bot.get_updates(timeout=50))
            await simulator.wait_for_calls("getUpdates", 1)
            begun = loop.time()
        assert await poll == []
        assert loop.time() - begun < 5
