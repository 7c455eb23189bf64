"""Whatever is neither a file nor a command gets a short, sensible answer."""

from svodka.bot.smalltalk.handlers import router

__all__ = ["router"]
