"""Remembers who blocked the bot, so that nothing is sent to them; says in a group where the bot is to be found."""

from typing import Final

from aiogram import F, Router
from aiogram.enums import ChatMemberStatus
from aiogram.types import ChatMemberUpdated

from svodka.bot.turn import Turn

_AWAY: Final = frozenset({ChatMemberStatus.LEFT, ChatMemberStatus.KICKED})


async def blocked_or_back(event: ChatMemberUpdated, turn: Turn) -> None:
    """In a private chat, `kicked` means blocked and anything else that we may speak."""
    blocked = event.new_chat_member.status == ChatMemberStatus.KICKED
    await turn.work.people.set_blocked(event.from_user.id, turn.now if blocked else None)


async def brought_into_a_group(event: ChatMemberUpdated, turn: Turn) -> None:
    """Say once that tables are to be sent to us alone: in a group we answer nobody."""
    came = event.old_chat_member.status in _AWAY and event.new_chat_member.status not in _AWAY
    if came:
        await turn.greet_group(
            event.chat.id,
            "group-hello",
            language=await turn.language(event.from_user),
            figures={"name": event.new_chat_member.user.username or ""},
        )


def router() -> Router:
    """Return the feature's routes."""
    routes = Router(name="membership")
    routes.my_chat_member.register(blocked_or_back, F.chat.type == "private")
    routes.my_chat_member.register(brought_into_a_group, F.chat.type.in_({"group", "supergroup"}))
    return routes
