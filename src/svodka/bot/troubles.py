"""What may go wrong between Telegram and the inbox: each trouble is said once, waited out, and its end said too."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Never

from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)

from svodka.bot.pauses import Pauses
from svodka.errors import PassingError

log: Final = logging.getLogger(__name__)


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
    (
        TelegramBadRequest,
        _Trouble(
            event="telegram refuses what it is asked: check SVODKA_WEBHOOK_URL if that is set",
            level=logging.ERROR,
            weight=4,
        ),
    ),
    (AiogramError, _AWAY),
    (OSError, _AWAY),
    (PassingError, _DATABASE),
)


class Troubles:
    """The trouble that somebody who asks Telegram again and again has at the moment; `over` is its end's event."""

    def __init__(self, pauses: Pauses, *, over: str) -> None:
        self._pauses = pauses
        self._over = over
        self._trouble: _Trouble | None = None
        self._failures = 0

    async def outlive(self, ask: Callable[[], Awaitable[None]]) -> Never:
        """Ask again and again, until cancelled; say what goes wrong and wait it out."""
        while True:
            try:
                await ask()
            except Exception as error:
                await self._wait_out(error)
            else:
                self._end()

    async def _wait_out(self, error: Exception) -> None:
        """Say the trouble unless it is the same as before, and wait until it is worth another try."""
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

    def _end(self) -> None:
        """Say that it is over, if there was one."""
        if self._trouble is not None:
            log.info(self._over, extra={"after": self._trouble.event, "failures": self._failures})
        self._trouble = None
        self._failures = 0


def _why(error: Exception) -> dict[str, str]:
    return {"error": f"{type(error).__name__}: {error}"}
