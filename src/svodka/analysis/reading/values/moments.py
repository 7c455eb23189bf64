"""Dates, moments and times of day as people write them: every possible reading of one cell."""

import datetime as dt
import enum
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from svodka.analysis.reading.values.missing import BLANKS
from svodka.analysis.reading.values.months import MONTHS, QUARTERS, WEEKDAY, WEEKDAY_TAIL, may_begin_date

_MAX_CHARS: Final = 48
_CENTURY_BREAK: Final = 70
YEARS: Final = range(1800, 2200)


class Order(enum.StrEnum):
    """In which order the parts of a date stand."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"
    YDM = "ydm"
    SHORT_YMD = "yymd"
    COMPACT = "yyyymmdd"
    NAMED = "named"


class Precision(enum.StrEnum):
    """What the cell names: a moment, a day, or a longer time whose first day stands for it."""

    SECOND = "second"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


class Moment(Struct, frozen=True, kw_only=True):
    """One reading of a cell. `offset` is minutes east of UTC, None if the cell names no zone."""

    day: dt.date
    order: Order
    precision: Precision = Precision.DAY
    time: dt.time | None = None
    offset: int | None = None
    short_year: bool = False

    def stamp(self) -> dt.datetime:
        """Return the wall-clock moment."""
        return dt.datetime.combine(self.day, self.time or dt.time())


_TIME: Final = re.compile(
    r"(?P<h>\d{1,2}):(?P<m>\d{2})(?::(?P<s>\d{2})(?:[.,](?P<f>\d{1,9}))?)?"
    r"\s*(?P<half>[AaPp]\.?\s?[Mm]\.?)?\s*(?P<zone>Z|UTC|GMT|MSK|МСК|CET|CEST|EST|EDT|PST|PDT|[+-]\d{2}(?::?\d{2})?"
    r"|(?:UTC|GMT)\s?[+-]\d{1,2}(?::\d{2})?)?(?:\s?\[[\w/]+\]|\s[A-Z][a-z]+/[A-Z]\w+)?$"
)
_COMPACT_TIME: Final = re.compile(r"(?P<h>\d{2})(?P<m>\d{2})(?P<s>\d{2})?(?P<f>)(?P<half>)(?P<zone>Z)?$")
_HALF_HOUR: Final = re.compile(
    r"(?P<h>\d{1,2})(?P<m>)(?P<s>)(?P<f>)\s*(?P<half>[AaPp]\.?\s?[Mm]\.?)(?P<zone>)$"
)
_ZONES: Final = {
    "Z": 0,
    "UTC": 0,
    "GMT": 0,
    "MSK": 180,
    "МСК": 180,
    "CET": 60,
    "CEST": 120,
    "EST": -300,
    "EDT": -240,
    "PST": -480,
    "PDT": -420,
}


@lru_cache(maxsize=8192)
def read_time(cell: str) -> dt.time | None:
    """Read a time of day; None if the cell is none."""
    text = cell.strip(BLANKS)
    match = _TIME.match(text) or _HALF_HOUR.match(text)
    found = _clock(match) if match else None
    return found[0] if found and found[1] is None else None


def _clock(match: re.Match[str]) -> tuple[dt.time, int | None] | None:
    hour, half = int(match["h"]), (match["half"] or "")[:1].lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    micro = int((match["f"] or "0")[:6].ljust(6, "0"))
    try:
        time = dt.time(hour, int(match["m"] or 0), int(match["s"] or 0), micro)
    except ValueError:
        return None
    return time, _offset(match["zone"])


def _offset(zone: str | None) -> int | None:
    if not zone:
        return None
    if zone in _ZONES:
        return _ZONES[zone]
    sign = -1 if "-" in zone else 1
    hours, _, minutes = re.sub(r"^[^+-]*[+-]", "", zone).partition(":")
    if not minutes and len(hours) == 4:
        hours, minutes = hours[:2], hours[2:]
    return sign * (int(hours) * 60 + int(minutes or 0))


def _year(text: str) -> tuple[int, bool]:
    if len(text) == 4:
        return int(text), False
    return int(text) + (1900 if int(text) >= _CENTURY_BREAK else 2000), True


def _make(
    year: str, month: int, day: int, order: Order, precision: Precision = Precision.DAY
) -> Iterator[Moment]:
    number, short = _year(year)
    try:
        date = dt.date(number, month, day)
    except ValueError:
        return
    if number in YEARS:
        yield Moment(day=date, order=order, precision=precision, short_year=short)


def _ymd(match: re.Match[str]) -> Iterator[Moment]:
    year, second, third = match[1], int(match[3]), int(match[4])
    yield from _make(year, second, third, Order.YMD)
    if second != third:
        yield from _make(year, third, second, Order.YDM)


def _numeric(match: re.Match[str]) -> Iterator[Moment]:
    first, second, year = int(match[1]), int(match[3]), match[4]
    yield from _make(year, second, first, Order.DMY)
    yield from _make(year, first, second, Order.MDY)
    if len(year) == 2 and len(match[1]) == 2:
        yield from _make(match[1], second, int(year), Order.SHORT_YMD)


def _compact(match: re.Match[str]) -> Iterator[Moment]:
    yield from _make(match[1], int(match[2]), int(match[3]), Order.COMPACT)


def _year_month(match: re.Match[str]) -> Iterator[Moment]:
    yield from _make(match[1], int(match[2]), 1, Order.NAMED, Precision.MONTH)


def _month_year(match: re.Match[str]) -> Iterator[Moment]:
    yield from _make(match[2], int(match[1]), 1, Order.NAMED, Precision.MONTH)


def _day_name_year(match: re.Match[str]) -> Iterator[Moment]:
    month = MONTHS.get(match["name"].lower())
    if month:
        yield from _make(match["year"], month, int(match["day"]), Order.NAMED)


def _name_year(match: re.Match[str]) -> Iterator[Moment]:
    month = MONTHS.get(match["name"].lower())
    if month:
        yield from _make(match["year"], month, 1, Order.NAMED, Precision.MONTH)


def _quarter(match: re.Match[str]) -> Iterator[Moment]:
    number = QUARTERS.get(match["q"].lower())
    if number:
        yield from _make(match["year"], 3 * number - 2, 1, Order.NAMED, Precision.QUARTER)


def _week(match: re.Match[str]) -> Iterator[Moment]:
    day = match.groupdict().get("day")
    try:
        date = dt.date.fromisocalendar(int(match["year"]), int(match["w"]), int(day or 1))
    except ValueError:
        return
    yield Moment(day=date, order=Order.NAMED, precision=Precision.DAY if day else Precision.WEEK)


_NAME: Final = r"(?P<name>[^\W\d_]{3,12})\.?"
_TAIL_YEAR: Final = r"\s*(?:г\.?|года|год|р\.|year)?"
_GAP: Final = r"[\s\-./,]"
_ROMAN: Final = r"(?P<q>[1-4]|I{1,3}|IV)"
_Make = Callable[[re.Match[str]], Iterator[Moment]]


def _compiled(*layouts: tuple[str, _Make]) -> tuple[tuple[re.Pattern[str], _Make], ...]:
    return tuple((re.compile(pattern, re.IGNORECASE), make) for pattern, make in layouts)


# What begins with a digit and needs no word.
_NUMERIC: Final = _compiled(
    (r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})\.?", _ymd),
    (r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})" + _TAIL_YEAR, _numeric),
    (r"(\d{1,2})( )(\d{1,2}) (\d{4})", _numeric),
    (r"(\d{4})(0[1-9]|1[0-2])([0-3]\d)", _compact),
    (r"(\d{4})[-/](0[1-9]|1[0-2])", _year_month),
    (r"(\d{4})\.(0[1-9]|1[0-2])", _year_month),
    (r"(0?[1-9]|1[0-2])[/-](\d{4})", _month_year),
    (r"(0[1-9]|1[0-2])\.((?:19|20)\d{2})", _month_year),
)
# What has a word in it, at the beginning perhaps.
_WORDED: Final = _compiled(
    (
        rf"(?P<day>\d{{1,2}})(?:-?е|-?го|st|nd|rd|th|\.)?{_GAP}*(?:de\s+)?{_NAME}{_GAP}*(?:de\s+|del\s+)?'?"
        rf"(?P<year>\d{{4}}|\d{{2}}){_TAIL_YEAR}",
        _day_name_year,
    ),
    (rf"{_NAME}{_GAP}*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,\s*|\s+|-)(?P<year>\d{{4}})", _day_name_year),
    (rf"(?P<year>\d{{4}}){_GAP}+{_NAME}{_GAP}+(?P<day>\d{{1,2}})", _day_name_year),
    (rf"{_NAME}{_GAP}*'?(?P<year>\d{{4}}|\d{{2}}){_TAIL_YEAR}", _name_year),
    (rf"(?P<year>\d{{4}}){_GAP}+{_NAME}", _name_year),
    (rf"Q{_ROMAN}[\s\-./']*(?P<year>\d{{4}}|\d{{2}})", _quarter),
    (rf"(?P<year>\d{{4}})[\s\-./]*Q{_ROMAN}", _quarter),
    (rf"{_ROMAN}[\s\-]*(?:-?й\s*)?(?:кв\.?|квартал|кварт\.)[\s,]*(?P<year>\d{{4}}){_TAIL_YEAR}", _quarter),
    (rf"(?P<year>\d{{4}}){_TAIL_YEAR}[\s\-,]*{_ROMAN}[\s\-]*(?:кв\.?|квартал)", _quarter),
    (r"(?P<year>\d{4})[\s-]?W(?P<w>\d{2})(?:-?(?P<day>[1-7]))?", _week),
    (r"W(?P<w>\d{1,2})[\s\-/.](?P<year>\d{4})", _week),
    (r"(?P<w>\d{1,2})[\s-]*(?:-?я\s*)?нед(?:\.|еля)?[\s,]*(?P<year>\d{4})" + _TAIL_YEAR, _week),
)
_ALL: Final = (*_NUMERIC, *_WORDED)
_DIGIT: Final = re.compile("[0-9]")
_LETTER: Final = re.compile(r"[^\W\d_]")


@lru_cache(maxsize=8192)
def read_moments(cell: str) -> tuple[Moment, ...]:
    """Return every way in which the cell can be read as a date or moment; none if it is no date."""
    text = cell.strip(BLANKS)
    if not 5 <= len(text) <= _MAX_CHARS or not _DIGIT.search(text) or not may_begin_date(text):
        return ()
    days, clock = _split(text)
    found = tuple(_days(days)) if days else ()
    if clock is None:
        return found
    time, offset = clock
    return tuple(
        replace(moment, time=time, offset=offset, precision=Precision.SECOND)
        for moment in found
        if moment.precision is Precision.DAY
    )


def _split(text: str) -> tuple[str, tuple[dt.time, int | None] | None]:
    """Cut the time of day off the end of a cell."""
    if ":" in text:
        match = _TIME.search(text)
    elif len(text) >= 14 and text[:8].isdigit():
        match = _COMPACT_TIME.match(text, 9 if text[8] in "T _-" else 8)
    else:
        match = _HALF_HOUR.search(text) if text[-1] in "mM." else None
    if match is None or match.start() == 0:
        return text, None
    head = text[: match.start()].rstrip()
    if head.endswith((",", "T", "t", "_")):
        head = head[:-1]
    elif head.endswith((" в", " at")):
        head = head.rsplit(" ", 1)[0]
    clock = _clock(match)
    return (text, None) if clock is None else (head.rstrip(" ,"), clock)


def _days(text: str) -> Iterator[Moment]:
    bare = (
        WEEKDAY_TAIL.sub("", WEEKDAY.sub("", text, count=1))
        if not text[0].isdigit() or text[-1].isalpha()
        else text
    )
    likely = _ALL if bare[:1].isdigit() else _WORDED
    for pattern, make in likely if _LETTER.search(bare) else _NUMERIC:
        match = pattern.fullmatch(bare)
        if match:
            found = tuple(make(match))
            if found:
                yield from found
                return
