"""What the bot says of itself in Telegram: commands and descriptions, in each language. Best effort."""

import asyncio
import logging
from typing import Any, Final

from aiogram import Bot
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import SetMyCommands, SetMyDescription, SetMyShortDescription, TelegramMethod
from aiogram.types import BotCommand

from svodka.bot.pauses import Pauses
from svodka.texts import LANGUAGES, sentence

log: Final = logging.getLogger(__name__)

_COMMANDS: Final = ("start", "help", "language", "cancel", "delete")
_DEFAULT_LANGUAGE: Final = "en"
_MAX_TRIES: Final = 5
_TIMEOUT_S: Final = 15


async def introduce(bot: Bot, *, pauses: Pauses | None = None) -> None:
    """Tell Telegram who we are; nothing hangs on it, so after a few tries it is left to the next start."""
    pauses = pauses or Pauses(shortest_s=2, longest_s=60)
    for method in _methods():
        for failures in range(1, _MAX_TRIES + 1):
            try:
                await bot(method, request_timeout=_TIMEOUT_S)
            except Exception as error:
                asked_s = error.retry_after if isinstance(error, TelegramRetryAfter) else 0
                log.info("introduction refused", extra={"method": method.__api_method__, "error": str(error)})
                await asyncio.sleep(max(pauses.after(failures), asked_s))
            else:
                break


def _methods() -> list[TelegramMethod[Any]]:
    return [method for language in LANGUAGES for method in _in(language)]


def _in(language: str) -> list[TelegramMethod[Any]]:
    code = None if language == _DEFAULT_LANGUAGE else language
    commands = [
        BotCommand(command=name, description=sentence(f"command-{name}", language)) for name in _COMMANDS
    ]
    return [
        SetMyCommands(commands=commands, language_code=code),
        SetMyDescription(description=sentence("bot-description", language), language_code=code),
        SetMyShortDescription(
            short_description=sentence("bot-short-description", language), language_code=code
        ),
    ]
