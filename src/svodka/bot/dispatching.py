"""Hands an update to aiogram's dispatcher, whose routers are one a feature."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import UUID

from aiogram import Bot, Dispatcher, F
from aiogram.types import Update as TelegramUpdate

from svodka.bot import documents, erasing, language, membership, report, smalltalk, start
from svodka.bot.feed import Effect
from svodka.bot.polling import ALLOWED_UPDATES
from svodka.bot.turn import Turn
from svodka.texts import language_of
from svodka.uploads import Clock, Doorbell, Forecast, Limits, MessageKind, Step, Update, Work

_PRESS_TIMEOUT_S: Final = 5
_PRIVATE: Final = "private"


class Dispatching:
    """The handling of updates: see `svodka.bot.feed.Handling`."""

    def __init__(
        self, bot: Bot, *, clock: Clock, limits: Limits, doorbell: Doorbell, forecast: Forecast
    ) -> None:
        self._bot = bot
        self._clock = clock
        self._limits = limits
        self._forecast = forecast
        self._doorbell = doorbell
        self._dispatcher = _dispatcher()

    async def at_once(self, update: Update) -> None:
        """Answer a pressed button, so that it does not feel dead while the work is done."""
        if press := update.payload.get("callback_query"):
            await self._bot.answer_callback_query(press["id"], request_timeout=_PRESS_TIMEOUT_S)

    async def handle(self, update: Update, work: Work) -> Effect | None:
        """Let the features handle the update within the transaction; unknown kinds of updates are let be."""
        if update.payload.keys().isdisjoint(ALLOWED_UPDATES):
            return None
        event = TelegramUpdate.model_validate(update.payload, context={"bot": self._bot})
        minutes = self._forecast.minutes()
        turn = Turn(work=work, now=self._clock(), limits=self._limits, minutes=minutes)
        # To the routers at once: all else that aiogram does with an update, the feed does or nobody needs.
        await self._dispatcher.propagate_event(event.event_type, event.event, bot=self._bot, turn=turn)
        return self._effect(turn.to_store)

    async def give_up(self, update: Update, work: Work) -> None:
        """Ask the sender of a message or press to try again."""
        if source := _private_source(update.payload):
            person = await work.people.get(source["id"])
            spoken = person.language if person else language_of(source.get("language_code"))
            await work.outbox.put(
                key=f"given-up:{update.bot_id}:{update.update_id}",
                chat_id=source["id"],
                kind=MessageKind.SENTENCE,
                payload={"code": "update-failed", "figures": {}, "language": spoken},
                now=self._clock(),
            )

    def _effect(self, to_store: list[UUID]) -> Callable[[], Awaitable[None]]:
        async def ring() -> None:
            await self._doorbell.ring_courier()
            await asyncio.gather(*(self._doorbell.ring(upload_id, Step.STORE) for upload_id in to_store))

        return ring


def _dispatcher() -> Dispatcher:
    """Put the features together; the last one answers whatever no other wanted. Chats with one person only."""
    dispatcher = Dispatcher(disable_fsm=True)
    private = (start, language, erasing, documents, report, smalltalk)
    dispatcher.include_routers(*(feature.router() for feature in (membership, *private)))
    dispatcher.message.filter(F.chat.type == _PRIVATE)
    return dispatcher


def _private_source(payload: dict[str, Any]) -> dict[str, Any] | None:
    """Return who sent a message or pressed a button in a private chat."""
    press = payload.get("callback_query") or {}
    message = payload.get("message") or press.get("message") or {}
    if (message.get("chat") or {}).get("type") != _PRIVATE:
        return None
    source: dict[str, Any] | None = press.get("from") or message.get("from")
    return source
