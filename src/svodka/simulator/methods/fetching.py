"""The methods that only look: who the bot is, what a chat is, where a file can be had."""

from svodka.simulator.calls import Call
from svodka.simulator.refusals import bad_request
from svodka.simulator.telegram import Telegram

_BOT_ABILITIES = {
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
    "can_connect_to_business": False,
    "has_main_web_app": False,
}
_GIFT_KINDS = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)
_MAX_REACTIONS = 11


def _get_me(telegram: Telegram, _call: Call) -> object:
    return telegram.bot_user | _BOT_ABILITIES


def _get_chat(telegram: Telegram, call: Call) -> object:
    chat = telegram.chat_for_bot(call.text("chat_id"))
    return {
        **chat.api,
        "accent_color_id": 0,
        "max_reaction_count": _MAX_REACTIONS,
        "accepted_gift_types": dict.fromkeys(_GIFT_KINDS, False),
    }


def _get_file(telegram: Telegram, call: Call) -> object:
    file_id = call.text("file_id")
    if not file_id:
        raise bad_request("file_id not specified")
    stored = telegram.files.find(file_id)
    if stored is None:
        raise bad_request("invalid file_id")
    return {
        "file_id": stored.file_id,
        "file_unique_id": stored.unique_id,
        "file_size": stored.size,
        "file_path": telegram.files.link(stored),
    }


METHODS = {"getme": _get_me, "getchat": _get_chat, "getfile": _get_file}
