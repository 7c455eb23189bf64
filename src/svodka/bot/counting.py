"""Tells whoever listens what comes of each call to Telegram."""

from collections.abc import Callable
from typing import Any, Final

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramAPIError, TelegramNetworkError, TelegramRetryAfter, TelegramServerError
from aiogram.methods import Response, TelegramMethod

_OUTCOMES: Final = (
    (TelegramRetryAfter, "slow-down"),
    (TelegramNetworkError, "away"),
    (TelegramServerError, "away"),
    (TelegramAPIError, "refused"),
)


class _Counting(BaseRequestMiddleware):
    """Stands around every call."""

    def __init__(self, heard: Callable[[str], None]) -> None:
        self._heard = heard

    async def __call__(
        self, make_request: NextRequestMiddlewareType[Any], bot: Bot, method: TelegramMethod[Any]
    ) -> Response[Any]:
        """Make the call and tell how it ended."""
        outcome = "stopped"
        try:
            answer = await make_request(bot, method)
            outcome = "ok"
        except Exception as error:
            outcome = next((word for kind, word in _OUTCOMES if isinstance(error, kind)), "failed")
            raise
        else:
            return answer
        finally:
            self._heard(outcome)


def counting(heard: Callable[[str], None]) -> BaseRequestMiddleware:
    """Have `heard` told of each call: `ok`, `slow-down` (429), `refused`, `away`, `stopped` or `failed`."""
    return _Counting(heard)
