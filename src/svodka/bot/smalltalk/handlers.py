"""Answers pictures, voices, texts and unknown buttons: mostly, how to send a table instead."""

import re
from typing import Final

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message, User

from svodka.bot.turn import Turn

_ANSWERS: Final = (
    ("photo", "photo-received"),
    ("sticker", "sticker-received"),
    ("text", "text-received"),
)
# The commonest one leads to a table in Google's or Yandex's cloud.
_LINK: Final = re.compile(r"https?://|\b(?:docs|drive)\.google\.com|\bdisk\.yandex\.", re.IGNORECASE)
_OTHERWISE: Final = "other-received"
# News about the chat (a pinned message, an auto-delete timer) wants no answer.
_SERVICE: Final = frozenset(
    {"pinned_message", "message_auto_delete_timer_changed", "write_access_allowed", "chat_background_set"}
)


async def reply(message: Message, turn: Turn, sender: User) -> None:
    """Answer by what the message is."""
    if message.content_type in _SERVICE:
        return
    code = next((code for field, code in _ANSWERS if getattr(message, field)), _OTHERWISE)
    if message.text and looks_like_table(message.text):
        code = "table-pasted"
    elif message.text and _LINK.search(message.text):
        code = "link-received"
    await turn.answer(message, code, language=await turn.language(sender))


async def unknown_button(press: CallbackQuery, turn: Turn) -> None:
    """A button of an older version, or a forged one."""
    await turn.answer_press(press, "unknown-button", language=await turn.language(press.from_user))


def looks_like_table(text: str) -> bool:
    """Tell whether a text is a pasted table: three lines or more, all cut into the same number of columns."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    cuts = [{line.count(delimiter) for line in lines} for delimiter in "\t;|,"]
    return len(lines) >= 3 and any(len(counts) == 1 and 0 not in counts for counts in cuts)


def router() -> Router:
    """Return the feature's routes; to be asked last."""
    routes = Router(name="smalltalk")
    routes.message.register(reply, F.from_user.as_("sender"))
    routes.callback_query.register(unknown_button)
    return routes
