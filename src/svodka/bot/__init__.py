"""The Telegram edge: inbox loop, handlers and the courier."""

import svodka.bot.models  # noqa: F401, I001 - before anything imports aiogram

from svodka.bot.files import TelegramFiles
from svodka.bot.hooking import Hook
from svodka.bot.memory import settle_memory
from svodka.bot.opening import Parts, Tempo, open_bot, open_telegram
from svodka.bot.pacer import Rate, Rates
from svodka.bot.storing import open_storing

__all__ = [
    "Hook",
    "Parts",
    "Rate",
    "Rates",
    "TelegramFiles",
    "Tempo",
    "open_bot",
    "open_storing",
    "open_telegram",
    "settle_memory",
]
