"""Values of a table as people read them: numbers, money, moments, periods and sentences in one language."""

import calendar
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from msgspec import Struct, field

from svodka import texts
from svodka.analysis.model import Column, Lang
from svodka.analysis.plain import clipped
from svodka.analysis.profiling import Coverage, Focus, Granularity, Period, Value

NBSP: Final = "\u00a0"
MINUS: Final = "\u2212"
_LONGEST_NAME: Final = 60
_UNIT_IN_NAME: Final = re.compile(
    r"[\s,;(\[]+(₽|р|руб|рублей|rub|rur|\$|usd|€|eur|£|gbp|₸|kzt|₴|uah|byn|%)\.?[)\]]?$", re.IGNORECASE
)
SYMBOLS: Final = {
    "RUB": "₽", "USD": "$", "EUR": "€", "GBP": "£", "KZT": "₸", "UAH": "₴", "GEL": "₾", "TRY": "₺", "PLN": "zł",
    "BYN": "Br", "CNY": "¥", "JPY": "¥",
}  # fmt: skip
_BEFORE_IN_ENGLISH: Final = frozenset("$€£¥")
_SHORT: Final = (
    (Decimal(10) ** 12, {"ru": "трлн", "en": "T"}),
    (Decimal(10) ** 9, {"ru": "млрд", "en": "B"}),
    (Decimal(10) ** 6, {"ru": "млн", "en": "M"}),
    (Decimal(10) ** 3, {"ru": "тыс.", "en": "K"}),
)
_MONTHS_RU: Final = ["янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"]
_MONTHS_EN: Final = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_MONTHS_FULL_RU: Final = [
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
]
_MONTHS_OF_RU: Final = [
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
_MONTHS_FULL_EN: Final = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


class Wording(Struct, frozen=True):
    """Writes values and sentences in one language.

    `names` says what columns are called in front of people, where a lens knows better than the file.
    """

    lang: Lang
    names: Mapping[str, str] = field(default_factory=dict)

    def say(self, code: str, **figures: texts.Figure) -> str:
        """Return the sentence of a code."""
        # An abbreviation at the end of a sentence keeps its one full stop.
        return texts.sentence(code, self.lang, **figures).replace("тыс..", "тыс.")

    def column(self, name: str) -> str:
        """Return what a column is called, short enough for a sentence."""
        return clipped(self.names.get(name, name), _LONGEST_NAME)

    def measured(self, focus: Focus, longest: int = _LONGEST_NAME) -> str:
        """Return what it is called that a report adds up."""
        if focus.label is not None:
            return focus.label
        if focus.measure is None:
            return self.say("measure-rows")
        name = clipped(self.amounts(focus.measure), longest)
        return self.say("measure-mean", measure=name) if focus.mean else name

    def amounts(self, column: Column) -> str:
        """Return what a column is called beside amounts that carry its unit: `Revenue` for `Revenue, $`."""
        name = self.names.get(column.name, column.name)
        bare = _UNIT_IN_NAME.sub("", name).strip() if column.unit is not None else name
        return clipped(bare or name, _LONGEST_NAME)

    def number(self, value: float | Decimal, decimals: int | None = None) -> str:
        """Write a number with the language's separators and a true minus."""
        return _grouped(value, decimals, self.lang)

    def amount(self, value: float | Decimal, unit: str | None, decimals: int | None = None) -> str:
        """Write a number with its unit: `1 234,50 ₽`, `$1,234.50`, `12,5 %`."""
        return self._with_unit(self.number(value, decimals), unit)

    def range_of(
        self, ends: tuple[Decimal, Decimal], unit: str | None, decimals: Sequence[int | None] = (None, None)
    ) -> str:
        """Write a range of amounts; a unit that follows its number stands once, at the end."""
        low, high = (self.number(value, digits) for value, digits in zip(ends, decimals, strict=True))
        symbol = SYMBOLS.get(unit, unit) if unit is not None else ""
        if self.lang == "en" and symbol in _BEFORE_IN_ENGLISH:
            low = self._with_unit(low, unit)
        return f"{low} … {self._with_unit(high, unit)}"

    def short(self, value: float | Decimal, unit: str | None = None) -> str:
        """Write a number in three digits or so: `1,2 млн ₽`, `$340K`."""
        exact = Decimal(value)
        for size, names in _SHORT:
            if abs(exact) >= size * Decimal("0.9995"):
                scaled = exact / size
                digits = 0 if abs(scaled) >= 99.95 else 1
                gap = NBSP if self.lang == "ru" else ""
                text = self.number(_trimmed(scaled, digits)) + gap + names[self.lang]
                return self._with_unit(text, unit)
        digits = 0 if abs(exact) >= 100 or exact == int(exact) else 1 if abs(exact) >= 10 else 2
        return self._with_unit(self.number(_trimmed(exact, digits)), unit)

    def _with_unit(self, text: str, unit: str | None) -> str:
        if unit is None:
            return text
        symbol = SYMBOLS.get(unit, unit)
        if self.lang == "en" and symbol in _BEFORE_IN_ENGLISH:
            return f"{MINUS}{symbol}{text[1:]}" if text.startswith(MINUS) else f"{symbol}{text}"
        if self.lang == "en" and symbol == "%":
            return f"{text}%"
        return f"{text}{NBSP}{symbol}"

    def share(self, part: float | Decimal, whole: float | Decimal) -> str:
        """Write part / whole in percent; never 0 % or 100 % where that is not so."""
        percent = 100 * Decimal(part) / Decimal(whole) if whole else Decimal(0)
        digits = 0 if abs(percent) >= 10 else 1
        rounded = _trimmed(percent, digits)
        if rounded == 0 and percent:
            return self._with_unit(("<" if percent > 0 else f">{MINUS}") + self.number(0.1), "%")
        if rounded == 100 and percent != 100:
            return self._with_unit(
                (">" if percent < 100 else "<") + self.number(99 if percent < 100 else 101), "%"
            )
        return self._with_unit(self.number(rounded), "%")

    def change(self, now: Decimal, before: Decimal) -> str:
        """Write a relative change with its sign: `+12 %`, `−3,5 %`."""
        percent = 100 * (now - before) / abs(before)
        text = self.number(_trimmed(percent, 0 if abs(percent) >= 10 else 1))
        return self._with_unit(text if percent <= 0 else f"+{text}", "%")

    def moment(self, value: dt.date) -> str:
        """Write a date, or a moment with its minutes: `31.03.2026`, `Mar 31, 2026, 23:10`."""
        if self.lang == "ru":
            day = f"{value.day:02d}.{value.month:02d}.{value.year:04d}"
        else:
            day = f"{_MONTHS_EN[value.month - 1]} {value.day}, {value.year}"
        if isinstance(value, dt.datetime) and (value.hour or value.minute or value.second):
            return f"{day} {value:%H:%M}" if self.lang == "ru" else f"{day}, {value:%H:%M}"
        return day

    def day(self, value: dt.date) -> str:
        """Write a date in a sentence, or a moment: `31 марта 2026`, `Mar 31, 2026, 23:10`."""
        if self.lang == "en":
            return self.moment(value)
        day = f"{self._day_of_month(value)} {value.year}"
        if isinstance(value, dt.datetime) and (value.hour or value.minute or value.second):
            return f"{day}, {value:%H:%M}"
        return day

    def _day_of_month(self, value: dt.date) -> str:
        if self.lang == "en":
            return f"{_MONTHS_EN[value.month - 1]} {value.day}"
        return f"{value.day}{NBSP}{_MONTHS_OF_RU[value.month - 1]}"

    def span(self, first: dt.date, last: dt.date) -> str:
        """Write a period from day to day, or from month to month where it is of whole months."""
        one, two = _day(first), _day(last)
        if one == two:
            return self.day(one)
        if one.day == 1 and _ends_month(two):
            return self._months(one, two)
        if (one.year, one.month) == (two.year, two.month):
            return self.day(two).replace(str(two.day), f"{one.day}–{two.day}", 1)
        if one.year == two.year:
            # English has the year behind a comma, which a range of days within a year does without.
            return f"{self._day_of_month(one)} – {self.day(two)}"
        return f"{self.day(one)} – {self.day(two)}"

    def _months(self, one: dt.date, two: dt.date) -> str:
        first, last = (self.period(day, Period.MONTH) for day in (one, two))
        if first == last:
            return first
        return f"{first.partition(' ')[0] if one.year == two.year else first} – {last}"

    def covered(self, found: Coverage) -> str:
        """Write the time a table covers: from month to month where it has one moment a month."""
        if found.granularity is not Granularity.MONTH:
            return self.span(found.first, found.last)
        return self._months(_day(found.first), _day(found.last))

    def period(self, start: dt.date, period: Period) -> str:
        """Name one period of a series in full: `март 2026`, `неделя с 02.03.2026`, `I кв. 2026`."""
        names = _MONTHS_FULL_RU if self.lang == "ru" else _MONTHS_FULL_EN
        match period:
            case Period.DAY:
                return self.day(start)
            case Period.WEEK:
                return self.say("period-week", start=self.day(start))
            case Period.MONTH:
                return f"{names[start.month - 1]} {start.year}"
            case Period.QUARTER:
                return self.say("period-quarter", quarter=str((start.month + 2) // 3), year=str(start.year))
        return str(start.year)

    def tick(self, start: dt.date, period: Period, *, with_year: bool) -> str:
        """Name a period on an axis, as short as can be."""
        month = (_MONTHS_RU if self.lang == "ru" else _MONTHS_EN)[start.month - 1]
        match period:
            case Period.DAY | Period.WEEK:
                return f"{start.day}{NBSP}{month}" if self.lang == "ru" else f"{month}{NBSP}{start.day}"
            case Period.MONTH:
                return f"{month} {start.year % 100:02d}" if with_year else month
            case Period.QUARTER:
                return f"{'кв' if self.lang == 'ru' else 'Q'}{(start.month + 2) // 3} {start.year % 100:02d}"
        return str(start.year)

    def value(self, value: Value, unit: str | None = None, scale: int | None = None) -> str:
        """Write any value of a column."""
        match value:
            case bool():
                return self.say("value-yes" if value else "value-no")
            case int() | Decimal():
                return self.amount(value, unit, scale)
            case dt.date():
                return self.moment(value)
            case dt.time():
                return value.isoformat("seconds")
        return value


def _grouped(value: float | Decimal, decimals: int | None, lang: Lang) -> str:
    exact = Decimal(value) if not isinstance(value, float) else Decimal(repr(value))
    text = f"{exact:,.{decimals}f}" if decimals is not None else f"{exact:,f}"
    if decimals is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    if lang == "ru":
        text = text.replace(",", NBSP).replace(".", ",")
    return MINUS + text[1:] if text.startswith("-") and text.strip("-0.,") else text.lstrip("-")


def _trimmed(value: Decimal, digits: int) -> Decimal:
    return round(value, digits) if digits else Decimal(round(value))


def _day(value: dt.date) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value


def _ends_month(day: dt.date) -> bool:
    return day.day == calendar.monthrange(day.year, day.month)[1]
