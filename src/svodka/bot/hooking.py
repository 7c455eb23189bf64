"""Tells Telegram where to post updates, and looks now and then whether it still does and can."""

import asyncio
import logging
from dataclasses import dataclass, field
from typing import Final

from aiogram import Bot
from aiogram.methods import GetWebhookInfo, SetWebhook
from aiogram.types import WebhookInfo

from svodka.bot.pauses import Pauses
from svodka.bot.polling import ALLOWED_UPDATES
from svodka.bot.troubles import Troubles

log: Final = logging.getLogger(__name__)

_TIMEOUT_S: Final = 15
# Chats that Telegram posts to us from at a time; each waits for its commit, which many share.
_MAX_CONNECTIONS: Final = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Hook:
    """The address that Telegram posts to, and the secret that tells its posts from others'."""

    url: str
    secret: str = field(repr=False)


class Hooking:
    """Keeps the webhook set until cancelled. Survives whatever goes wrong; says each trouble once.

    Nothing is taken down at the end: updates that come while we are away are posted again later.
    """

    def __init__(
        self, bot: Bot, hook: Hook, *, pauses: Pauses | None = None, check_every_s: float = 60.0
    ) -> None:
        self._bot = bot
        self._hook = hook
        self._check_every_s = check_every_s
        self._troubles = Troubles(pauses or Pauses(), over="webhook is set")
        self._is_set = False
        self._complained_of: object = None

    async def run(self) -> None:
        """Set the webhook, and set it again where somebody took it away, until cancelled."""
        await self._troubles.outlive(self._round)

    async def _round(self) -> None:
        if not self._is_set:
            await self._set()
            self._is_set = True
            return
        await asyncio.sleep(self._check_every_s)
        self._is_set = self._still_set(await self._bot(GetWebhookInfo(), request_timeout=_TIMEOUT_S))

    async def _set(self) -> None:
        await self._bot(
            SetWebhook(
                url=self._hook.url,
                secret_token=self._hook.secret,
                max_connections=_MAX_CONNECTIONS,
                allowed_updates=list(ALLOWED_UPDATES),
                drop_pending_updates=False,
            ),
            request_timeout=_TIMEOUT_S,
        )
        log.info("webhook set", extra={"url": self._hook.url})

    def _still_set(self, info: WebhookInfo) -> bool:
        """Tell whether Telegram posts to us; say what it complains of, each time it complains anew."""
        if info.url != self._hook.url:
            log.error(
                "somebody took the webhook away: another program has this bot's token",
                extra={"found": info.url},
            )
            return False
        if info.last_error_date is not None and info.last_error_date != self._complained_of:
            self._complained_of = info.last_error_date
            log.warning(
                "telegram could not post updates",
                extra={"error": info.last_error_message, "waiting": info.pending_update_count},
            )
        return True
