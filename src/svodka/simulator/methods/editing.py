"""The methods that change or delete what was said."""

from collections.abc import Mapping

from svodka.simulator.calls import Call
from svodka.simulator.chats import Chat
from svodka.simulator.keyboards import inline_markup
from svodka.simulator.messages import Message, caption_content, file_content, text_content
from svodka.simulator.methods.media import read_media
from svodka.simulator.methods.words import read_caption, read_text
from svodka.simulator.refusals import bad_request
from svodka.simulator.telegram import Telegram

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
_TEXT_FIELDS = ("text", "entities", "link_preview_options")
_CAPTION_FIELDS = ("caption", "caption_entities")
_MEDIA_FIELDS = ("photo", "document", "sticker")


def _edit_text(telegram: Telegram, call: Call) -> object:
    chat, message = _own_message(telegram, call)
    if "text" not in message.raw:
        raise bad_request("there is no text in the message to edit")
    content = text_content(read_text(call, too_long="MESSAGE_TOO_LONG"))
    options = call.json("link_preview_options")
    if isinstance(options, Mapping):
        content["link_preview_options"] = options
    return _replace(telegram, chat, message, call, _TEXT_FIELDS, content)


def _edit_caption(telegram: Telegram, call: Call) -> object:
    chat, message = _own_message(telegram, call)
    if not any(field in message.raw for field in _MEDIA_FIELDS):
        raise bad_request("there is no caption in the message to edit")
    content = caption_content(read_caption(call.fields))
    return _replace(telegram, chat, message, call, _CAPTION_FIELDS, content)


def _edit_media(telegram: Telegram, call: Call) -> object:
    chat, message = _own_message(telegram, call)
    media = read_media(telegram, call, call.json("media"))
    content = file_content(media.file) | caption_content(media.caption)
    replaced = (*_TEXT_FIELDS, *_CAPTION_FIELDS, *_MEDIA_FIELDS)
    return _replace(telegram, chat, message, call, replaced, content)


def _edit_markup(telegram: Telegram, call: Call) -> object:
    chat, message = _own_message(telegram, call)
    return _replace(telegram, chat, message, call, (), {})


def _delete_message(telegram: Telegram, call: Call) -> object:
    chat = telegram.chat_for_bot(call.text("chat_id"))
    message = chat.messages.get(call.integer("message_id") or 0)
    if message is None:
        raise bad_request("message to delete not found")
    if _is_older_than_window(telegram, message):
        raise bad_request("message can't be deleted for everyone")
    telegram.remove(chat, message.id)
    return True


def _delete_messages(telegram: Telegram, call: Call) -> object:
    chat = telegram.chat_for_bot(call.text("chat_id"))
    for message_id in call.array("message_ids") or ():
        message = chat.messages.get(int(str(message_id)))
        if message is not None and not _is_older_than_window(telegram, message):
            telegram.remove(chat, message.id)
    return True


def _own_message(telegram: Telegram, call: Call) -> tuple[Chat, Message]:
    """Return the message to edit; only the bot's own can be edited."""
    chat = telegram.chat_for_bot(call.text("chat_id"))
    message_id = call.integer("message_id")
    if not message_id:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(message_id)
    if message is None:
        raise bad_request("message to edit not found")
    if not message.from_bot:
        raise bad_request("message can't be edited")
    return chat, message


def _replace(
    telegram: Telegram,
    chat: Chat,
    message: Message,
    call: Call,
    old_fields: tuple[str, ...],
    content: Mapping[str, object],
) -> Mapping[str, object]:
    """Put new content in place of `old_fields`; the keyboard goes unless it is given again."""
    markup = inline_markup(call.json("reply_markup"))
    kept = {k: v for k, v in message.raw.items() if k not in (*old_fields, "reply_markup")}
    edited = {**kept, **content}
    if markup is not None:
        edited["reply_markup"] = markup
    if _essence(edited) == _essence(message.raw):
        raise bad_request(_NOT_MODIFIED)
    return telegram.replace(chat, message, edited).raw


def _essence(raw: Mapping[str, object]) -> dict[str, object]:
    compared = (*_TEXT_FIELDS, *_CAPTION_FIELDS, *_MEDIA_FIELDS, "reply_markup")
    return {field: raw[field] for field in compared if field in raw}


def _is_older_than_window(telegram: Telegram, message: Message) -> bool:
    return telegram.clock() - message.date > telegram.rules.edit_window_s


METHODS = {
    "editmessagetext": _edit_text,
    "editmessagecaption": _edit_caption,
    "editmessagemedia": _edit_media,
    "editmessagereplymarkup": _edit_markup,
    "deletemessage": _delete_message,
    "deletemessages": _delete_messages,
}
METERED = frozenset({"editmessagetext", "editmessagecaption", "editmessagemedia"})
