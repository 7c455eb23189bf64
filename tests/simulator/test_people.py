"""What a person does and sees: one suite for people in this process and for people behind HTTP."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiogram import Bot
from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.types import Message as BotMessage

from svodka.simulator import (
    Fault,
    FaultKind,
    Message,
    Person,
    RemotePerson,
    RemoteSimulator,
    Sample,
    Simulator,
    open_remote_simulator,
    open_simulator,
)
from tests.simulator.conftest import png

Newcomer = Callable[[str], Awaitable[Person]]
KEYS = InlineKeyboardMarkup(
    inline_keyboard=[
        [InlineKeyboardButton(text="Полный отчёт", callback_data="report:1")],
        [InlineKeyboardButton(text="Сайт", url="https://example.org")],
    ]
)


@pytest.fixture
async def remote(simulator: Simulator) -> AsyncIterator[RemoteSimulator]:
    async with open_remote_simulator(simulator.url) as opened:
        yield opened


@pytest.fixture(params=["in process", "over HTTP"])
async def newcomer(request: pytest.FixtureRequest, simulator: Simulator, remote: RemoteSimulator) -> Newcomer:
    async def in_process(name: str) -> Person:
        return simulator.person(name=name, language_code="en")

    async def over_http(name: str) -> Person:
        return await remote.person(name=name, language_code="en")

    return in_process if request.param == "in process" else over_http


@pytest.fixture
async def someone(newcomer: Newcomer) -> Person:
    person = await newcomer("Ann Lee")
    await person.send_text("/start")
    return person


async def updates(bot: Bot) -> list[Any]:
    return [update.event for update in await bot.get_updates()]


async def test_a_text_reaches_the_bot_with_its_sender(bot: Bot, someone: Person) -> None:
    (message,) = await updates(bot)
    assert (message.text, message.entities[0].type) == ("/start", "bot_command")
    assert (message.from_user.id, message.from_user.first_name) == (someone.id, "Ann Lee")
    assert message.from_user.language_code == "en"
    assert message.chat.id == someone.id


async def test_a_document_reaches_the_bot_with_its_name_or_without_one(
    bot: Bot, someone: Person, tmp_path: Path
) -> None:
    path = tmp_path / "Выписка по счёту.csv"
    path.write_bytes(b"a;b\n")
    await someone.send_document(path, caption="вот")
    await someone.send_document(b"1,2\n", "x.csv", mime="text/comma-separated-values")
    await someone.send_document(b"1,2\n")
    _, first, second, nameless = await updates(bot)

    assert (first.document.file_name, first.document.file_size) == ("Выписка по счёту.csv", 4)
    assert (first.document.mime_type, first.caption) == ("text/csv", "вот")
    assert second.document.mime_type == "text/comma-separated-values"
    assert nameless.document.file_name is None


async def test_documents_of_one_album_come_as_messages_that_share_an_id(bot: Bot, someone: Person) -> None:
    await someone.send_document(b"1", "a.csv", album="77")
    await someone.send_document(b"2", "b.csv", album="77")
    _, one, two = await updates(bot)
    assert one.media_group_id == two.media_group_id == "77"


async def test_photos_and_stickers_reach_the_bot(bot: Bot, someone: Person) -> None:
    await someone.send_photo(png(40, 30), caption="снимок экрана")
    await someone.send_sticker()
    _, photo, sticker = await updates(bot)
    assert (photo.photo[-1].width, photo.caption) == (40, "снимок экрана")
    assert sticker.sticker.type == "regular"


async def test_a_message_may_answer_another(bot: Bot, someone: Person) -> None:
    asked = await bot.send_message(someone.id, "какой язык?")
    question = await someone.wait_for(lambda m: m.id == asked.message_id)
    await someone.send_text("русский", reply_to=question)
    assert (await updates(bot))[-1].reply_to_message.text == "какой язык?"


async def test_a_pressed_button_is_answered(bot: Bot, someone: Person) -> None:
    await bot.send_message(someone.id, "готово", reply_markup=KEYS)
    message = await someone.wait_for(lambda m: m.from_bot)
    (started,) = await bot.get_updates()
    pressed = asyncio.create_task(someone.press(message, "Полный отчёт"))
    (update,) = await bot.get_updates(offset=started.update_id + 1, timeout=10)
    query = update.callback_query
    assert query is not None
    assert isinstance(query.message, BotMessage)
    await bot.answer_callback_query(query.id, text="уже готовлю", show_alert=True)
    answer = await pressed

    assert answer is not None
    assert (answer.text, answer.show_alert) == ("уже готовлю", True)
    assert (query.data, query.message.text, query.from_user.id) == ("report:1", "готово", someone.id)


async def test_a_query_is_answered_once(bot: Bot, someone: Person) -> None:
    await bot.send_message(someone.id, "готово", reply_markup=KEYS)
    message = await someone.wait_for(lambda m: m.from_bot)
    await someone.press(message, "report:1", timeout_s=0)
    query = (await updates(bot))[-1]
    await bot.answer_callback_query(query.id)
    with pytest.raises(
        Exception, match="query is too old and response timeout expired or query ID is invalid"
    ):
        await bot.answer_callback_query(query.id)


async def test_only_a_button_that_is_there_and_speaks_to_the_bot_can_be_pressed(
    bot: Bot, someone: Person
) -> None:
    await bot.send_message(someone.id, "готово", reply_markup=KEYS)
    message = await someone.wait_for(lambda m: m.from_bot)
    for wanted in ("нет такой", "Сайт"):
        with pytest.raises(LookupError):
            await someone.press(message, wanted)


async def test_waiting_sees_what_is_there_what_comes_and_what_is_edited(bot: Bot, someone: Person) -> None:
    sent = await bot.send_message(someone.id, "принято")
    assert (await someone.wait_for(lambda m: m.text == "принято")).id == sent.message_id
    waiting = asyncio.create_task(someone.wait_for(lambda m: m.edited))
    await asyncio.sleep(0)
    await bot.edit_message_text("готово", chat_id=someone.id, message_id=sent.message_id)
    assert (await waiting).text == "готово"


async def test_waiting_from_a_position_sees_versions_that_were_edited_away(bot: Bot, someone: Person) -> None:
    await someone.wait_for(lambda m: m.text == "/start")
    since = someone.position
    sent = await bot.send_message(someone.id, "10 %")
    await bot.edit_message_text("20 %", chat_id=someone.id, message_id=sent.message_id)
    await bot.edit_message_text("30 %", chat_id=someone.id, message_id=sent.message_id)

    assert (await someone.wait_for(lambda m: m.text == "20 %", since=since)).id == sent.message_id
    seen = await someone.history(await someone.wait_for(lambda m: m.text == "30 %"))
    assert [m.text for m in seen] == ["10 %", "20 %", "30 %"]


async def test_waiting_in_vain_says_what_was_there_instead(someone: Person) -> None:
    with pytest.raises(TimeoutError, match=r"Ann Lee waited .* last messages are \['/start'\]"):
        await someone.wait_for(lambda m: m.text == "никогда", timeout_s=0.05)


async def test_a_deleted_message_is_gone_for_both(bot: Bot, someone: Person) -> None:
    message = await someone.send_text("ой")
    await someone.delete(message)
    await someone.events_after(0)
    assert [m.text for m in someone.messages] == ["/start"]
    with pytest.raises(Exception, match="message to delete not found"):
        await bot.delete_message(someone.id, message.id)


async def test_a_person_can_block_and_unblock(bot: Bot, someone: Person) -> None:
    await someone.block()
    with pytest.raises(Exception, match="bot was blocked by the user"):
        await bot.send_message(someone.id, "x")
    await someone.unblock()
    await bot.send_message(someone.id, "y")
    assert (await someone.wait_for(lambda m: m.from_bot)).text == "y"


async def test_a_file_of_the_bot_can_be_downloaded(bot: Bot, someone: Person) -> None:
    await bot.send_document(someone.id, BufferedInputFile(b"<p>", "отчёт.html"))
    document = (await someone.wait_for(lambda m: m.from_bot)).document
    assert document is not None
    assert await someone.download(document.unique_id) == b"<p>"


async def test_what_a_person_cannot_send_is_refused(someone: Person) -> None:
    with pytest.raises(Exception, match="message is too long"):
        await someone.send_text("x" * 4097)
    with pytest.raises(Exception, match="message text is empty"):
        await someone.send_text("  ")


async def test_chats_are_apart(bot: Bot, newcomer: Newcomer, someone: Person) -> None:
    other = await newcomer("Bob")
    await other.send_text("/start")
    await bot.send_message(other.id, "для Боба")
    await other.wait_for(lambda m: m.from_bot)
    await someone.events_after(0)
    assert [m.text for m in someone.messages] == ["/start"]


async def test_a_file_larger_than_a_bot_may_fetch_can_be_sent(
    bot: Bot, someone: Person, tmp_path: Path
) -> None:
    path = tmp_path / "огромный.csv"
    with path.open("wb") as file:
        file.truncate(25 << 20)
    await someone.send_document(path)
    assert (await updates(bot))[-1].document.file_size == 25 << 20


async def test_another_process_can_do_what_the_owner_can(
    simulator: Simulator, remote: RemoteSimulator, bot: Bot
) -> None:
    person = await remote.person(name="Анна")
    await person.send_text("/start")
    (update,) = await bot.get_updates()
    await bot.get_updates(offset=update.update_id + 1, timeout=0, request_timeout=10, limit=1)
    await remote.redeliver(update.update_id)
    assert [u["update_id"] for u in await remote.recent_updates()] == [update.update_id]
    assert await remote.pending_updates() == 0

    await remote.inject("getMe", Fault(kind=FaultKind.ERROR, status=503))
    with pytest.raises(Exception, match="Service Unavailable"):
        await bot.get_me()
    assert (await remote.calls())["getme"] == 1
    await remote.set_flood_limits(enabled=True)
    with pytest.raises(Exception, match="retry after"):
        await asyncio.gather(*(bot.send_message(person.id, "x") for _ in range(6)))
    assert [p.name for p in await remote.people()] == ["Анна"]


async def test_a_person_added_elsewhere_can_be_taken_over(
    simulator: Simulator, remote: RemoteSimulator, bot: Bot
) -> None:
    local = simulator.person(name="Анна")
    await local.send_text("/start")
    (same,) = await remote.people()
    assert isinstance(same, RemotePerson)
    assert (await same.wait_for(lambda m: m.text == "/start")).id == local.messages[0].id


async def test_a_sample_can_be_sent_without_having_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"1,2\n")
    samples = [Sample(path=path, label="Продажи", name="продажи.csv")]
    async with open_simulator(samples=samples) as simulator, aiohttp.ClientSession(simulator.url) as session:
        person = simulator.person()
        async with session.get("api/state") as response:
            assert (await response.json())["samples"] == [{"label": "Продажи", "name": "продажи.csv"}]
        async with session.post(f"api/people/{person.id}/samples/0") as response:
            sent = Message(await response.json())
        async with session.post(f"api/people/{person.id}/samples/1") as response:
            assert response.status == 404
    assert sent.document is not None
    assert (sent.document.name, sent.document.size) == ("продажи.csv", 4)


async def test_everything_that_happens_is_streamed(simulator: Simulator, bot: Bot) -> None:
    person, other = simulator.person(name="Анна"), simulator.person(name="Борис")
    async with (
        aiohttp.ClientSession(simulator.url) as session,
        session.get("api/events", params={"person": str(person.id)}) as stream,
    ):
        assert stream.content_type == "text/event-stream"
        assert await stream.content.readuntil(b": open\n\n")
        await other.send_text("не для этого потока")
        await person.send_text("привет")
        await bot.send_chat_action(person.id, "typing")
        kinds = [await stream.content.readuntil(b"\n\n") for _ in range(2)]
    assert b'"kind": "message"' in kinds[0]
    assert b'"action": "typing"' in kinds[1]


@pytest.mark.parametrize(
    ("origin", "status"), [("https://evil.example", 403), ("http://{host}", 201), (None, 201)]
)
async def test_another_sites_page_cannot_act(simulator: Simulator, origin: str | None, status: int) -> None:
    host = simulator.api_url.removeprefix("http://")
    headers = {"Origin": origin.format(host=host)} if origin else {}
    async with (
        aiohttp.ClientSession(simulator.url) as session,
        session.post("api/people", json={"name": "Ева"}, headers=headers) as response,
    ):
        assert response.status == status


async def test_nothing_is_left_on_disk_when_the_simulator_ends(tmp_path: Path) -> None:
    async with open_simulator() as simulator:
        await simulator.person().send_document(b"1", "a.csv")
        folder = simulator.folder
        assert [path.read_bytes() for path in folder.iterdir()] == [b"1"]
    assert not folder.exists()
