"""Opens the bot and closes it in order: no more updates in, those in hand handled, what is under way sent."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.methods import TelegramMethod
from aiohttp.payload import BytesPayload

from svodka.bot.counting import counting
from svodka.bot.courier import Courier
from svodka.bot.desk import Desk
from svodka.bot.dispatching import Dispatching
from svodka.bot.feed import Feed
from svodka.bot.hooking import Hook, Hooking
from svodka.bot.pacer import Pacer, Rates
from svodka.bot.pauses import Pauses
from svodka.bot.polling import Polling
from svodka.bot.profile import introduce
from svodka.bot.sender import Sender, Timeouts
from svodka.uploads import (
    Clock,
    Doorbell,
    Forecast,
    Intake,
    Limits,
    ObjectStore,
    OutMessage,
    Update,
    Works,
)

log: Final = logging.getLogger(__name__)

_MAX_CONNECTIONS: Final = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Tempo:
    """How fast the bot goes about things. Times in seconds; the defaults suit the real Telegram."""

    long_poll_s: int = 25
    hook_check_s: float = 60.0
    courier_poll_s: float = 0.25
    feed_rescan_s: float = 1.0
    stop_deadline_s: float = 5.0  # for each of two parts: in all less than a whole process may take
    timeouts: Timeouts = field(default_factory=Timeouts)
    rates: Rates = field(default_factory=Rates)
    polling_pauses: Pauses = field(default_factory=Pauses)
    feed_pauses: Pauses = field(default_factory=lambda: Pauses(shortest_s=0.2, longest_s=10))
    courier_pauses: Pauses = field(default_factory=lambda: Pauses(shortest_s=1, longest_s=60))


@dataclass(frozen=True, kw_only=True, slots=True)
class Parts:
    """What the bot is given; it closes none of it. `courier_bell` is what `doorbell.ring_courier` sets.

    `link` makes the address under which an upload's report opens in the browser. What is `traced` stands around
    the handling of each update, and the sending of each message.
    """

    works: Works
    objects: ObjectStore
    doorbell: Doorbell
    courier_bell: asyncio.Event
    clock: Clock
    limits: Limits = field(default_factory=Limits)
    link: Callable[[UUID], str] | None = None
    forecast: Forecast = field(default_factory=Forecast)
    update_traced: Callable[[Update], AbstractContextManager[object]] = nullcontext
    sending_traced: Callable[[OutMessage], AbstractContextManager[object]] = nullcontext


class _Session(AiohttpSession):
    """Closes as soon as its connections are; aiogram adds a quarter of a second that aiohttp no longer needs.

    Calls that carry no file, which most are, it writes without what puts together a form with files.
    """

    def build_form_data(self, bot: Bot, method: TelegramMethod[Any]) -> Any:
        """Write a call as the form that it is."""
        files: dict[str, Any] = {}
        fields = {
            name: self.prepare_value(value, bot=bot, files=files)
            for name, value in method.model_dump(warnings=False).items()
        }
        if files:
            return super().build_form_data(bot, method)
        form = urlencode({name: value for name, value in fields.items() if value})
        return BytesPayload(form.encode(), content_type="application/x-www-form-urlencoded")

    async def close(self) -> None:
        """Close the connections; does nothing where none was opened."""
        if self._session is not None:
            await self._session.close()


@asynccontextmanager
async def open_telegram(
    token: str, *, api_url: str | None = None, heard: Callable[[str], None] | None = None
) -> AsyncIterator[Bot]:
    """Open the connection to Telegram (or to another Bot API server). Asks it nothing.

    `heard` is told what came of each call; see `counting`.
    """
    server = TelegramAPIServer.from_base(api_url) if api_url else PRODUCTION
    session = _Session(api=server, limit=_MAX_CONNECTIONS)
    if heard is not None:
        session.middleware(counting(heard))
    async with Bot(token, session=session) as bot:
        yield bot


@asynccontextmanager
async def open_bot(
    bot: Bot, parts: Parts, *, tempo: Tempo | None = None, polls: bool = True, hook: Hook | None = None
) -> AsyncIterator[Intake]:
    """Run the bot while the block lasts; without `polls`, updates come by the intake that is yielded.

    With a `hook`, Telegram is told to post updates there instead; whoever listens there puts them into the inbox.

    A part that breaks (none should) ends the block with its error. Leaving the block stops the parts one
    after the other, each within the deadline.
    """
    tempo = tempo or Tempo()
    courier = _courier(bot, parts, tempo)
    courier.traced = parts.sending_traced
    feed = _feed(bot, parts, tempo)
    feed.traced = parts.update_traced
    intake = Intake(works=parts.works, clock=parts.clock, bot_id=bot.id, wake=feed.wake)
    async with asyncio.TaskGroup() as running:
        sending = running.create_task(courier.run())
        feeding = running.create_task(feed.run())
        outside = [running.create_task(introduce(bot))]
        if hook is not None:
            hooking = Hooking(bot, hook, pauses=tempo.polling_pauses, check_every_s=tempo.hook_check_s)
            outside.append(running.create_task(hooking.run()))
        elif polls:
            polling = Polling(bot, intake, long_poll_s=tempo.long_poll_s, pauses=tempo.polling_pauses)
            outside.append(running.create_task(polling.run()))
        try:
            yield intake
        finally:
            await _end("polling", outside, 0.0)
            feed.stop()
            await _end("feed", [feeding], tempo.stop_deadline_s)
            courier.stop()
            await _end("courier", [sending], tempo.stop_deadline_s)


def _courier(bot: Bot, parts: Parts, tempo: Tempo) -> Courier:
    return Courier(
        desk=Desk(works=parts.works, clock=parts.clock, link=parts.link),
        sender=Sender(bot, tempo.timeouts),
        objects=parts.objects,
        bell=parts.courier_bell,
        pacer=Pacer(rates=tempo.rates),
        pauses=tempo.courier_pauses,
        poll_s=tempo.courier_poll_s,
    )


def _feed(bot: Bot, parts: Parts, tempo: Tempo) -> Feed:
    handling = Dispatching(
        bot, clock=parts.clock, limits=parts.limits, doorbell=parts.doorbell, forecast=parts.forecast
    )
    return Feed(
        works=parts.works,
        clock=parts.clock,
        bot_id=bot.id,
        handling=handling,
        rescan_s=tempo.feed_rescan_s,
        pauses=tempo.feed_pauses,
    )


async def _end(name: str, tasks: list[asyncio.Task[None]], deadline_s: float) -> None:
    """Wait for tasks that were asked to stop, and break off those that take too long."""
    _, late = await asyncio.wait(tasks, timeout=deadline_s)
    for task in late:
        task.cancel()
    if late:
        await asyncio.wait(late)
    if late and deadline_s:
        log.warning("stopped late, work broken off", extra={"part": name, "deadline_s": deadline_s})
