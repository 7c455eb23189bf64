"""What a bot may say, and what Telegram refuses to pass on."""

import re
from pathlib import Path

import aiohttp
import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.types import (
    BufferedInputFile,
    FSInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    MessageEntity,
    ReactionTypeEmoji,
    ReplyParameters,
)

from svodka.simulator import EventKind, LocalPerson, Rules, Simulator, open_simulator
from tests.simulator.conftest import HandClock, open_bot, png


def keys(*data: str) -> InlineKeyboardMarkup:
    row = [InlineKeyboardButton(text=one[:20] or "x", callback_data=one) for one in data]
    return InlineKeyboardMarkup(inline_keyboard=[row])


def refusal(error: "pytest.ExceptionInfo[TelegramAPIError]") -> str:
    return error.value.message


async def test_the_bot_knows_itself(bot: Bot, simulator: Simulator) -> None:
    me = await bot.get_me()
    assert (me.id, me.is_bot, me.username) == (bot.id, True, "svodka_demo_bot")


async def test_a_wrong_token_is_refused(simulator: Simulator) -> None:
    async with open_bot(simulator, "1:wrong") as stranger:
        with pytest.raises(TelegramUnauthorizedError) as refused:
            await stranger.get_me()
    assert refusal(refused) == "Unauthorized"


async def test_an_unknown_method_is_not_found(bot: Bot) -> None:
    with pytest.raises(TelegramNotFound):
        await bot.log_out()


async def test_a_message_arrives_with_its_formatting(bot: Bot, person: LocalPerson) -> None:
    answer = await bot.send_message(
        person.id, "<b>Привет</b>, &lt;Анна&gt;", parse_mode="HTML", reply_markup=keys("да", "нет")
    )
    seen = person.messages[-1]

    assert answer.html_text == "<b>Привет</b>, &lt;Анна&gt;"
    assert (seen.text, seen.from_bot) == ("Привет, <Анна>", True)
    assert [button.data for button in seen.buttons[0]] == ["да", "нет"]


async def test_formatting_may_be_given_as_entities(bot: Bot, person: LocalPerson) -> None:
    await bot.send_message(
        person.id, "Привет", entities=[MessageEntity(type="bold", offset=0, length=3)], parse_mode=None
    )
    assert person.messages[-1].entities == [{"type": "bold", "offset": 0, "length": 3}]


async def test_markdown_is_refused_clearly(bot: Bot, person: LocalPerson) -> None:
    with pytest.raises(TelegramBadRequest, match="use HTML"):
        await bot.send_message(person.id, "*x*", parse_mode="MarkdownV2")


async def test_form_and_json_bodies_are_understood(simulator: Simulator, person: LocalPerson) -> None:
    url = f"{simulator.api_url}/bot{simulator.token}/sendMessage"
    fields: dict[str, str | int] = {"chat_id": person.id, "text": "привет"}
    async with aiohttp.ClientSession() as session:
        for arguments in ({"json": fields}, {"data": fields}, {"params": fields}):
            async with session.post(url, **arguments) as response:  # type: ignore[arg-type] # one of three
                assert response.status == 200
        async with session.get(url, params=fields) as response:
            assert (await response.json())["result"]["text"] == "привет"
    assert [m.text for m in person.messages if m.from_bot] == ["привет"] * 4


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x" * 4097, "message is too long"),
        ("😀" * 2049, "message is too long"),
        ("", "message text is empty"),
        ("   \n", "text must be non-empty"),
        ("<b> </b>", "text must be non-empty"),
        ("<b>", "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        ("<table>", 'can\'t parse entities: Unsupported start tag "table" at byte offset 0'),
    ],
)
async def test_a_text_that_telegram_refuses(bot: Bot, person: LocalPerson, text: str, reason: str) -> None:
    with pytest.raises(TelegramBadRequest) as refused:
        await bot.send_message(person.id, text, parse_mode="HTML")
    assert refusal(refused) == f"Bad Request: {reason}"
    assert len(person.messages) == 1


async def test_length_is_counted_after_the_markup_is_read(bot: Bot, person: LocalPerson) -> None:
    text = "<b>" + "&lt;" * 4096 + "</b>"
    assert len((await bot.send_message(person.id, text, parse_mode="HTML")).text or "") == 4096


async def test_a_caption_may_have_1024_units(bot: Bot, person: LocalPerson) -> None:
    file = BufferedInputFile(b"1", "a.txt")
    await bot.send_document(person.id, file, caption="😀" * 512)
    with pytest.raises(TelegramBadRequest) as refused:
        await bot.send_document(person.id, file, caption="😀" * 512 + "x")
    assert refusal(refused) == "Bad Request: message caption is too long"


@pytest.mark.parametrize("chat", [0, 12345])
async def test_an_unknown_chat_is_not_found(bot: Bot, chat: int) -> None:
    with pytest.raises(TelegramBadRequest, match="Bad Request: chat"):
        await bot.send_message(chat, "есть кто?")


async def test_a_bot_cannot_write_first(simulator: Simulator, bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest) as refused:
        await bot.send_message(simulator.person(name="Борис").id, "здравствуйте")
    assert refusal(refused) == "Bad Request: chat not found"


async def test_who_blocked_the_bot_hears_nothing_until_they_write_again(
    bot: Bot, person: LocalPerson
) -> None:
    await person.block()
    with pytest.raises(TelegramForbiddenError) as refused:
        await bot.send_message(person.id, "слышно?")
    await person.send_text("я вернулась")
    await bot.send_message(person.id, "рад")

    assert refusal(refused) == "Forbidden: bot was blocked by the user"
    assert person.messages[-1].text == "рад"


@pytest.mark.parametrize(("data", "fits"), [("я" * 32, True), ("я" * 32 + "x", False)])
async def test_callback_data_has_64_bytes(bot: Bot, person: LocalPerson, data: str, *, fits: bool) -> None:
    if fits:
        await bot.send_message(person.id, "x", reply_markup=keys(data))
        assert person.messages[-1].buttons[0][0].data == data
        return
    with pytest.raises(TelegramBadRequest) as refused:
        await bot.send_message(person.id, "x", reply_markup=keys(data))
    assert refusal(refused) == "Bad Request: BUTTON_DATA_INVALID"


async def test_a_button_must_do_something(bot: Bot, person: LocalPerson) -> None:
    markup = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="ничего")]])
    with pytest.raises(TelegramBadRequest, match="text buttons are unallowed in the inline keyboard"):
        await bot.send_message(person.id, "x", reply_markup=markup)


async def test_a_message_may_answer_another(bot: Bot, person: LocalPerson) -> None:
    asked = await person.send_text("сколько?")
    await bot.send_message(person.id, "42", reply_parameters=ReplyParameters(message_id=asked.id))
    assert person.messages[-1].reply_to == asked.id

    missing = ReplyParameters(message_id=999)
    with pytest.raises(TelegramBadRequest, match="message to be replied not found"):
        await bot.send_message(person.id, "кому?", reply_parameters=missing)
    missing = ReplyParameters(message_id=999, allow_sending_without_reply=True)
    await bot.send_message(person.id, "всем", reply_parameters=missing)
    assert person.messages[-1].reply_to is None


async def test_a_document_keeps_name_size_and_type(bot: Bot, person: LocalPerson) -> None:
    sent = await bot.send_document(person.id, BufferedInputFile("я;ж".encode(), 'Отчёт "март".csv'))
    seen = person.messages[-1].document

    assert sent.document is not None
    assert seen is not None
    assert (seen.name, seen.size, seen.mime) == ('Отчёт "март".csv', 5, "text/csv")
    assert await person.download(seen.unique_id) == "я;ж".encode()


async def test_a_file_is_streamed_from_disk(bot: Bot, person: LocalPerson, tmp_path: Path) -> None:
    path = tmp_path / "большой.bin"
    path.write_bytes(bytes(range(256)) * 4096)
    sent = await bot.send_document(person.id, FSInputFile(path))
    assert sent.document is not None
    assert await person.download(sent.document.file_unique_id) == path.read_bytes()


async def test_a_file_can_be_sent_again_by_its_id(bot: Bot, person: LocalPerson) -> None:
    first = await bot.send_document(person.id, BufferedInputFile(b"1", "a.txt"))
    assert first.document is not None
    again = await bot.send_document(person.id, first.document.file_id)
    assert again.document == first.document


async def test_a_file_id_of_another_kind_or_of_nobody_is_refused(bot: Bot, person: LocalPerson) -> None:
    photo = (await bot.send_photo(person.id, BufferedInputFile(png(40, 30), "a.png"))).photo
    assert photo is not None
    with pytest.raises(TelegramBadRequest, match="can't use file of type Photo as Document"):
        await bot.send_document(person.id, photo[-1].file_id)
    with pytest.raises(TelegramBadRequest, match="wrong file identifier/HTTP URL specified"):
        await bot.send_document(person.id, "BQACAgIAAxkAAAAAAAAAA")


async def test_file_ids_belong_to_one_bot(bot: Bot, person: LocalPerson) -> None:
    sent = await bot.send_document(person.id, BufferedInputFile(b"1", "a.txt"))
    assert sent.document is not None
    token = "777:another_bot"
    async with open_simulator(token=token) as elsewhere, open_bot(elsewhere, token) as other:
        stranger = elsewhere.person()
        await stranger.send_text("/start")
        with pytest.raises(TelegramBadRequest, match="wrong file identifier"):
            await other.send_document(stranger.id, sent.document.file_id)


async def test_an_empty_file_is_refused(bot: Bot, person: LocalPerson) -> None:
    with pytest.raises(TelegramBadRequest, match="Bad Request: file must be non-empty"):
        await bot.send_document(person.id, BufferedInputFile(b"", "a.txt"))


async def test_a_body_over_the_upload_limit_is_refused_and_not_kept(clock: HandClock) -> None:
    rules = Rules(max_upload_bytes=1000)
    async with open_simulator(clock=clock, rules=rules) as simulator, open_bot(simulator) as bot:
        person = simulator.person()
        await person.send_text("/start")
        with pytest.raises(TelegramAPIError, match="Request Entity Too Large"):
            await bot.send_document(person.id, BufferedInputFile(bytes(1001), "a.bin"))
        assert list(simulator.folder.iterdir()) == []
    assert Rules().max_upload_bytes == 50 * 1024 * 1024


async def test_a_photo_has_its_size_in_pixels(bot: Bot, person: LocalPerson) -> None:
    await bot.send_photo(person.id, BufferedInputFile(png(640, 480), "a.png"), caption="график")
    photo = person.messages[-1].photo
    assert photo is not None
    assert (photo.width, photo.height) == (640, 480)
    assert person.messages[-1].text == "график"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (png(6000, 4001), "PHOTO_INVALID_DIMENSIONS"),
        (png(2100, 100), "PHOTO_INVALID_DIMENSIONS"),
        (b"not a picture", "IMAGE_PROCESS_FAILED"),
        (png(8, 8, padding=10 << 20), "is too big for a photo; the maximum size is 10485760 bytes"),
    ],
)
async def test_a_photo_that_telegram_refuses(bot: Bot, person: LocalPerson, body: bytes, reason: str) -> None:
    with pytest.raises(TelegramBadRequest, match=re.escape(reason)):
        await bot.send_photo(person.id, BufferedInputFile(body, "a.png"))


@pytest.mark.parametrize("size", [(5000, 5000), (2000, 100)])
async def test_a_photo_at_the_limit_passes(bot: Bot, person: LocalPerson, size: tuple[int, int]) -> None:
    sent = await bot.send_photo(person.id, BufferedInputFile(png(*size), "a.png"))
    assert sent.photo is not None
    assert (sent.photo[-1].width, sent.photo[-1].height) == size


def documents(count: int) -> list[InputMediaDocument]:
    return [InputMediaDocument(media=BufferedInputFile(b"1", f"{n}.txt")) for n in range(count)]


async def test_an_album_is_messages_that_share_an_id(bot: Bot, person: LocalPerson) -> None:
    media = [*documents(2), InputMediaDocument(media=BufferedInputFile(b"2", "c.txt"), caption="все")]
    sent = await bot.send_media_group(person.id, list(media))
    seen = person.messages[-3:]

    assert len({message.media_group_id for message in sent}) == 1
    assert [m.document.name for m in seen if m.document] == ["0.txt", "1.txt", "c.txt"]
    assert {m.album for m in seen} == {sent[0].media_group_id}
    assert seen[-1].text == "все"


@pytest.mark.parametrize("count", [1, 11])
async def test_an_album_has_2_to_10_items(bot: Bot, person: LocalPerson, count: int) -> None:
    with pytest.raises(TelegramBadRequest, match="messages to send as an album"):
        await bot.send_media_group(person.id, list(documents(count)))


async def test_documents_go_with_documents_only(bot: Bot, person: LocalPerson) -> None:
    photo = InputMediaPhoto(media=BufferedInputFile(png(8, 8), "a.png"))
    with pytest.raises(TelegramBadRequest, match="document can't be mixed with other media types"):
        await bot.send_media_group(person.id, [photo, *documents(1)])


async def test_a_file_can_be_fetched_by_its_link(bot: Bot, person: LocalPerson) -> None:
    sent = await person.send_document(b"a;b\n1;2\n", "таблица.csv")
    assert sent.document is not None
    file = await bot.get_file(sent.document.file_id)
    assert file.file_path is not None
    body = await bot.download_file(file.file_path)

    assert body is not None
    assert body.read() == b"a;b\n1;2\n"
    assert (file.file_size, file.file_path.endswith(".csv")) == (8, True)


async def test_a_link_is_good_for_an_hour(
    simulator: Simulator, bot: Bot, person: LocalPerson, clock: HandClock
) -> None:
    sent = await person.send_document(b"1", "a.csv")
    assert sent.document is not None
    url = f"{simulator.api_url}/file/bot{simulator.token}/{(await bot.get_file(sent.document.file_id)).file_path}"
    async with aiohttp.ClientSession() as session:
        clock.advance(3599)
        async with session.get(url) as response:
            assert response.status == 200
        clock.advance(2)
        async with session.get(url) as response:
            assert response.status == 404
        async with session.get(url.replace(simulator.token, "1:x")) as response:
            assert response.status == 401


@pytest.mark.parametrize(("size", "fits"), [(20 << 20, True), ((20 << 20) + 1, False)])
async def test_a_bot_can_fetch_20_megabytes(
    bot: Bot, person: LocalPerson, tmp_path: Path, size: int, *, fits: bool
) -> None:
    path = tmp_path / "большой.csv"
    with path.open("wb") as file:
        file.truncate(size)
    sent = await person.send_document(path)
    assert sent.document is not None
    if fits:
        assert (await bot.get_file(sent.document.file_id)).file_size == size
        return
    with pytest.raises(TelegramBadRequest) as refused:
        await bot.get_file(sent.document.file_id)
    assert refusal(refused) == "Bad Request: file is too big"


async def test_a_chat_action_is_seen(simulator: Simulator, bot: Bot, person: LocalPerson) -> None:
    await bot.send_chat_action(person.id, "upload_document")
    last = simulator.events()[person.id][-1]
    assert (last.kind, last.details) == (EventKind.ACTION, {"action": "upload_document"})
    with pytest.raises(TelegramBadRequest, match="wrong parameter action in request"):
        await bot.send_chat_action(person.id, "dance")


async def test_a_reaction_is_seen(simulator: Simulator, bot: Bot, person: LocalPerson) -> None:
    message = person.messages[0]
    await bot.set_message_reaction(person.id, message.id, [ReactionTypeEmoji(emoji="👍")])
    assert simulator.events()[person.id][-1].details == {"emoji": ["👍"]}
    with pytest.raises(TelegramBadRequest, match="REACTION_INVALID"):
        await bot.set_message_reaction(person.id, message.id, [ReactionTypeEmoji(emoji="📊")])


async def test_a_chat_can_be_looked_up(bot: Bot, person: LocalPerson) -> None:
    chat = await bot.get_chat(person.id)
    assert (chat.id, chat.type, chat.first_name) == (person.id, "private", "Анна")
