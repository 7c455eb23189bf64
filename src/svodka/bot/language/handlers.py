"""Asks for the language with a button for each, and remembers the choice."""

from typing import Final

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message, User

from svodka.bot.buttons import Button
from svodka.bot.turn import Turn
from svodka.texts import LANGUAGES

_PREFIX: Final = "language:"


async def ask(message: Message, turn: Turn, sender: User) -> None:
    """Offer the languages, each by its own name."""
    buttons = [[Button(code=f"language-{name}", data=f"{_PREFIX}{name}") for name in LANGUAGES]]
    await turn.answer(message, "language-ask", language=await turn.language(sender), buttons=buttons)


async def choose(press: CallbackQuery, turn: Turn) -> None:
    """Remember the language of the pressed button, and say so in it."""
    language = (press.data or "").removeprefix(_PREFIX)
    if language not in LANGUAGES:
        return
    await turn.meet(press.from_user)
    await turn.work.people.set_language(press.from_user.id, language)
    await turn.answer_press(press, "language-set", language=language)


def router() -> Router:
    """Return the feature's routes."""
    routes = Router(name="language")
    routes.message.register(ask, Command("language"), F.from_user.as_("sender"))
    routes.callback_query.register(choose, F.data.startswith(_PREFIX))
    return routes
