"""How a bot changes and takes back what it said."""

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    Message,
)

from svodka.simulator import EventKind, LocalPerson, Simulator
from tests.simulator.conftest import HandClock, png

KEYS = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="да", callback_data="y")]])
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


@pytest.fixture
async def said(bot: Bot, person: LocalPerson) -> Message:
    return await bot.send_message(person.id, "<b>Принято</b>", parse_mode="HTML", reply_markup=KEYS)


async def test_a_text_is_edited_in_place(
    simulator: Simulator, bot: Bot, person: LocalPerson, said: Message
) -> None:
    await bot.edit_message_text("Готово", chat_id=person.id, message_id=said.message_id)
    seen = person.messages[-1]

    assert (seen.id, seen.text, seen.edited) == (said.message_id, "Готово", True)
    assert [m.text for m in await person.history(seen)] == ["Принято", "Готово"]
    assert simulator.events()[person.id][-1].kind is EventKind.EDITED


async def test_an_edit_without_a_keyboard_takes_the_keyboard_away(
    bot: Bot, person: LocalPerson, said: Message
) -> None:
    await bot.edit_message_text("Готово", chat_id=person.id, message_id=said.message_id)
    assert person.messages[-1].buttons == ()


@pytest.mark.parametrize("text", ["<b>Принято</b>", "<strong>Принято</strong> "])
async def test_an_edit_that_changes_nothing_is_refused(
    bot: Bot, person: LocalPerson, said: Message, text: str
) -> None:
    with pytest.raises(TelegramBadRequest) as refused:
        await bot.edit_message_text(
            text, chat_id=person.id, message_id=said.message_id, parse_mode="HTML", reply_markup=KEYS
        )
    assert refused.value.message == NOT_MODIFIED


async def test_a_change_of_formatting_alone_is_a_change(bot: Bot, person: LocalPerson, said: Message) -> None:
    await bot.edit_message_text("Принято", chat_id=person.id, message_id=said.message_id, reply_markup=KEYS)
    assert person.messages[-1].entities == ()


async def test_the_keyboard_alone_can_be_edited(bot: Bot, person: LocalPerson, said: Message) -> None:
    with pytest.raises(TelegramBadRequest) as refused:
        await bot.edit_message_reply_markup(chat_id=person.id, message_id=said.message_id, reply_markup=KEYS)
    await bot.edit_message_reply_markup(chat_id=person.id, message_id=said.message_id)

    assert refused.value.message == NOT_MODIFIED
    assert (person.messages[-1].text, person.messages[-1].buttons) == ("Принято", ())


async def test_a_caption_is_edited_and_removed(bot: Bot, person: LocalPerson) -> None:
    sent = await bot.send_document(person.id, BufferedInputFile(b"1", "a.txt"), caption="раз")
    await bot.edit_message_caption(chat_id=person.id, message_id=sent.message_id, caption="два")
    assert person.messages[-1].text == "два"
    await bot.edit_message_caption(chat_id=person.id, message_id=sent.message_id)
    assert person.messages[-1].text == ""
    assert person.messages[-1].document is not None


async def test_media_is_replaced(bot: Bot, person: LocalPerson) -> None:
    sent = await bot.send_photo(person.id, BufferedInputFile(png(8, 8), "a.png"), caption="старый")
    media = InputMediaPhoto(media=BufferedInputFile(png(16, 9), "b.png"), caption="новый")
    await bot.edit_message_media(media, chat_id=person.id, message_id=sent.message_id)
    seen = person.messages[-1]
    assert seen.photo is not None
    assert (seen.id, seen.photo.width, seen.text) == (sent.message_id, 16, "новый")

    document = InputMediaDocument(media=BufferedInputFile(b"1", "c.txt"))
    await bot.edit_message_media(document, chat_id=person.id, message_id=sent.message_id)
    seen = person.messages[-1]
    assert (seen.photo, seen.document and seen.document.name, seen.text) == (None, "c.txt", "")


async def test_there_must_be_something_to_edit(bot: Bot, person: LocalPerson, said: Message) -> None:
    photo = await bot.send_photo(person.id, BufferedInputFile(png(8, 8), "a.png"))
    cases = [
        (bot.edit_message_text("x", chat_id=person.id, message_id=999), "message to edit not found"),
        (bot.edit_message_text("x", chat_id=person.id), "message identifier is not specified"),
        (
            bot.edit_message_text("x", chat_id=person.id, message_id=photo.message_id),
            "there is no text in the message to edit",
        ),
        (
            bot.edit_message_caption(chat_id=person.id, message_id=said.message_id, caption="x"),
            "there is no caption in the message to edit",
        ),
        (
            bot.edit_message_text("x", chat_id=person.id, message_id=person.messages[0].id),
            "message can't be edited",
        ),
        (
            bot.edit_message_text("x" * 4097, chat_id=person.id, message_id=said.message_id),
            "MESSAGE_TOO_LONG",
        ),
    ]
    for edit, reason in cases:
        with pytest.raises(TelegramBadRequest) as refused:
            await edit
        assert refused.value.message == f"Bad Request: {reason}"


async def test_a_deleted_message_is_gone(bot: Bot, person: LocalPerson, said: Message) -> None:
    await bot.delete_message(person.id, said.message_id)
    assert [m.text for m in person.messages] == ["/start"]
    with pytest.raises(TelegramBadRequest) as refused:
        await bot.delete_message(person.id, said.message_id)
    assert refused.value.message == "Bad Request: message to delete not found"
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("x", chat_id=person.id, message_id=said.message_id)


async def test_many_messages_are_deleted_at_once_and_missing_ones_skipped(
    bot: Bot, person: LocalPerson, said: Message
) -> None:
    await bot.delete_messages(person.id, [person.messages[0].id, said.message_id, 999])
    assert person.messages == []


async def test_a_message_older_than_two_days_stays(
    bot: Bot, person: LocalPerson, said: Message, clock: HandClock
) -> None:
    clock.advance(48 * 3600 + 1)
    with pytest.raises(TelegramBadRequest, match="message can't be deleted for everyone"):
        await bot.delete_message(person.id, said.message_id)
    assert len(person.messages) == 2


async def test_an_edit_never_changes_a_version_that_was_seen(
    bot: Bot, person: LocalPerson, said: Message
) -> None:
    before = person.messages[-1]
    await bot.edit_message_text("Готово", chat_id=person.id, message_id=said.message_id)
    assert (before.text, before.edited, len(before.buttons)) == ("Принято", False, 1)
