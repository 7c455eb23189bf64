"""A measure along time: sums by day, week, month, quarter or year, and which of the periods are partial."""

import datetime as dt
import enum
import itertools
import statistics
from collections.abc import Hashable, Sequence
from decimal import Decimal
from typing import Final

from msgspec import Struct

from svodka.analysis.model import Column
from svodka.analysis.profiling.exact import EXACT
from svodka.analysis.table import Table


class Period(enum.StrEnum):
    """How long one point of a series is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Point(Struct, frozen=True, kw_only=True):
    """One period: the sum of the measure in it (the count of rows where there is no measure)."""

    start: dt.date
    value: Decimal
    rows: int


class Series(Struct, frozen=True, kw_only=True):
    """All periods from the first to the last, those without rows too.

    `partial_first` and `partial_last` tell that the data begin after that period's start or stop before
    its end by more than their usual gap, so that it must not be compared with a full one.
    """

    period: Period
    points: Sequence[Point]
    first_day: dt.date
    last_day: dt.date
    partial_first: bool
    partial_last: bool
    usual_gap_days: int

    @property
    def full(self) -> Sequence[Point]:
        """Return the points that may be compared with each other."""
        start = 1 if self.partial_first else 0
        return self.points[start : len(self.points) - (1 if self.partial_last else 0)]


# The longest span, in days, that is still drawn in points of this period.
_SPANS_DAYS: Final = (
    (Period.DAY, 62),
    (Period.WEEK, 250),
    (Period.MONTH, 366 * 6),
    (Period.QUARTER, 366 * 15),
)
_MOST_POINTS: Final = 2_000
_BY_DAY: Final = "by day"
_BY_PERIOD: Final = "by period"

# What the rows of a day come to: the sum, how many values it is of, and how many rows there are.
_Day = tuple[Decimal, int, int]


def fitting_period(first: dt.date, last: dt.date) -> Period:
    """Choose the period that makes a readable number of points of the span."""
    days = (last - first).days
    return next((period for period, longest in _SPANS_DAYS if days <= longest), Period.YEAR)


def series(
    table: Table, time: Column, aggregate: str, *, period: Period | None = None, where: str = "true"
) -> Series | None:
    """Work out an aggregate by period; None if no row has a time.

    `aggregate` is SQL of our own: `sum(…)`, `avg(…)` or `count(*)`; `where`, too, over `data`. Periods without
    rows come to zero, or are left out where the aggregate is a mean.
    """
    days = _by_day(table, time, aggregate, where)
    if not days:
        return None
    first, last = next(iter(days)), next(reversed(days))
    period = period or fitting_period(first, last)
    question = (_BY_PERIOD, time.index, aggregate, where, period)
    if question not in table.answers:
        table.answers[question] = _put_together(days, period, averaged=aggregate.startswith("avg("))
    found: Series | None = table.answers[question]
    return found


def _put_together(days: dict[dt.date, _Day], period: Period, *, averaged: bool) -> Series | None:
    """Put longer periods together from days that are in order."""
    sums = _rolled_up(days, period, averaged=averaged)
    points = list(sums.values()) if averaged else _filled(sums, period)
    if not points:
        return None
    first, last = next(iter(days)), next(reversed(days))
    gap = _usual_gap_days(list(days))
    return Series(
        period=period,
        points=points,
        first_day=first,
        last_day=last,
        partial_first=(first - points[0].start).days >= gap,
        partial_last=(following(points[-1].start, period) - last).days - 1 >= gap,
        usual_gap_days=gap,
    )


def _by_day(table: Table, time: Column, aggregate: str, where: str) -> dict[dt.date, _Day]:
    """Return the sums of each day that has rows, in order: all longer periods are put together from them."""
    question = (_BY_DAY, time.index, aggregate, where)
    if aggregate == "count(*)" and question not in table.answers:
        # Whatever was added up by day, the rows were counted with it.
        known = [days for asked, days in table.answers.items() if _alike(asked, question)]
        if known:
            counted = {day: rows for day, (_, _, rows) in known[0].items()}
            table.answers[question] = {day: (Decimal(rows), rows, rows) for day, rows in counted.items()}
    if question not in table.answers:
        added = aggregate.replace("avg(", "sum(", 1)
        values = "count(*)" if aggregate == "count(*)" else added.replace("sum(", "count(", 1)
        rows = table.connection.execute(
            f"SELECT c{time.index}::DATE, {added}, {values}, count(*) FROM data"
            f" WHERE c{time.index} IS NOT NULL AND ({where}) GROUP BY 1 ORDER BY 1"
        ).fetchall()
        table.answers[question] = {
            day: (Decimal(str(total or 0)), count, rows) for day, total, count, rows in rows
        }
    days: dict[dt.date, _Day] = table.answers[question]
    return days


def _alike(asked: Hashable, question: tuple[str, int, str, str]) -> bool:
    """Tell whether a question was about the days of the same rows."""
    kind, index, _, where = question
    match asked:
        case (str(other), int(column), str(), str(rows)):
            return (other, column, rows) == (kind, index, where)
    return False


def rows_by_day(table: Table, time: Column, where: str = "true") -> dict[dt.date, int]:
    """Count the rows of each day that has any, in order."""
    return {day: rows for day, (_, _, rows) in _by_day(table, time, "count(*)", where).items()}


def _rolled_up(days: dict[dt.date, _Day], period: Period, *, averaged: bool) -> dict[dt.date, Point]:
    sums: dict[dt.date, _Day] = {}
    for day, (total, count, rows) in days.items():
        start = beginning(day, period)
        before = sums.get(start, (Decimal(0), 0, 0))
        sums[start] = (EXACT.add(before[0], total), before[1] + count, before[2] + rows)
    if averaged:
        return {
            start: Point(start=start, value=total / count, rows=rows)
            for start, (total, count, rows) in sums.items()
            if count
        }
    return {start: Point(start=start, value=total, rows=rows) for start, (total, _, rows) in sums.items()}


def beginning(day: dt.date, period: Period) -> dt.date:
    """Return the first day of the period in which a day lies; weeks begin on Mondays."""
    match period:
        case Period.DAY:
            return day
        case Period.WEEK:
            return day - dt.timedelta(days=min(day.weekday(), day.toordinal() - 1))
        case Period.MONTH:
            return day.replace(day=1)
        case Period.QUARTER:
            return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return day.replace(month=1, day=1)


def _filled(sums: dict[dt.date, Point], period: Period) -> list[Point]:
    start, last = min(sums), max(sums)
    points = [sums[start]]
    while start < last and len(points) < _MOST_POINTS:
        start = following(start, period)
        points.append(sums.get(start) or Point(start=start, value=Decimal(0), rows=0))
    return points


def following(start: dt.date, period: Period) -> dt.date:
    """Return the first day of the next period."""
    if period is Period.DAY:
        return start + dt.timedelta(days=1)
    if period is Period.WEEK:
        return start + dt.timedelta(days=7)
    months = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}[period]
    index = start.year * 12 + start.month - 1 + months
    return dt.date(index // 12, index % 12 + 1, 1)


def _usual_gap_days(days: Sequence[dt.date]) -> int:
    """Return the median distance between neighbouring days that have rows, at least one day."""
    gaps = [(later - day).days for day, later in itertools.pairwise(days)]
    return max(1, round(statistics.median(gaps))) if gaps else 1
