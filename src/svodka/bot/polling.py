"""Our own long polling: an update is confirmed to Telegram only when it is committed to the inbox."""

import asyncio
import logging
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramConflictError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import DeleteWebhook, GetWebhookInfo, TelegramMethod

from svodka.bot.intake import Intake
from svodka.bot.pauses import Pauses
from svodka.errors import PassingError

log: Final = logging.getLogger(__name__)

ALLOWED_UPDATES: Final = ("message", "callback_query", "my_chat_member")
_SHORT_TIMEOUT_S: Final = 15
_MARGIN_S: Final = 10


class RawUpdates(TelegramMethod[list[dict[str, Any]]]):
    """getUpdates whose updates stay as they came: kept whole, and a kind still unknown stops nothing."""

    __returning__: ClassVar[Any] = list[dict[str, Any]]
    __api_method__: ClassVar[str] = "getUpdates"

    offset: int | None = None
    timeout: int
    allowed_updates: list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Trouble:
    event: str
    level: int
    # A trouble that somebody has to mend is asked about less often from the first: it counts for so many.
    weight: int = 1


_AWAY: Final = _Trouble(event="telegram is away", level=logging.WARNING)
_DATABASE: Final = _Trouble(event="database is away, updates wait at telegram", level=logging.WARNING)
_BUG: Final = _Trouble(event="updates could not be taken in", level=logging.ERROR)
_TROUBLES: Final[tuple[tuple[type[Exception], _Trouble], ...]] = (
    (
        TelegramConflictError,
        _Trouble(
            event="another program receives this bot's updates: stop it, or give this one its own token",
            level=logging.ERROR,
            weight=4,
        ),
    ),
    (
        TelegramUnauthorizedError,
        _Trouble(event="telegram refuses the token: check BOT_TOKEN", level=logging.ERROR, weight=6),
    ),
    (
        TelegramNotFound,
        _Trouble(
            event="telegram does not know the bot or the method: check BOT_TOKEN and the server's address",
            level=logging.ERROR,
            weight=6,
        ),
    ),
    (TelegramRetryAfter, _Trouble(event="telegram asks to slow down", level=logging.WARNING)),
    (AiogramError, _AWAY),
    (OSError, _AWAY),
    (PassingError, _DATABASE),
)


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
        self._pauses = pauses or Pauses(shortest_s=0.5, longest_s=30)
        self._offset: int | None = None
        self._webhook_gone = False
        self._trouble: _Trouble | None = None
        self._failures = 0

    async def run(self) -> None:
        """Poll until cancelled."""
        while True:
            try:
                await self._round()
            except Exception as error:
                await self._wait_out(error)
            else:
                self._recovered()

    async def _round(self) -> None:
        if not self._webhook_gone:
            await self._drop_webhook()
        updates = await self._bot(
            RawUpdates(offset=self._offset, timeout=self._long_poll_s, allowed_updates=list(ALLOWED_UPDATES)),
            request_timeout=self._long_poll_s + _MARGIN_S,
        )
        if updates:
            await self._intake.take_in(updates)
            self._offset = int(updates[-1]["update_id"]) + 1

    async def _drop_webhook(self) -> None:
        """Take a webhook of earlier days away: Telegram gives updates to one receiver only."""
        info = await self._bot(GetWebhookInfo(), request_timeout=_SHORT_TIMEOUT_S)
        if info.url:
            await self._bot(DeleteWebhook(drop_pending_updates=False), request_timeout=_SHORT_TIMEOUT_S)
            log.info("webhook removed, polling instead")
        self._webhook_gone = True

    async def _wait_out(self, error: Exception) -> None:
        trouble = next((trouble for kind, trouble in _TROUBLES if isinstance(error, kind)), _BUG)
        if trouble != self._trouble:
            log.log(
                trouble.level, trouble.event, exc_info=error if trouble is _BUG else None, extra=_why(error)
            )
        self._trouble = trouble
        self._failures += 1
        pause_s = self._pauses.after(self._failures - 1 + trouble.weight)
        asked_s = error.retry_after if isinstance(error, TelegramRetryAfter) else 0
        await asyncio.sleep(max(pause_s, asked_s))

    def _recovered(self) -> None:
        if self._trouble is not None:
            log.info("polling goes on", extra={"after": self._trouble.event, "failures": self._failures})
        self._trouble = None
        self._failures = 0


def _why(error: Exception) -> dict[str, str]:
    return {"error": f"{type(error).__name__}: {error}"}
