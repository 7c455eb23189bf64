"""What a whole column agrees on: from its distinct cells and their counts to one notation, with the doubts."""

import itertools
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field
from msgspec.structs import replace

from svodka.analysis.model import Issue, Severity
from svodka.analysis.reading.issues import Code
from svodka.analysis.reading.trace import Trace
from svodka.analysis.reading.values import names
from svodka.analysis.reading.values.booleans import boolean_words
from svodka.analysis.reading.values.formats import (
    BooleanFormat,
    CountedFormat,
    Format,
    MomentFormat,
    TextFormat,
    TimeFormat,
)
from svodka.analysis.reading.values.identifiers import identifier_reason
from svodka.analysis.reading.values.missing import BLANKS, is_missing_typed
from svodka.analysis.reading.values.moments import Moment, Order, Precision, read_moments, read_time
from svodka.analysis.reading.values.numbers import Mark, read_number
from svodka.analysis.reading.values.numeric import decide_number

if TYPE_CHECKING:
    import datetime as dt

_SERIALS: Final = range(20_000, 80_000)
_UNIX_SECONDS: Final = range(600_000_000, 4_000_000_000)
ENOUGH: Final = 0.9
ENOUGH_CODES: Final = 0.98


class Profile(Struct, frozen=True, kw_only=True):
    """The distinct cells of a column that are not blank, in the order of their first appearance."""

    name: str
    counts: Mapping[str, int]


class Hints(Struct, frozen=True, kw_only=True):
    """What the rest of the table and the caller say: decimal mark, order of day and month, language."""

    mark: Mark | None = None
    forced_mark: Mark | None = None
    dayfirst: bool | None = None
    forced_dayfirst: bool | None = None
    comma_decimal_likely: bool = False


class Verdict(Struct, frozen=True, kw_only=True):
    """The notation of a column, its unit, and what was doubtful. `reason` is set for identifiers."""

    format: Format
    unit: str | None = None
    issues: Sequence[Issue] = ()
    reason: str | None = None
    firm_mark: Mark | None = None
    firm_dayfirst: bool | None = None
    month_first_possible: bool = False
    figures: Mapping[str, object] = field(default_factory=dict)


def decide(profile: Profile, hints: Hints, trace: Trace | None = None) -> Verdict:
    """Decide the notation of a column."""
    live = {cell: count for cell, count in profile.counts.items() if not is_missing_typed(cell)}
    verdict = _decide(profile, live, hints)
    if trace is not None:
        trace.note("column", f"{profile.name}: {verdict.format.type.value}", **verdict.figures)
    return verdict


def _decide(profile: Profile, live: Mapping[str, int], hints: Hints) -> Verdict:
    words = boolean_words(profile_words(profile), digits=bool(names.QUESTION.search(profile.name)))
    if words is not None:
        return Verdict(format=BooleanFormat(words=words))
    if not live:
        return Verdict(format=TextFormat())
    reason = identifier_reason(profile.name, live)
    if reason is not None:
        issue = Issue(code=Code.IDENTIFIER_KEPT, column=profile.name, figures={"reason": reason})
        return Verdict(format=TextFormat(), reason=reason, issues=[issue])
    for rule in _RULES:
        verdict = rule(profile, live, hints)
        if verdict is not None:
            return verdict
    return Verdict(format=TextFormat())


def profile_words(profile: Profile) -> list[str]:
    """Return the distinct cells as words for the boolean test, where "-" may be an answer."""
    words = {cell.strip(BLANKS) for cell in profile.counts}
    if len(words) > 6:
        return ["", "", ""]
    plus = "+" in words
    return sorted(
        word for word in words if (plus and word in ("-", "–", "−")) or not is_missing_typed(word)
    ) or ["", ""]


def fits_enough(live: Mapping[str, int], good: Mapping[str, object] | set[str]) -> bool:
    """Say whether so many cells fit that the others are mistakes, not another kind of value."""
    total = sum(live.values())
    fitting = sum(count for cell, count in live.items() if cell in good)
    if fitting == total:
        return True
    if not fitting:
        return False
    bad = [cell for cell in live if cell not in good]
    coded = any(any(c.isdigit() for c in cell) and any(c.isalpha() for c in cell) for cell in bad)
    if total < 10:
        return total - fitting == 1 and total >= 6 and not coded
    return fitting / total >= (ENOUGH_CODES if coded else ENOUGH)


def _as_moment(profile: Profile, live: Mapping[str, int], hints: Hints) -> Verdict | None:
    readings: dict[str, tuple[Moment, ...]] = {}
    for index, cell in enumerate(live):
        found = read_moments(cell)
        if found:
            readings[cell] = found
        elif index >= 40 and not readings:
            return None
    if not readings or not fits_enough(live, readings):
        return None
    if not _meant_as_date(profile.name, readings):
        return None
    orders, doubt = _orders(readings, live, hints)
    return _moment_verdict(profile, readings, live, orders, doubt)


def _meant_as_date(name: str, readings: Mapping[str, tuple[Moment, ...]]) -> bool:
    """Doubt digits that could as well be plain numbers: 20260105, 07.2026."""
    numeric = [cell for cell in readings if _plain_number(cell)]
    if not numeric:
        return True
    if names.DATE.search(name):
        return True
    if names.AMOUNT.search(name) or names.NUMBER_ID.search(name) or names.TEXT_ID.search(name):
        return False
    years = {reading.day.year for cell in numeric for reading in readings[cell]}
    return len(numeric) >= 5 and len(years) <= 30 and min(years) >= 1950 and max(years) <= 2050


def _plain_number(cell: str) -> bool:
    found = read_number(cell)
    return found is not None and found.has_value


def _orders(
    readings: Mapping[str, tuple[Moment, ...]], live: Mapping[str, int], hints: Hints
) -> tuple[tuple[Order, ...], bool]:
    """Return the orders to try, the best first, and whether day and month are in doubt."""
    tally: Counter[Order] = Counter()
    both = 0
    for cell, found in readings.items():
        kinds = {reading.order for reading in found}
        tally.update(dict.fromkeys(kinds, live[cell]))
        both += {Order.DMY, Order.MDY} <= kinds
    if Order.SHORT_YMD in tally and tally[Order.SHORT_YMD] > max(tally[Order.DMY], tally[Order.MDY]):
        return (Order.SHORT_YMD, Order.DMY, Order.NAMED, Order.YMD, Order.COMPACT), False
    dayfirst, doubt = _dayfirst(tally, readings, hints, both)
    pair = (Order.DMY, Order.MDY) if dayfirst else (Order.MDY, Order.DMY)
    iso = (Order.YDM, Order.YMD) if tally[Order.YDM] > tally[Order.YMD] else (Order.YMD, Order.YDM)
    ranked = sorted((pair, iso, (Order.NAMED,), (Order.COMPACT,)), key=lambda orders: -tally[orders[0]])
    return tuple(
        next(order for order in group if tally[order]) for group in ranked if any(map(tally.get, group))
    ), doubt


def _dayfirst(
    tally: Mapping[Order, int], readings: Mapping[str, tuple[Moment, ...]], hints: Hints, both: int
) -> tuple[bool, bool]:
    if hints.forced_dayfirst is not None:
        return hints.forced_dayfirst, False
    if tally[Order.DMY] != tally[Order.MDY]:
        return tally[Order.DMY] > tally[Order.MDY], False
    open_cells = [cell for cell, found in readings.items() if _either_way(found)]
    if not both or all("." in cell for cell in open_cells):
        return True, False
    sorted_as = [order for order in (Order.DMY, Order.MDY) if _is_sorted(readings, order)]
    if len(sorted_as) == 1 and len(readings) >= 4:
        return sorted_as[0] is Order.DMY, False
    return (hints.comma_decimal_likely if hints.dayfirst is None else hints.dayfirst), True


def _either_way(found: Sequence[Moment]) -> bool:
    """Say whether day and month of a cell can be exchanged and give another date."""
    return len({reading.day for reading in found if reading.order in (Order.DMY, Order.MDY)}) > 1


def _is_sorted(readings: Mapping[str, tuple[Moment, ...]], order: Order) -> bool:
    days = [reading.stamp() for found in readings.values() for reading in found if reading.order is order]
    rising = all(left <= right for left, right in itertools.pairwise(days))
    falling = all(left >= right for left, right in itertools.pairwise(days))
    return rising or falling


_PRECISION_CODES: Final = {
    Precision.MONTH: Code.MONTH_PRECISION,
    Precision.QUARTER: Code.QUARTER_PRECISION,
    Precision.WEEK: Code.WEEK_PRECISION,
}


def _moment_verdict(
    profile: Profile,
    readings: Mapping[str, tuple[Moment, ...]],
    live: Mapping[str, int],
    orders: tuple[Order, ...],
    doubt: bool,
) -> Verdict:
    sketch = MomentFormat(orders=orders, with_time=False)
    chosen = {cell: moment for cell, found in readings.items() if (moment := sketch.chosen(found))}
    offsets = {moment.offset for moment in chosen.values() if moment.time is not None}
    form = MomentFormat(
        orders=orders,
        with_time=any(moment.time is not None for moment in chosen.values()),
        to_utc=len(offsets) > 1,
        separator=_separator(next(iter(chosen), ""), orders),
    )
    issues = _moment_issues(profile, chosen, live, offsets)
    month_first = orders[0] is Order.MDY
    if doubt:
        example = next(cell for cell, found in readings.items() if _either_way(found))
        issues.insert(
            0,
            Issue(
                code=Code.AMBIGUOUS_DATE,
                severity=Severity.WARNING,
                column=profile.name,
                value=example,
                figures={"order": orders[0].value},
            ),
        )
    decided = not doubt and orders[0] in (Order.DMY, Order.MDY)
    return Verdict(
        format=form,
        issues=issues,
        firm_dayfirst=(not month_first) if decided else None,
        month_first_possible=doubt,
        figures={"orders": "/".join(orders), "doubt": doubt},
    )


def _separator(cell: str, orders: Sequence[Order]) -> str:
    if orders and orders[0] is Order.COMPACT:
        return ""
    return next((char for char in cell[:8] if char in "-./"), "")


def _moment_issues(
    profile: Profile, chosen: Mapping[str, Moment], live: Mapping[str, int], offsets: set[int | None]
) -> list[Issue]:
    name = profile.name
    tally: Counter[Code] = Counter()
    first: dict[Code, str] = {}
    for cell, moment in chosen.items():
        codes = [_PRECISION_CODES[moment.precision]] if moment.precision in _PRECISION_CODES else []
        codes += [Code.TWO_DIGIT_YEAR] if moment.short_year else []
        for code in codes:
            tally[code] += live[cell]
            first.setdefault(code, cell)
    issues = [Issue(code=code, column=name, count=n, value=first[code]) for code, n in tally.items()]
    issues = [
        replace(issue, figures={"year": chosen[first[Code.TWO_DIGIT_YEAR]].day.year})
        if issue.code == Code.TWO_DIGIT_YEAR
        else issue
        for issue in issues
    ]
    if len({moment.order for moment in chosen.values()}) > 1:
        issues.append(
            Issue(code=Code.MIXED_DATES, severity=Severity.WARNING, column=name, value=next(iter(chosen)))
        )
    if len(offsets) > 1:
        issues.append(Issue(code=Code.OFFSETS_MIXED, column=name, value=next(iter(chosen))))
    elif offsets and (offset := next(iter(offsets))):
        issues.append(Issue(code=Code.OFFSET_DROPPED, column=name, figures={"offset": offset}))
    return issues


def _as_counted(profile: Profile, live: Mapping[str, int], _: Hints) -> Verdict | None:
    """Take numbers for moments where the column's name speaks of time and all lie in a sensible range."""
    if not names.DATE.search(profile.name) or len(live) < 2:
        return None
    cells = [read_number(cell) for cell in live]
    numbers = [
        cell.value("," if cell.mark() == "," else ".") if cell and not cell.unit else None for cell in cells
    ]
    known = [number for number in numbers if number is not None]
    if len(known) != len(numbers):
        return None
    low, high = min(known), max(known)
    whole = all(number == int(number) for number in known)
    if _SERIALS.start <= low and high < _SERIALS.stop:
        unit, code, with_time = "excel", Code.EXCEL_SERIAL, not whole
    elif _UNIX_SECONDS.start <= low and high < _UNIX_SECONDS.stop:
        unit, code, with_time = "seconds", Code.UNIX_TIME, True
    elif _UNIX_SECONDS.start <= low / 1000 and high / 1000 < _UNIX_SECONDS.stop and whole:
        unit, code, with_time = "milliseconds", Code.UNIX_TIME, True
    else:
        return None
    issue = Issue(code=code, severity=Severity.WARNING, column=profile.name, value=next(iter(live)))
    return Verdict(format=CountedFormat(unit=unit, with_time=with_time), issues=[issue])


def _as_number(profile: Profile, live: Mapping[str, int], hints: Hints) -> Verdict | None:
    cells = {cell: found for cell in live if (found := read_number(cell)) is not None}
    usable = {cell: found for cell, found in cells.items() if found.has_value}
    if not usable or not fits_enough(live, usable):
        return None
    number = decide_number(
        profile.name,
        usable,
        {cell: live[cell] for cell in usable},
        forced=hints.forced_mark,
        table_mark=hints.mark,
        comma_likely=hints.comma_decimal_likely,
    )
    if number is None:
        issue = Issue(code=Code.TOO_PRECISE, column=profile.name, value=next(iter(usable)))
        return Verdict(format=TextFormat(), issues=[issue])
    return Verdict(
        format=number.format,
        unit=number.unit,
        issues=number.issues,
        firm_mark=number.firm_mark,
        figures={"mark": number.format.mark, "unit": number.unit or "-", "fit": f"{len(usable)}/{len(live)}"},
    )


def _as_time(_: Profile, live: Mapping[str, int], __: Hints) -> Verdict | None:
    times: dict[str, dt.time] = {}
    for cell in live:
        time = read_time(cell)
        if time is not None:
            times[cell] = time
        elif not times:
            return None
    return Verdict(format=TimeFormat()) if fits_enough(live, times) else None


_RULES: Final[tuple[Callable[[Profile, Mapping[str, int], Hints], Verdict | None], ...]] = (
    _as_moment,
    _as_counted,
    _as_number,
    _as_time,
)
