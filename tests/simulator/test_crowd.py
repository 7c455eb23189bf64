"""A crowd comes, sends what it is given when it is due, and presses buttons; seeded, and at no one's heels."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from aiogram import Bot
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from svodka.simulator import Habit, Parcel, Sending, Simulator, Ways, poisson, ramp

AT_ONCE = Ways(think_s=(0.0, 0.0))
PRESSING = Ways(think_s=(0.0, 0.0), on_sending=[Habit(share=1.0, presses=frozenset({"More", "Подробнее"}))])
ASKING = Ways(think_s=(0.0, 0.0), on_coming=[Habit(share=1.0, says="/help")])


def parcels(folder: Path, count: int) -> list[Parcel]:
    made = []
    for number in range(count):
        path = folder / f"{number}.csv"
        path.write_text(f"a,b\n{number},2\n")
        made.append(Parcel(path=path, name=path.name, size=path.stat().st_size))
    return made


def texts(simulator: Simulator) -> list[str]:
    messages = [update.body["message"] for update in simulator.recent_updates() if update.kind == "message"]
    return [str(message["text"]) for message in messages if isinstance(message, dict) and "text" in message]


async def come(simulator: Simulator, updates: int) -> None:
    """Wait until the bot has been told so often."""
    heard = asyncio.Event()
    with simulator.listening(lambda _: heard.set()):
        async with asyncio.timeout(10):
            while len(simulator.recent_updates()) < updates:
                await heard.wait()
                heard.clear()


async def test_each_parcel_is_sent_by_somebody_else_as_long_as_there_are_people(
    simulator: Simulator, tmp_path: Path
) -> None:
    sent: list[Sending] = []
    with simulator.crowd(people=3, ways=AT_ONCE) as crowd:
        await crowd.send(parcels(tmp_path, 4), [0.0, 0.0, 0.0, 0.0], sent.append)

    assert [sending.parcel.name for sending in sent] == ["0.csv", "1.csv", "2.csv", "3.csv"]
    assert len({sending.chat_id for sending in sent[:3]}) == 3
    assert sent[3].chat_id == sent[0].chat_id
    chat = next(person for person in simulator.people if person.id == sent[3].chat_id)
    documents = [message for message in chat.messages if message.document]
    assert [message.id for message in documents] == [sent[0].message_id, sent[3].message_id]
    assert documents[1].document is not None
    assert crowd.body(documents[1].document.unique_id) == b"a,b\n3,2\n"


async def test_parcels_wait_for_their_moment(simulator: Simulator, tmp_path: Path) -> None:
    sent: list[Sending] = []
    begun = asyncio.get_running_loop().time()
    with simulator.crowd(people=2, ways=AT_ONCE) as crowd:
        await crowd.send(parcels(tmp_path, 2), [0.02, 0.05], sent.append)

    assert [sending.at_s - begun for sending in sent] == sorted(sending.at_s - begun for sending in sent)
    assert sent[0].at_s - begun >= 0.02
    assert sent[1].at_s - begun >= 0.05


async def test_everybody_comes_those_who_send_nothing_too(simulator: Simulator, tmp_path: Path) -> None:
    with simulator.crowd(people=5, ways=ASKING) as crowd:
        await crowd.send(parcels(tmp_path, 1), [0.0], lambda _: None)
        await come(simulator, 11)

        assert sorted(texts(simulator)) == ["/help"] * 5 + ["/start"] * 5
        assert crowd.said == 10


async def test_a_button_is_pressed_when_it_comes_and_once(
    simulator: Simulator, bot: Bot, tmp_path: Path
) -> None:
    pressed: asyncio.Queue[tuple[int, int, str]] = asyncio.Queue()
    keyboard = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="More", callback_data="m")]])
    sent: list[Sending] = []
    with simulator.crowd(people=1, ways=PRESSING) as crowd:
        crowd.on_press = lambda chat_id, message_id, label: pressed.put_nowait((chat_id, message_id, label))
        await crowd.send(parcels(tmp_path, 1), [0.0], sent.append)
        [sending] = sent
        first = await bot.send_message(sending.chat_id, "report", reply_markup=keyboard)
        assert await pressed.get() == (sending.chat_id, first.message_id, "More")
        await bot.send_message(sending.chat_id, "another", reply_markup=keyboard)

        assert pressed.empty()
        assert crowd.unanswered == ["More"]
        query = next(update.body for update in simulator.recent_updates() if update.kind == "callback_query")
        await bot.answer_callback_query(str(query["callback_query"]["id"]))  # type: ignore[index]  # JSON
        assert (crowd.pressed, crowd.answered, crowd.unanswered) == (1, 1, [])


async def test_a_crowd_that_is_closed_does_nothing_more(simulator: Simulator, tmp_path: Path) -> None:
    with simulator.crowd(people=3, ways=Ways(think_s=(60.0, 60.0))) as crowd:
        await crowd.send(parcels(tmp_path, 1), [0.0], lambda _: None)
    before = len(simulator.recent_updates())
    await asyncio.sleep(0)

    assert len(simulator.recent_updates()) == before


@pytest.mark.parametrize("moments", [poisson(10, 60, 1), ramp(5, 15, 60, 1), ramp(10, 10, 60, 1)])
def test_moments_rise_and_are_as_many_as_the_rate_asks_for(moments: Sequence[float]) -> None:
    assert list(moments) == sorted(moments)
    assert 500 < len(moments) < 700
    assert 0 <= moments[0] <= moments[-1] <= 60


def test_the_same_seed_gives_the_same_moments_and_another_gives_others() -> None:
    assert poisson(10, 60, 1) == poisson(10, 60, 1) != poisson(10, 60, 2)


def test_a_ramp_rises() -> None:
    moments = ramp(1, 19, 60, 1)

    assert sum(moment < 20 for moment in moments) < sum(moment >= 40 for moment in moments) / 2


async def test_nobody_has_a_task_of_their_own(simulator: Simulator, tmp_path: Path) -> None:
    before = len(asyncio.all_tasks())
    with simulator.crowd(people=1000) as crowd:
        await crowd.send(parcels(tmp_path, 1), [0.0], lambda _: None)

        assert len(asyncio.all_tasks()) == before
