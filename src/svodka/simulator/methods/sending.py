"""The methods that say something: messages, pictures, documents, albums, chat actions, reactions."""

from collections.abc import Mapping

from svodka.simulator.acts import new_album_id, reply_content
from svodka.simulator.calls import Call
from svodka.simulator.chats import Chat, EventKind
from svodka.simulator.files import FileKind
from svodka.simulator.keyboards import checked_markup
from svodka.simulator.messages import caption_content, file_content, text_content
from svodka.simulator.methods.media import Media, read_file, read_media
from svodka.simulator.methods.words import read_caption, read_text
from svodka.simulator.refusals import bad_request
from svodka.simulator.rules import ALBUM_SIZES, MAX_CALLBACK_ANSWER_UNITS
from svodka.simulator.telegram import Telegram

_ACTIONS = frozenset({
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
})  # fmt: skip
_REACTIONS = frozenset(
    "❤👍👎🔥🥰👏😁🤔🤯😱🤬😢🎉🤩🤮💩🙏👌🕊🤡🥱🥴😍🐳🌚🌭💯🤣⚡🍌🏆💔🤨😐🍓🍾💋🖕😈😴😭🤓👻👀🎃🙈😇😨🤝✍🤗🫡🎅🎄☃💅🤪🗿🆒💘🙉🦄😘💊🙊😎👾😡"
)
_VARIATION_SELECTOR = "\ufe0f"


def _send_message(telegram: Telegram, call: Call) -> object:
    chat = telegram.chat_for_bot(call.text("chat_id"))
    content = text_content(read_text(call))
    options = call.json("link_preview_options")
    if isinstance(options, Mapping):
        content["link_preview_options"] = options
    return _post(telegram, chat, call, content)


def _send_photo(telegram: Telegram, call: Call) -> object:
    return _send_file(telegram, call, FileKind.PHOTO)


def _send_document(telegram: Telegram, call: Call) -> object:
    return _send_file(telegram, call, FileKind.DOCUMENT)


def _send_file(telegram: Telegram, call: Call, kind: FileKind) -> object:
    chat = telegram.chat_for_bot(call.text("chat_id"))
    caption = read_caption(call.fields)
    content = _common(chat, call)  # checked before the file is kept: a refused call leaves nothing behind
    stored = read_file(telegram, call, kind.value, call.text(kind.value), kind)
    content |= file_content(stored) | caption_content(caption)
    return telegram.post(chat, telegram.bot_user, content).raw


def _send_media_group(telegram: Telegram, call: Call) -> object:
    chat = telegram.chat_for_bot(call.text("chat_id"))
    items = call.array("media") or []
    if len(items) not in ALBUM_SIZES:
        few = len(items) < ALBUM_SIZES.start
        raise bad_request(f"too {'few' if few else 'many'} messages to send as an album")
    common = _common(chat, call)
    album = [read_media(telegram, call, item) for item in items]
    _check_kinds(album)
    common["media_group_id"] = new_album_id()
    return [
        telegram.post(
            chat, telegram.bot_user, common | file_content(item.file) | caption_content(item.caption)
        ).raw
        for item in album
    ]


def _check_kinds(album: list[Media]) -> None:
    kinds = {item.file.kind for item in album}
    if FileKind.DOCUMENT in kinds and len(kinds) > 1:
        raise bad_request("document can't be mixed with other media types")


def _send_chat_action(telegram: Telegram, call: Call) -> object:
    chat = telegram.chat_for_bot(call.text("chat_id"))
    action = call.text("action")
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    telegram.tell(chat, EventKind.ACTION, details={"action": action})
    return True


def _set_message_reaction(telegram: Telegram, call: Call) -> object:
    chat = telegram.chat_for_bot(call.text("chat_id"))
    message = chat.messages.get(call.integer("message_id") or 0)
    if message is None:
        raise bad_request("message to react not found")
    reactions = call.array("reaction") or ()
    emoji = [str(reaction.get("emoji")) for reaction in reactions if isinstance(reaction, Mapping)]
    if len(emoji) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if any(one.rstrip(_VARIATION_SELECTOR) not in _REACTIONS for one in emoji):
        raise bad_request("REACTION_INVALID")
    chat.reactions[message.id] = emoji
    telegram.tell(chat, EventKind.REACTION, message, {"emoji": emoji})
    return True


def _answer_callback_query(telegram: Telegram, call: Call) -> object:
    text = call.text("text") or ""
    if len(text) > MAX_CALLBACK_ANSWER_UNITS:
        raise bad_request("MESSAGE_TOO_LONG")
    query = telegram.queries.pop(call.text("callback_query_id") or "", None)
    if query is None or telegram.clock() - query.pressed_at > telegram.rules.callback_lifetime_s:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    details = {
        "query_id": query.id,
        "text": text,
        "show_alert": call.flag("show_alert"),
        "url": call.text("url"),
    }
    telegram.tell(query.chat, EventKind.ANSWER, details=details)
    return True


def _post(telegram: Telegram, chat: Chat, call: Call, content: dict[str, object]) -> Mapping[str, object]:
    return telegram.post(chat, telegram.bot_user, content | _common(chat, call)).raw


def _common(chat: Chat, call: Call) -> dict[str, object]:
    """Return the fields that every way of sending shares."""
    content: dict[str, object] = {}
    if (markup := checked_markup(call.json("reply_markup"))) is not None:
        content["reply_markup"] = markup
    if call.flag("protect_content"):
        content["has_protected_content"] = True
    if effect := call.text("message_effect_id"):
        content["effect_id"] = effect
    return content | _reply(chat, call)


def _reply(chat: Chat, call: Call) -> dict[str, object]:
    parameters = call.json("reply_parameters")
    if isinstance(parameters, Mapping):
        reply_to, may_miss = parameters.get("message_id"), bool(parameters.get("allow_sending_without_reply"))
    else:
        reply_to, may_miss = call.integer("reply_to_message_id"), call.flag("allow_sending_without_reply")
    if reply_to is None:
        return {}
    content = reply_content(chat, reply_to if isinstance(reply_to, int) else None)
    if not content and not may_miss:
        raise bad_request("message to be replied not found")
    return content


METHODS = {
    "sendmessage": _send_message,
    "sendphoto": _send_photo,
    "senddocument": _send_document,
    "sendmediagroup": _send_media_group,
    "sendchataction": _send_chat_action,
    "setmessagereaction": _set_message_reaction,
    "answercallbackquery": _answer_callback_query,
}
METERED = frozenset({"sendmessage", "sendphoto", "senddocument", "sendmediagroup"})
