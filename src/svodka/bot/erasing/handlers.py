"""Ends all files of a person's that are in work, or all that we keep, once they are sure."""

from typing import Final

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message, User

from svodka.bot.buttons import Button
from svodka.bot.turn import Turn
from svodka.uploads import delete_all

_DATA: Final = "delete:all"


async def cancel(message: Message, turn: Turn, sender: User) -> None:
    """Take back what is in work; its files go too."""
    count = await delete_all(turn.work, sender.id, now=turn.now, finished=False)
    code = "cancelled" if count else "nothing-to-cancel"
    await turn.answer(
        message, code, language=await turn.language(sender), figures={"count": count} if count else {}
    )


async def ask(message: Message, turn: Turn, sender: User) -> None:
    """Ask whether really everything is meant."""
    buttons = [[Button(code="button-delete-all", data=_DATA)]]
    await turn.answer(message, "delete-ask", language=await turn.language(sender), buttons=buttons)


async def erase(press: CallbackQuery, turn: Turn) -> None:
    """Delete everything of the person who presses."""
    count = await delete_all(turn.work, press.from_user.id, now=turn.now)
    code = "deleted-all" if count else "nothing-kept"
    await turn.answer_press(press, code, language=await turn.language(press.from_user))


def router() -> Router:
    """Return the feature's routes."""
    routes = Router(name="erasing")
    routes.message.register(cancel, Command("cancel", "stop"), F.from_user.as_("sender"))
    routes.message.register(ask, Command("delete"), F.from_user.as_("sender"))
    routes.callback_query.register(erase, F.data == _DATA)
    return routes
