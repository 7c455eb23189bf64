"""Columns of the generated tables: how each value is written, and what it truly is."""

import datetime as dt
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from svodka.analysis.model import Type

MONTHS: Final = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]
SHORT: Final = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
NAMES_RU: Final = ("Чайник", "Кружка белая", "Плед", "Стол письменный", "Лампа", "Зеркало", "Тетрадь")
NAMES_EN: Final = ("Kettle", "White mug", "Blanket", "Writing desk", "Lamp", "Mirror", "Notebook")
MISSING: Final = ("", "н/д", "-", "N/A", "NULL", "—", "#N/A", "#ДЕЛ/0!")


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """One column: its name, its cells as written, its type, and its exact sum where it has one."""

    name: str
    cells: Sequence[str]
    type: Type
    sum: Decimal | None = None
    nulls: int = 0
    low: str | None = None


def grouped(value: Decimal, group: str, mark: str) -> str:
    """Write a number with separators."""
    return f"{value:,.2f}".replace(",", "\0").replace(".", mark).replace("\0", group)


MONEY: Final[tuple[tuple[str, Callable[[Decimal], str]], ...]] = (
    ("plain_comma", lambda v: grouped(v, "", ",")),
    ("plain_dot", lambda v: grouped(v, "", ".")),
    ("space", lambda v: grouped(v, " ", ",")),
    ("nbsp", lambda v: grouped(v, "\u00a0", ",")),
    ("thin", lambda v: grouped(v, "\u202f", ",")),
    ("apostrophe", lambda v: grouped(v, "'", ".")),
    ("english", lambda v: grouped(v, ",", ".")),
    ("german", lambda v: grouped(v, ".", ",")),
    ("rouble", lambda v: grouped(v, "\u00a0", ",") + " ₽"),
    ("rub", lambda v: grouped(v, " ", ",") + " руб."),
    ("dollar", lambda v: ("-" if v < 0 else "") + "$" + grouped(abs(v), ",", ".")),
    ("brackets", lambda v: f"({grouped(-v, ',', '.')})" if v < 0 else grouped(v, ",", ".")),
    ("behind", lambda v: grouped(abs(v), "", ".") + ("-" if v < 0 else "")),
    ("minus", lambda v: ("\u2212" if v < 0 else "") + grouped(abs(v), " ", ",")),
    ("euro", lambda v: "€" + grouped(v, ",", ".") if v >= 0 else "-€" + grouped(-v, ",", ".")),
    ("code", lambda v: grouped(v, "", ".") + " USD"),
)
DATES: Final[tuple[tuple[str, Callable[[dt.date], str]], ...]] = (
    ("iso", lambda d: d.isoformat()),
    ("dotted", lambda d: f"{d:%d.%m.%Y}"),
    ("slashed", lambda d: f"{d:%d/%m/%Y}"),
    ("american", lambda d: f"{d:%m/%d/%Y}"),
    ("short", lambda d: f"{d:%d.%m.%y}"),
    ("named", lambda d: f"{d.day} {MONTHS[d.month - 1]} {d.year} г."),
    ("oracle", lambda d: f"{d.day:02d}-{SHORT[d.month - 1]}-{d.year}"),
    ("upper", lambda d: f"{d.day} {MONTHS[d.month - 1].upper()} {d.year}"),
    ("english", lambda d: f"{SHORT[d.month - 1]} {d.day}, {d.year}"),
    ("compact", lambda d: f"{d:%Y%m%d}"),
    ("slash_iso", lambda d: f"{d:%Y/%m/%d}"),
    ("midnight", lambda d: f"{d:%d.%m.%Y} 12:30"),
)
ANSWERS: Final = (("Да", "Нет"), ("yes", "no"), ("TRUE", "FALSE"), ("Y", "N"), ("истина", "ложь"), ("+", "-"))


def date_column(r: random.Random, rows: int, russian: bool) -> Made:
    """Dates in order, over more than a month."""
    style, write = r.choice(DATES)
    start = dt.date(2025, r.randrange(1, 7), 14)
    days = [start + dt.timedelta(days=3 * k) for k in range(rows)]
    kind = Type.DATETIME if style == "midnight" else Type.DATE
    low = start.isoformat() + (" 12:30:00" if style == "midnight" else "")
    return Made(name="Дата" if russian else "Date", cells=[write(day) for day in days], type=kind, low=low)


def money_column(r: random.Random, rows: int, russian: bool) -> Made:
    """Amounts, some negative, some missing."""
    _, write = r.choice(MONEY)
    missing = r.choice(MISSING)
    values = [Decimal(r.randrange(-200_000, 9_000_000)) / 100 for _ in range(rows)]
    values[0] = Decimal("1234.50")
    gone = {k for k in range(2, rows) if r.random() < 0.12}
    return Made(
        name="Сумма" if russian else "Amount",
        cells=[missing if k in gone else write(value) for k, value in enumerate(values)],
        type=Type.DECIMAL,
        sum=sum((value for k, value in enumerate(values) if k not in gone), Decimal(0)),
        nulls=len(gone),
    )


def count_column(r: random.Random, rows: int, russian: bool) -> Made:
    """Small whole numbers."""
    values = [r.randrange(1, 90) for _ in range(rows)]
    name = "Кол-во" if russian else "Quantity"
    return Made(name=name, cells=[str(v) for v in values], type=Type.INTEGER, sum=Decimal(sum(values)))


def text_column(r: random.Random, rows: int, russian: bool) -> Made:
    """Words that repeat."""
    words = NAMES_RU if russian else NAMES_EN
    return Made(
        name="Товар" if russian else "Product", cells=[r.choice(words) for _ in range(rows)], type=Type.TEXT
    )


def code_column(r: random.Random, rows: int, russian: bool) -> Made:
    """Codes with leading zeros."""
    cells = [f"{r.randrange(1, 60_000):06d}" for _ in range(rows)]
    return Made(name="Артикул" if russian else "SKU", cells=cells, type=Type.TEXT)


def answer_column(r: random.Random, rows: int, russian: bool) -> Made:
    """Yes and no."""
    pair = r.choice(ANSWERS)
    cells = [pair[0], pair[1], *(r.choice(pair) for _ in range(rows - 2))]
    return Made(name="Открыт" if russian else "Is open", cells=cells, type=Type.BOOLEAN)


def percent_column(r: random.Random, rows: int, russian: bool) -> Made:
    """Shares in percent."""
    values = [Decimal(r.randrange(1, 999)) / 10 for _ in range(rows)]
    gap, mark = r.choice([(" ", ","), ("", "."), ("\u00a0", ",")])
    cells = [f"{value:.1f}".replace(".", mark) + gap + "%" for value in values]
    return Made(
        name="Доля" if russian else "Share", cells=cells, type=Type.DECIMAL, sum=sum(values, Decimal(0))
    )
