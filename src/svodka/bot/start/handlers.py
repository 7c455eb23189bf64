"""Greets, and says how the bot is used."""

from aiogram import F, Router
from aiogram.filters import Command, CommandStart
from aiogram.types import Message, User

from svodka.bot.turn import Turn


async def start(message: Message, turn: Turn, sender: User) -> None:
    """Meet the person, who has come (back) to us."""
    person = await turn.meet(sender)
    await turn.answer(message, "start", language=person.language, figures={"name": sender.first_name})


async def explain(message: Message, turn: Turn, sender: User) -> None:
    """Say what can be sent and what comes back."""
    figures = {"limit_mb": turn.limits.max_upload_mb}
    await turn.answer(message, "help", language=await turn.language(sender), figures=figures)


def router() -> Router:
    """Return the feature's routes."""
    routes = Router(name="start")
    routes.message.register(start, CommandStart(), F.from_user.as_("sender"))
    routes.message.register(explain, Command("help"), F.from_user.as_("sender"))
    return routes
