"""Single values as the language writes them: numbers, dates and sizes, by Babel."""

import datetime as dt
from decimal import Decimal

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

_SIZES = {"ru": ("Б", "КБ", "МБ", "ГБ"), "en": ("B", "KB", "MB", "GB")}


def number(value: float | Decimal, lang: str, *, decimals: int | None = None) -> str:
    """Write a number with the language's separators; `decimals` fixes the digits after the point."""
    if decimals is None:
        return format_decimal(value, format="#,##0.##########", locale=lang)
    digits = "0" * decimals
    return format_decimal(value, format=f"#,##0.{digits}" if digits else "#,##0", locale=lang)


def date(value: dt.date, lang: str) -> str:
    """Write a date (`31 мар. 2026 г.`, `Mar 31, 2026`), or a moment with hours and minutes."""
    if isinstance(value, dt.datetime):
        return format_datetime(value, "medium", locale=lang)
    return format_date(value, "medium", locale=lang)


def size(n_bytes: int, lang: str) -> str:
    """Write a size in bytes with the largest unit (1024 steps) that keeps it at least 1."""
    value, unit = float(n_bytes), 0
    while value >= 1024 and unit < 3:
        value, unit = value / 1024, unit + 1
    decimals = 1 if unit and value < 10 else 0
    return f"{number(round(value, decimals), lang)}\u00a0{_SIZES[lang][unit]}"
