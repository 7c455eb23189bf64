"""Killed, stopped, told twice: every file that was sent is answered with exactly one report."""

import asyncio
import csv
import io
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from svodka.simulator import Fault, FaultKind, RemotePerson, RemoteSimulator
from tests.e2e.installation import Bot, open_installation

pytestmark = pytest.mark.timeout(240)

REPORT_S = 60


@pytest.fixture
async def bot_and_telegram(tmp_path: Path) -> AsyncIterator[tuple[Bot, RemoteSimulator]]:
    async with open_installation(tmp_path, SVODKA_MESSAGES_PER_SECOND="1000") as installation:
        yield installation


def table(seed: int) -> bytes:
    """A small table, different for each seed."""
    text = io.StringIO()
    rows = [[f"2026-01-{day:02d}", f"shop {day % 3}", f"{seed * day}.50"] for day in range(1, 29)]
    csv.writer(text).writerows([["date", "shop", "amount"], *rows])
    return text.getvalue().encode()


def reports(person: RemotePerson) -> Counter[str]:
    """Count the reports in a chat by the stem of the file that they are about."""
    documents = [m.document for m in person.messages if m.from_bot and m.document]
    names = [document.name or "" for document in documents]
    return Counter(name.partition(" — ")[0] for name in names if name.endswith(".html"))


async def has_reports(person: RemotePerson, wanted: int, timeout_s: float = REPORT_S) -> Counter[str]:
    """Wait until a chat holds that many reports."""
    async with asyncio.timeout(timeout_s):
        while (found := reports(person)).total() < wanted:
            await person.events_after(person.position, 5)
    return found


async def settled(person: RemotePerson) -> Counter[str]:
    """Wait for whatever may still come of an upload whose report is there, then count."""
    await person.events_after(person.position, 1)
    return reports(person)


# Where the bot hangs when it is killed: before the method is carried out.
HANGS = ["sendMessage", "download", "sendMediaGroup", "sendDocument"]


@pytest.mark.parametrize("method", HANGS)
async def test_a_bot_killed_in_any_call_delivers_one_report_after_its_restart(
    bot_and_telegram: tuple[Bot, RemoteSimulator], method: str
) -> None:
    bot, telegram = bot_and_telegram
    person = await telegram.person()
    await telegram.inject(method, Fault(kind=FaultKind.HANG))
    await bot.start()
    await person.send_document(table(1), "a.csv")
    await called(telegram, method)
    await bot.kill()

    await bot.start()

    await has_reports(person, 1)
    assert await settled(person) == {"a": 1}
    assert await bot.stop() == 0
    assert bot.left_over() == []


async def called(telegram: RemoteSimulator, method: str) -> None:
    """Wait until the bot has made a call of this method, or is past all it has use for."""
    async with asyncio.timeout(REPORT_S):
        while (await telegram.calls()).keys().isdisjoint({method.lower(), "senddocument"}):  # noqa: ASYNC110  # the count is in another process
            await asyncio.sleep(0.05)


async def test_a_report_whose_answer_was_lost_with_the_bot_may_double_but_never_goes_missing(
    bot_and_telegram: tuple[Bot, RemoteSimulator],
) -> None:
    bot, telegram = bot_and_telegram
    person = await telegram.person()
    await telegram.inject("sendDocument", Fault(kind=FaultKind.SLOW))
    await bot.start()
    await person.send_document(table(1), "a.csv")
    await has_reports(person, 1)
    await bot.kill()

    await bot.start()

    assert (await settled(person))["a"] in {1, 2}
    assert await bot.stop() == 0


async def test_a_redelivered_update_and_a_double_press_make_one_report_each(
    bot_and_telegram: tuple[Bot, RemoteSimulator],
) -> None:
    bot, telegram = bot_and_telegram
    await bot.start()
    person = await telegram.person()
    await person.send_document(table(1), "a.csv")
    [update] = await telegram.recent_updates()
    update_id = update["update_id"]
    assert isinstance(update_id, int)
    await telegram.redeliver(update_id)
    await has_reports(person, 1)
    await telegram.redeliver(update_id)
    assert await settled(person) == {"a": 1}

    message = next(m for m in person.messages if m.buttons)
    await asyncio.gather(*(person.press(message, "Полный отчёт") for _ in range(2)))
    await has_reports(person, 2)
    assert await settled(person) == {"a": 2}


async def test_a_stop_amid_ten_uploads_is_in_time_and_the_reports_come_after_the_restart(
    bot_and_telegram: tuple[Bot, RemoteSimulator],
) -> None:
    bot, telegram = bot_and_telegram
    await bot.start()
    people = [await telegram.person(name=f"Person {n}") for n in range(10)]
    for person in people:
        await person.send_document(table(person.id), "a.csv")
    await people[0].wait_for(lambda m: m.from_bot)

    assert await bot.stop() == 0
    assert bot.left_over() == []
    await bot.start()

    await asyncio.gather(*(has_reports(person, 1) for person in people))
    assert await asyncio.gather(*map(settled, people)) == [{"a": 1}] * 10


async def test_of_300_documents_none_is_lost_when_the_bot_is_killed_three_times(
    bot_and_telegram: tuple[Bot, RemoteSimulator],
) -> None:
    bot, telegram = bot_and_telegram
    people = [await telegram.person(name=f"Person {n}") for n in range(100)]
    await bot.start()
    for number, person in enumerate(people):
        for name in ("a.csv", "b.csv", "c.csv"):
            await person.send_document(table(person.id), name)
        if number in (20, 50, 80):
            await bot.kill()
            await bot.start()

    counted: Counter[str] = Counter()
    for person in people:
        counted += await has_reports(person, 3, timeout_s=200)
        assert reports(person).keys() == {"a", "b", "c"}
    assert counted.total() >= 300
    assert await bot.stop() == 0
    assert bot.left_over() == []
