"""Remembers who blocked the bot, so that nothing is sent to them."""

from aiogram import F, Router
from aiogram.enums import ChatMemberStatus
from aiogram.types import ChatMemberUpdated

from svodka.bot.turn import Turn


async def blocked_or_back(event: ChatMemberUpdated, turn: Turn) -> None:
    """In a private chat, `kicked` means blocked and anything else that we may speak."""
    blocked = event.new_chat_member.status == ChatMemberStatus.KICKED
    await turn.work.people.set_blocked(event.from_user.id, turn.now if blocked else None)


def router() -> Router:
    """Return the feature's routes."""
    routes = Router(name="membership")
    routes.my_chat_member.register(blocked_or_back, F.chat.type == "private")
    return routes
