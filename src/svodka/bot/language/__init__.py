"""/language: the person chooses in which language we speak."""

from svodka.bot.language.handlers import router

__all__ = ["router"]
