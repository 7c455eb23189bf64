"""The courier: reports arrive once and whole, whatever Telegram, storage or database do meanwhile."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiogram.exceptions import ClientDecodeError

from svodka.bot.pacer import Rates
from svodka.bot.pauses import Pauses
from svodka.bot.sender import Sender
from svodka.errors import StorageUnavailableError
from svodka.simulator import Fault, FaultKind, LocalPerson, Message
from svodka.texts import sentence
from svodka.uploads import MessageKind, State
from tests.bot.conftest import PNG, QUICK_TEMPO, World, said, says, utc_now

ACCEPTED = sentence("progress-accepted", "ru")
DONE = sentence("progress-done", "ru")
LIMITED = replace(QUICK_TEMPO, rates=Rates())


def reports(person: LocalPerson) -> list[Message]:
    return [m for m in person.messages if m.from_bot and m.document is not None]


async def reported(
    world: World,
    person: LocalPerson,
    *,
    charts: Sequence[bytes] = (PNG,),
    summary: Mapping[str, Any] | None = None,
) -> Message:
    """Bring a file of this person's to its delivered report; return the report's message."""
    upload_id = await world.accepted(person)
    await world.analysed(upload_id, charts=charts, summary=summary)
    await world.until(upload_id, State.DELIVERED)
    return reports(person)[-1]


async def test_a_report_is_a_picture_with_the_summary_then_the_document_with_buttons(world: World) -> None:
    person = world.telegram.person()

    async with world.running():
        message = await reported(world, person)

    picture = next(m for m in person.messages if m.photo)
    assert message.document is not None
    assert (picture.text, picture.entities[0]["type"]) == ("Сводка & всё", "bold")
    assert picture.id < message.id
    assert message.document.name == "Продажи — отчёт.html"
    assert await person.download(message.document.unique_id) == b"<h1>report</h1>"
    assert [[b.text for b in row] for row in message.buttons] == [
        ["Полный отчёт", "Столбцы"],
        ["Чистый файл", "Удалить"],
    ]
    assert len(reports(person)) == 1
    assert not any(path.exists() for path in world.objects.handed_out)


@pytest.mark.parametrize(
    ("address", "opens"), [("https://svodka.example/r/x", True), ("http://localhost:8080/r/x", False)]
)
async def test_an_address_that_telegram_does_not_like_costs_its_button_and_nothing_else(
    world: World, address: str, opens: bool
) -> None:
    person = world.telegram.person()

    async with world.running(link=lambda _: address):
        message = await reported(world, person)

    texts = [[button.text for button in row] for row in message.buttons]
    assert (["Открыть в браузере"] in texts) is opens
    assert texts[-2:] == [["Полный отчёт", "Столбцы"], ["Чистый файл", "Удалить"]]
    assert len(reports(person)) == 1
    assert not any("отправить его не получилось" in text for text in said(person))


async def test_several_charts_come_as_one_album_under_one_text(world: World) -> None:
    person = world.telegram.person()

    async with world.running():
        await reported(world, person, charts=(PNG, PNG, PNG))

    album = [m for m in person.messages if m.photo]
    assert [m.text for m in album] == ["Сводка & всё", "", ""]
    assert len({m.album for m in album}) == 1


@pytest.mark.parametrize("charts", [(), (b"no picture",)])
async def test_without_charts_that_telegram_takes_the_summary_is_a_text(
    world: World, charts: tuple[bytes, ...]
) -> None:
    person = world.telegram.person()

    async with world.running():
        await reported(world, person, charts=charts)

    assert "Сводка & всё" in said(person)
    assert not any(m.photo for m in person.messages)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a < b <b>c</b>", "a < b c"), ("<i>x</i> " + "слово " * 300, None), ("😀" * 5000, None)],
    ids=["broken markup", "too long for a caption", "too long for a message"],
)
async def test_a_summary_that_telegram_refuses_is_said_in_a_plainer_form(
    world: World, text: str, expected: str | None
) -> None:
    person = world.telegram.person()

    async with world.running():
        await reported(world, person, summary={"text": text})

    summary = next(m for m in person.messages if m.from_bot and m.text not in {ACCEPTED, DONE})
    assert len(summary.text) > 1000 if expected is None else summary.text == expected


async def test_progress_is_one_message_that_is_edited(world: World) -> None:
    person = world.telegram.person()

    async with world.running():
        upload_id = await world.accepted(person)
        first = await person.wait_for(says(ACCEPTED))
        await world.says(upload_id, "progress-reading")
        await person.wait_for(says(sentence("progress-reading", "ru")))
        await world.says(upload_id, "progress-done")
        await person.wait_for(says(DONE))

    assert said(person) == [DONE]
    assert [m.id for m in person.messages if m.from_bot] == [first.id]


async def test_progress_superseded_while_it_leaves_is_edited_all_the_same(world: World) -> None:
    person = world.telegram.person()
    world.telegram.inject("sendMessage", Fault(kind=FaultKind.SLOW, hang_s=0.2))

    async with world.running():
        upload_id = await world.accepted(person)
        await person.wait_for(says(ACCEPTED))
        await world.says(upload_id, "progress-done")
        await person.wait_for(says(DONE))

    assert said(person) == [DONE]


async def test_a_refusal_is_said_even_if_the_progress_message_was_deleted(world: World) -> None:
    person = world.telegram.person()

    async with world.running():
        upload_id = await world.accepted(person)
        await person.delete(await person.wait_for(says(ACCEPTED)))
        await world.says(upload_id, "progress-reading")
        await world.says(upload_id, "empty-file")
        await person.wait_for(says(sentence("empty-file", "ru")))

    assert said(person) == [sentence("empty-file", "ru")]


async def test_a_chat_told_to_wait_waits_and_others_are_served(world: World) -> None:
    held, other = world.telegram.person(), world.telegram.person()
    world.telegram.inject("sendMessage", Fault(kind=FaultKind.FLOOD, retry_after_s=1, chat_id=held.id))

    async with world.running():
        asked_at = asyncio.get_running_loop().time()
        await held.send_text("Привет!")
        await other.send_text("Привет!")
        await other.wait_for(says("Пришлите таблицу"))
        assert said(held) == []
        await held.wait_for(says("Пришлите таблицу"))
        waited_s = asyncio.get_running_loop().time() - asked_at

    assert 1.0 <= waited_s < 10.0  # a busy machine is slow, and a chat held back for ever is not this one
    assert len(said(held)) == 1


@pytest.mark.parametrize(
    "fault",
    [
        Fault(kind=FaultKind.ERROR, status=502),
        Fault(kind=FaultKind.RESET),
        Fault(kind=FaultKind.HANG),
    ],
    ids=lambda fault: fault.kind.value,
)
async def test_a_report_waits_until_telegram_is_back_and_arrives_once(world: World, fault: Fault) -> None:
    person = world.telegram.person()
    for method in ("sendPhoto", "sendDocument"):
        world.telegram.inject(method, fault)

    async with world.running():
        await reported(world, person)

    assert len(reports(person)) == 1
    assert len([m for m in person.messages if m.photo]) == 1


async def test_nothing_is_sent_to_who_blocked_the_bot_and_their_upload_ends(world: World) -> None:
    person = world.telegram.person()

    async with world.running():
        upload_id = await world.accepted(person)
        await person.wait_for(says(ACCEPTED))
        world.telegram.inject("sendPhoto", Fault(kind=FaultKind.ERROR, status=403))
        await world.analysed(upload_id)
        await world.until(upload_id, State.DELETED)
        await world.until_blocked(person, blocked=True)
        await world.until_all_said()

    assert said(person) == [ACCEPTED]


async def test_a_report_waits_for_storage_that_is_away(world: World) -> None:
    person = world.telegram.person()
    world.objects.faults = [StorageUnavailableError() for _ in range(3)]

    async with world.running():
        await reported(world, person)

    assert len(reports(person)) == 1


@pytest.mark.parametrize("hangs", [False, True], ids=["refuses", "hangs"])
async def test_a_report_whose_files_cannot_be_had_holds_back_nothing_else_in_its_chat(
    world: World, monkeypatch: pytest.MonkeyPatch, hangs: bool
) -> None:
    person = world.telegram.person()
    download, back = world.objects.download_csv_to_temp, asyncio.Event()

    async def away(file_key: str) -> Path:
        if not back.is_set():
            if not hangs:
                raise StorageUnavailableError("down")
            await back.wait()
        return await download(file_key)

    monkeypatch.setattr(world.objects, "download_csv_to_temp", away)
    tempo = replace(QUICK_TEMPO, courier_pauses=Pauses(shortest_s=0.5, longest_s=0.5))
    async with world.running(tempo):
        first = await world.accepted(person, "a.csv")
        await world.analysed(first)
        await world.accepted(person, "b.csv")
        await person.send_text("Привет!")
        await person.wait_for(says(sentence("text-received", "ru")))
        assert reports(person) == []
        back.set()
        await world.until(first, State.DELIVERED)

    assert len(reports(person)) == 1


async def test_a_report_that_is_no_longer_stored_is_said_to_be_gone(world: World) -> None:
    person = world.telegram.person()

    async with world.running():
        upload_id = await world.accepted(person)
        row = await world.row(upload_id)
        async with world.works() as work:
            await world.put(work, row, MessageKind.REPORT, {"part": "document"}, key="report")
        await person.wait_for(says(sentence("object-not-found", "ru")))

    assert reports(person) == []


async def test_a_report_that_keeps_failing_is_given_up_with_a_sentence(world: World) -> None:
    person = world.telegram.person()
    world.objects.faults = [RuntimeError("a bug")] * 3

    async with world.running():
        upload_id = await world.accepted(person)
        await world.analysed(upload_id, charts=())
        await person.wait_for(says(sentence("report-unsendable", "ru")))
        await world.until(upload_id, State.DELIVERED)

    assert reports(person) == []


async def test_a_message_whose_answer_is_not_understood_is_not_sent_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = Sender.send

    async def not_understood(self: Sender, *letter: Any) -> int:
        await send(self, *letter)
        raise ClientDecodeError("Failed to deserialize object", ValueError(), {"ok": True, "result": {}})

    monkeypatch.setattr(Sender, "send", not_understood)
    person = world.telegram.person()

    async with world.running():
        await reported(world, person)
        await world.until_all_said()

    assert len(reports(person)) == 1
    assert sentence("report-unsendable", "ru") not in said(person)


async def test_a_message_that_left_is_never_sent_again_when_the_database_goes_away_before_its_mark(
    world: World,
) -> None:
    person = world.telegram.person()
    world.telegram.inject("sendMessage", Fault(kind=FaultKind.SLOW, hang_s=0.3))

    async with world.running():
        await person.send_text("Привет!")
        await person.wait_for(says("Пришлите таблицу"))
        world.switch.away = True
        await world.switch.refused.wait()
        world.switch.refused.clear()
        await world.switch.refused.wait()
        world.switch.away = False
        await world.until_all_said()

    assert len(said(person)) == 1


async def test_stopping_lets_a_message_under_way_leave_and_marks_it(world: World) -> None:
    person = world.telegram.person()
    world.telegram.inject("sendDocument", Fault(kind=FaultKind.SLOW, hang_s=0.3))

    async with world.running():
        upload_id = await world.accepted(person)
        await world.analysed(upload_id)
        await person.wait_for(lambda message: message.from_bot and message.document is not None)

    assert (await world.row(upload_id)).state is State.DELIVERED


async def test_telegrams_own_limits_are_never_reached(world: World) -> None:
    world.telegram.set_flood_limits(enabled=True)
    people = [world.telegram.person() for _ in range(3)]

    async with world.running(tempo=LIMITED):
        for person in people:
            for _ in range(4):
                await person.send_text("Привет!")
            await person.send_text("/help")
        for person in people:
            await person.wait_for(says("Как пользоваться"))

    assert [len(said(person)) for person in people] == [5, 5, 5]
    assert world.telegram.calls["sendmessage"] == 15


async def test_the_columns_are_turned_in_one_message(world: World) -> None:
    person = world.telegram.person()

    async with world.running():
        report = await reported(world, person)
        await person.press(report, "Столбцы")
        page = await person.wait_for(says("a"), since=person.position - 1)
        await person.press(page, "Дальше →")
        turned = await person.wait_for(lambda m: m.from_bot and m.text == "b")
        await person.press(turned, "← Назад")
        back = await person.wait_for(lambda m: m.from_bot and m.text == "a")
        await person.press(back, "Дальше →")
        await person.wait_for(lambda m: m.from_bot and m.text == "b")

    assert turned.id == page.id
    assert [b.text for row in turned.buttons for b in row] == ["← Назад"]


async def test_a_button_pressed_twice_sends_the_clean_file_once(world: World) -> None:
    person = world.telegram.person()

    async with world.running():
        report = await reported(world, person)
        for _ in range(2):
            await person.press(report, "Чистый файл")
        await person.send_text("/help")
        await person.wait_for(says("Как пользоваться"))

    names = [m.document.name for m in reports(person) if m.document]
    assert names == ["Продажи — отчёт.html", "Продажи — очищено.csv"]


async def test_a_deleted_upload_is_gone_for_its_buttons_too(world: World) -> None:
    person = world.telegram.person()

    async with world.running():
        report = await reported(world, person)
        await person.press(report, "Удалить")
        await person.wait_for(says("Удалено"))
        await person.press(report, "Полный отчёт")
        await person.wait_for(says(sentence("object-not-found", "ru")))

    assert len(reports(person)) == 1


async def test_nobody_gets_or_deletes_what_another_person_sent(world: World) -> None:
    owner, thief = world.telegram.person(), world.telegram.person(language_code="en")

    async with world.running():
        upload_id = await world.accepted(owner)
        await world.analysed(upload_id)
        await world.until(upload_id, State.DELIVERED)
        await thief.send_text("/start")
        await thief.wait_for(says("Hello"))
        buttons = [
            [{"code": f"button-{verb}", "data": f"{verb}:{upload_id.hex}"} for verb in ("clean", "delete")]
        ]
        async with world.works() as work:
            await work.outbox.put(
                key="forged",
                chat_id=thief.id,
                kind=MessageKind.SENTENCE,
                payload={"code": "help", "figures": {"limit_mb": 1}, "buttons": buttons},
                now=utc_now(),
            )
        forged = await thief.wait_for(lambda m: bool(m.buttons))
        for button in ("Clean file", "Delete"):
            await thief.press(forged, button)
        await thief.wait_for(says(sentence("object-not-found", "en")))

    assert reports(thief) == []
    assert (await world.row(upload_id)).state is State.DELIVERED
