"""What people do: write, send files, press buttons, block. Each act tells the bot what Telegram would."""

import secrets
from collections.abc import Mapping

from svodka.simulator.chats import Chat, EventKind
from svodka.simulator.files import FileKind, Upload
from svodka.simulator.formatting import FormattedText, with_found_entities
from svodka.simulator.messages import Message, caption_content, file_content, text_content
from svodka.simulator.refusals import bad_request
from svodka.simulator.rules import MAX_TEXT_UNITS
from svodka.simulator.telegram import Query, Telegram


def say(telegram: Telegram, chat: Chat, text: str, *, reply_to: int | None = None) -> Message:
    """Send a text to the bot."""
    formatted = with_found_entities(FormattedText(text=text).trimmed())
    if not formatted.text:
        raise bad_request("message text is empty")
    if formatted.units > MAX_TEXT_UNITS:
        raise bad_request("message is too long")
    return _send(telegram, chat, text_content(formatted) | reply_content(chat, reply_to))


def send_file(
    telegram: Telegram,
    chat: Chat,
    upload: Upload,
    *,
    kind: FileKind = FileKind.DOCUMENT,
    caption: str | None = None,
    reply_to: int | None = None,
    album: str | None = None,
) -> Message:
    """Send a document, a photo or a sticker to the bot."""
    content = file_content(telegram.files.keep(upload, kind)) | reply_content(chat, reply_to)
    if caption:
        content |= caption_content(with_found_entities(FormattedText(text=caption).trimmed()))
    if album:
        content["media_group_id"] = album
    return _send(telegram, chat, content)


def press(telegram: Telegram, chat: Chat, message_id: int, wanted: str) -> Query:
    """Press an inline button; the answer comes as an event of the chat."""
    message = chat.messages[message_id]
    button = message.button(wanted)
    if button.data is None:
        raise LookupError(f"button {button.text!r} carries no callback data, so the bot hears nothing of it")
    query = telegram.open_query(chat)
    payload = {
        "id": query.id,
        "from": chat.user,
        "message": message.raw,
        "chat_instance": str(chat.id * 7919),
        "data": button.data,
    }
    telegram.updates.add("callback_query", chat.id, payload)
    return query


def delete(telegram: Telegram, chat: Chat, message_id: int) -> None:
    """Delete a message for both sides; Telegram does not tell the bot."""
    telegram.remove(chat, message_id)


def set_blocked(telegram: Telegram, chat: Chat, *, blocked: bool) -> None:
    """Block the bot, or let it speak again."""
    if chat.blocked == blocked:
        return
    chat.blocked = blocked
    old, new = ("member", "kicked") if blocked else ("kicked", "member")
    payload = {
        "chat": chat.api,
        "from": chat.user,
        "date": telegram.now(),
        "old_chat_member": _membership(telegram, old),
        "new_chat_member": _membership(telegram, new),
    }
    telegram.updates.add("my_chat_member", chat.id, payload)
    telegram.tell(chat, EventKind.CHAT, details=chat.summary())


def new_album_id() -> str:
    """Return an id that the messages of one album share."""
    return str(secrets.randbits(53))


def reply_content(chat: Chat, reply_to: int | None) -> dict[str, object]:
    """Return the field of an answer to another message; that message is shown without its own past."""
    replied = chat.messages.get(reply_to) if reply_to is not None else None
    if replied is None:
        return {}
    return {"reply_to_message": {k: v for k, v in replied.raw.items() if k != "reply_to_message"}}


def _send(telegram: Telegram, chat: Chat, content: Mapping[str, object]) -> Message:
    if chat.blocked:
        set_blocked(telegram, chat, blocked=False)
    chat.started = True
    message = telegram.post(chat, chat.user, content)
    telegram.updates.add("message", chat.id, message.raw)
    return message


def _membership(telegram: Telegram, status: str) -> dict[str, object]:
    until = {"until_date": 0} if status == "kicked" else {}
    return {"user": telegram.bot_user, "status": status, **until}
