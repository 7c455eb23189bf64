"""/cancel and /delete: the person takes back what is in work, or everything."""

from svodka.bot.erasing.handlers import router

__all__ = ["router"]
