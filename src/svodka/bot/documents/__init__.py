"""Files that people send: accepted, or refused with the reason."""

from svodka.bot.documents.handlers import router

__all__ = ["router"]
