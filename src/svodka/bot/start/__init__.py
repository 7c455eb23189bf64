"""/start and /help: who this is and what to do."""

from svodka.bot.start.handlers import router

__all__ = ["router"]
