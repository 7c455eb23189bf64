"""The report's buttons: full report, columns, clean file, delete."""

from svodka.bot.report.handlers import router
from svodka.bot.report.keyboards import page_buttons, report_buttons

__all__ = ["page_buttons", "report_buttons", "router"]
