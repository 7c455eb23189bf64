"""What comes of each call to Telegram is told, by what it means for us."""

from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import GetMe, Response, TelegramMethod

from svodka.bot.counting import counting

METHOD = GetMe()
TOKEN = "1:a"


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (TelegramRetryAfter(METHOD, "Too Many Requests", 3), "slow-down"),
        (TelegramNetworkError(METHOD, "timeout"), "away"),
        (TelegramServerError(METHOD, "Bad Gateway"), "away"),
        (TelegramBadRequest(METHOD, "chat not found"), "refused"),
        (TelegramForbiddenError(METHOD, "bot was blocked"), "refused"),
        (ZeroDivisionError(), "failed"),
    ],
)
async def test_a_call_that_failed_is_told_by_its_error_and_still_fails(
    error: Exception, outcome: str
) -> None:
    heard: list[str] = []

    async def fail(bot: Bot, method: TelegramMethod[Any]) -> Response[Any]:
        raise error

    async with Bot(TOKEN) as bot:
        with pytest.raises(type(error)):
            await counting(heard.append)(fail, bot, METHOD)
    assert heard == [outcome]


async def test_a_call_that_went_well_is_told_and_its_answer_kept() -> None:
    heard: list[str] = []
    answer = Response[Any](ok=True, result=True)

    async def succeed(bot: Bot, method: TelegramMethod[Any]) -> Response[Any]:
        return answer

    async with Bot(TOKEN) as bot:
        assert await counting(heard.append)(succeed, bot, METHOD) is answer
    assert heard == ["ok"]
