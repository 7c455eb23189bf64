"""People who block the bot, and who come back."""

from svodka.bot.membership.handlers import router

__all__ = ["router"]
