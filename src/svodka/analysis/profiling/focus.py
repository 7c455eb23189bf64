"""Which columns carry the table's question: when, how much, and by what it splits."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from svodka.analysis.model import Column, Role, Type
from svodka.analysis.profiling.model import ColumnProfile, Profile

_NUMERIC: Final = frozenset({Type.INTEGER, Type.DECIMAL})
_CURRENCIES: Final = frozenset(
    {"RUB", "USD", "EUR", "GBP", "KZT", "UAH", "BYN", "GEL", "CNY", "TRY", "PLN", "CHF"}
)
# Units of what may be averaged only.
_OF_LEVELS: Final = frozenset(
    {"%", "°C", "°F", "°", "K", "V", "В", "kV", "кВ", "mV", "мВ", "Pa", "Па", "kPa", "кПа", "hPa", "гПа", "MPa", "МПа",
     "bar", "бар", "атм", "мм рт. ст.", "km/h", "км/ч", "m/s", "м/с", "Hz", "Гц", "kHz", "кГц", "dB", "дБ", "ppm"}
)  # fmt: skip
# Whole amounts come before parts; what may not be added up is never chosen for its sum.
_WHOLE: Final = re.compile(
    r"сумм|выручк|оборот|итог|доход|заработ|к перечислению|выплат|начислен|зарплат|оклад|salary|wages?\b|payout|amount|revenue|total|gross|earning|royalty|turnover|sales",
    re.IGNORECASE,
)
_PART: Final = re.compile(
    r"комисси|скидк|налог|ндс|бонус|кэшбэк|округлени|баланс|остат|сальдо|fee\b|tax|discount|bonus|balance|rounding",
    re.IGNORECASE,
)
_RATE: Final = re.compile(r"цен[аы]|ставк|курс|процент|дол[яи]|рейтинг|возраст|price|rate|percent|share|pct|%|ratio|score|age\b|statementsummary", re.IGNORECASE)  # fmt: skip
# Answers of a survey: marks on a scale, years of life.
_ASKED: Final = re.compile(
    r"\?\s*$|оценк|балл|по шкале|насколько|удовлетвор|\bлет\b|scale of|satisf|nps\b|how (much|likely|old)",
    re.IGNORECASE,
)
_MARKED: Final = re.compile(
    r"оценк|балл|по шкале|насколько|удовлетвор|scale|satisf|rating|score|nps\b", re.IGNORECASE
)
_HIGHEST_MARK: Final = 120
# A column of fractions that never come near zero is a level (a voltage, a weight), not an amount.
_NARROW: Final = Decimal("1.5")
_LEVEL: Final = re.compile(
    r"температур|давлени|влажност|скорост|напряжени|уровень|широт|долгот|temperature|pressure|humidity|speed|voltage"
    r"|level|latitude|longitude|\b(lat|lon|lng)\b|year|год\b",
    re.IGNORECASE,
)
# Days in a life, not moments of what is measured.
_ONCE: Final = re.compile(r"рожден|birth|dob\b", re.IGNORECASE)
_QUANTITY: Final = re.compile(r"кол-?во|количеств|штук|чеков|продаж|qty|quantity|units|count", re.IGNORECASE)
_SERIAL: Final = re.compile(r"^(№|#|n|no|row|строка|номер|index|id|п/п|№ п/п)$", re.IGNORECASE)
# Numbers that are names: an answer's status, a country's code.
_CODED: Final = re.compile(r"(^|[\W_])(status|code|port|http|статус|код|порт)($|[\W_])", re.IGNORECASE)
_CATEGORY_LIMIT: Final = 60
# A category whose frequent values have so much more than their even share of the rows tells most.
_FREQUENT: Final = 8
_UNEVEN: Final = 0.3
_MOST_CONCENTRATED: Final = 5_000
_FEWEST_TO_VARY: Final = 10


class Focus(Struct, frozen=True, kw_only=True):
    """The columns a report speaks of first; each is None where the table has none of the kind.

    `incoming` and `outgoing` are SQL of two amounts, both at least zero, set together where money goes
    both ways. `expression` is SQL that is added up in place of the measure's column, `label` what it is
    called. `where` is SQL over `data` for the rows that count. `mean` says that the measure is no amount
    (a temperature, a price): it is averaged where others are added up. `second` is another category that is
    worth a chart. A lens sets what it knows better.
    """

    time: Column | None = None
    measure: Column | None = None
    category: Column | None = None
    second: Column | None = None
    incoming: str | None = None
    outgoing: str | None = None
    expression: str | None = None
    label: str | None = None
    where: str = "true"
    mean: bool = False

    @property
    def amount(self) -> str | None:
        """Return SQL for what is added up; None where rows are counted."""
        if self.expression is not None or self.measure is None:
            return self.expression
        return f"c{self.measure.index}"

    @property
    def aggregate(self) -> str:
        """Return SQL for what a group of rows comes to."""
        if self.amount is None:
            return "count(*)"
        return f"avg({self.amount})" if self.mean else f"sum({self.amount})"

    @property
    def unit(self) -> str | None:
        """Return the unit of what is added up."""
        return self.measure.unit if self.measure is not None else None


def find_focus(profile: Profile) -> Focus:
    """Choose the time, the measure and the category by their roles, names and fill."""
    measures = sorted(
        (each for each in profile.columns if addable(each)),
        key=lambda each: (-_weight(each), each.column.index),
    )
    time, category = _time(profile.columns), _category(profile)
    incoming, outgoing = _in_and_out(measures)
    if incoming is not None and outgoing is not None:
        return Focus(
            time=time,
            measure=priced(outgoing, profile),
            category=category,
            incoming=f"coalesce(c{incoming.index}, 0)",
            outgoing=f"coalesce(c{outgoing.index}, 0)",
        )
    if measures:
        return Focus(time=time, measure=priced(measures[0].column, profile), category=category)
    levels = [each.column for each in profile.columns if _is_level(each)]
    levels.sort(key=lambda column: not _MARKED.search(column.name))
    return Focus(time=time, measure=levels[0] if levels else None, category=category, mean=bool(levels))


def priced(measure: Column, profile: Profile) -> Column:
    """Give a measure without a unit the currency that another column names in every row, if one does."""
    if measure.unit is not None or measure.type is not Type.DECIMAL:
        return measure
    named = {
        str(each.top[0].value)
        for each in profile.columns
        if each.distinct == 1 and not each.nulls and each.top[0].value in _CURRENCIES
    }
    return replace(measure, unit=named.pop()) if len(named) == 1 else measure


def addable(each: ColumnProfile) -> bool:
    """Tell whether a sum of the column means something."""
    column = each.column
    if (
        column.type not in _NUMERIC
        or column.role is not Role.MEASURE
        or not each.filled
        or column.unit in _OF_LEVELS
    ):
        return False
    if each.distinct == 1 and each.filled >= _FEWEST_TO_VARY:
        return False  # the sum would merely count the rows
    if _RATE.search(column.name) or _LEVEL.search(column.name) or _is_mark(each) or _is_narrow(each):
        return False
    return not _is_named_by(each)


def _is_named_by(each: ColumnProfile) -> bool:
    """Tell whether a column's numbers merely name or count the rows."""
    name = each.column.name.strip()
    coded = each.column.type is Type.INTEGER and _CODED.search(name) is not None
    return coded or _SERIAL.match(name) is not None or is_serial(each)


def _is_mark(each: ColumnProfile) -> bool:
    asked = _ASKED.search(each.column.name) is not None
    return asked and isinstance(each.maximum, int | Decimal) and each.maximum <= _HIGHEST_MARK


def _is_narrow(each: ColumnProfile) -> bool:
    column, numbers = each.column, each.numbers
    if column.type is not Type.DECIMAL or column.unit in _CURRENCIES or numbers is None:
        return False
    if any(pattern.search(column.name) for pattern in (_WHOLE, _PART, _QUANTITY, _IN, _OUT)):
        return False
    return numbers.p05 > 0 and numbers.p95 <= _NARROW * numbers.p05


def _is_level(each: ColumnProfile) -> bool:
    """Tell whether the column measures something that may be averaged only."""
    column = each.column
    numeric = column.type in _NUMERIC and column.role is Role.MEASURE and each.distinct > 2
    return numeric and not _is_named_by(each)


def is_serial(each: ColumnProfile) -> bool:
    """Tell whether a column of whole numbers merely counts 1, 2, 3 …"""
    numbers = each.numbers
    if each.column.type is not Type.INTEGER or numbers is None or not each.unique or each.filled < 10:
        return False
    return (
        bool(numbers.p95 - numbers.p05) and int(str(each.maximum)) - int(str(each.minimum)) == each.filled - 1
    )


def _weight(each: ColumnProfile) -> float:
    column = each.column
    weight = 0.0
    weight += 4 if _WHOLE.search(column.name) else 0
    weight += 3 if column.unit in _CURRENCIES else 0
    weight += 2 if column.type is Type.DECIMAL else 0
    weight += 1 if _QUANTITY.search(column.name) else 0
    weight -= 6 if _PART.search(column.name) else 0
    weight -= 5 if each.distinct <= 1 else 0
    return weight + 2 * each.filled / max(1, each.filled + each.nulls)


_IN: Final = re.compile(
    r"приход|поступлен|зачислен|кредит|\bcredit|deposit|income|money in|paid in", re.IGNORECASE
)
_OUT: Final = re.compile(r"расход|списан|дебет|\bdebit|withdraw|expense|money out|paid out", re.IGNORECASE)


def _in_and_out(measures: Sequence[ColumnProfile]) -> tuple[Column | None, Column | None]:
    incoming = next((each.column for each in measures if _IN.search(each.column.name)), None)
    outgoing = next((each.column for each in measures if _OUT.search(each.column.name)), None)
    return (incoming, outgoing) if incoming is not None and outgoing is not None else (None, None)


def _time(columns: Sequence[ColumnProfile]) -> Column | None:
    candidates = [
        each
        for each in columns
        if each.column.type in {Type.DATE, Type.DATETIME}
        and each.filled
        and each.distinct > 1
        and not _ONCE.search(each.column.name)
    ]
    candidates.sort(
        key=lambda each: (
            each.nulls,
            each.column.role is not Role.TIME,
            each.column.index,
        )
    )
    return candidates[0].column if candidates else None


def _category(profile: Profile) -> Column | None:
    candidates = [
        each
        for each in profile.columns
        if each.column.role in {Role.CATEGORY, Role.GEOGRAPHY}
        and each.column.type is Type.TEXT
        and 2 <= each.distinct <= (_MOST_CONCENTRATED if _is_concentrated(each) else _CATEGORY_LIMIT)
        and each.filled >= profile.rows / 2
    ]
    candidates.sort(
        key=lambda each: (
            not _is_concentrated(each),
            not 3 <= each.distinct <= 30,
            each.nulls,
            each.column.index,
        )
    )
    return candidates[0].column if candidates else None


def _is_concentrated(each: ColumnProfile) -> bool:
    if not _FREQUENT < each.distinct <= each.filled / 5:
        return False
    frequent = sum(top.count for top in each.top[:_FREQUENT])
    return frequent / each.filled - _FREQUENT / each.distinct >= _UNEVEN
