"""Our own long polling: an update is confirmed to Telegram only when it is committed to the inbox."""

import asyncio
import logging
from typing import Any, ClassVar, Final

from aiogram import Bot
from aiogram.methods import DeleteWebhook, GetWebhookInfo, TelegramMethod

from svodka.bot.pauses import Pauses
from svodka.bot.troubles import Troubles
from svodka.uploads import Intake

log: Final = logging.getLogger(__name__)

ALLOWED_UPDATES: Final = ("message", "callback_query", "my_chat_member")
_SHORT_TIMEOUT_S: Final = 15
_MARGIN_S: Final = 10
# What comes within this time after others is fetched and committed together.
_BREATH_S: Final = 0.02


class RawUpdates(TelegramMethod[list[dict[str, Any]]]):
    """getUpdates whose updates stay as they came: kept whole, and a kind still unknown stops nothing."""

    __returning__: ClassVar[Any] = list[dict[str, Any]]
    __api_method__: ClassVar[str] = "getUpdates"

    offset: int | None = None
    timeout: int
    allowed_updates: list[str]


class Polling:
    """Asks Telegram for updates until cancelled. Survives whatever goes wrong; says each trouble once.

    The offset need not be kept: what was not confirmed comes again, and the inbox knows it.
    """

    def __init__(
        self, bot: Bot, intake: Intake, *, long_poll_s: int = 25, pauses: Pauses | None = None
    ) -> None:
        self._bot = bot
        self._intake = intake
        self._long_poll_s = long_poll_s
        self._offset: int | None = None
        self._breath_s = 0.0
        self._webhook_gone = False
        self._troubles = Troubles(pauses or Pauses(shortest_s=0.5, longest_s=30), over="polling goes on")

    async def run(self) -> None:
        """Poll until cancelled."""
        await self._troubles.outlive(self._round)

    async def _round(self) -> None:
        if not self._webhook_gone:
            await self._drop_webhook()
        await asyncio.sleep(self._breath_s)
        updates = await self._bot(
            RawUpdates(offset=self._offset, timeout=self._long_poll_s, allowed_updates=list(ALLOWED_UPDATES)),
            request_timeout=self._long_poll_s + _MARGIN_S,
        )
        if updates:
            await self._intake.take_in(updates)
            self._offset = int(updates[-1]["update_id"]) + 1
        self._breath_s = _BREATH_S if updates else 0.0

    async def _drop_webhook(self) -> None:
        """Take a webhook of earlier days away: Telegram gives updates to one receiver only."""
        info = await self._bot(GetWebhookInfo(), request_timeout=_SHORT_TIMEOUT_S)
        if info.url:
            await self._bot(DeleteWebhook(drop_pending_updates=False), request_timeout=_SHORT_TIMEOUT_S)
            log.info("webhook removed, polling instead")
        self._webhook_gone = True
