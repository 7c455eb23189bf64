"""A measure along time: sums by day, week, month, quarter or year, and which of the periods are partial."""

import datetime as dt
import enum
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from svodka.analysis.model import Column
from svodka.analysis.table import Table


class Period(enum.StrEnum):
    """How long one point of a series is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """One period: the sum of the measure in it (the count of rows where there is no measure)."""

    start: dt.date
    value: Decimal
    rows: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Series:
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


def fitting_period(first: dt.date, last: dt.date) -> Period:
    """Choose the period that makes a readable number of points of the span."""
    days = (last - first).days
    return next((period for period, longest in _SPANS_DAYS if days <= longest), Period.YEAR)


def series(
    table: Table, time: Column, aggregate: str, *, period: Period | None = None, where: str = "true"
) -> Series | None:
    """Work out an aggregate by period; None if no row has a time.

    `aggregate` and `where` are SQL of our own over `data`. Periods without rows come to zero, or are left
    out where the aggregate is a mean.
    """
    name = f"c{time.index}"
    where = f"{name} IS NOT NULL AND ({where})"
    found = table.connection.execute(
        f"SELECT min({name})::DATE, max({name})::DATE FROM data WHERE {where}"
    ).fetchone()
    if found is None or found[0] is None:
        return None
    first, last = found
    period = period or fitting_period(first, last)
    rows = table.connection.execute(
        f"SELECT date_trunc('{period}', {name})::DATE, {aggregate}, count(*) FROM data WHERE {where} GROUP BY 1"
    ).fetchall()
    sums = {
        start: Point(start=start, value=Decimal(str(total or 0)), rows=count) for start, total, count in rows
    }
    averaged = aggregate.startswith("avg(")
    points = [sums[start] for start in sorted(sums)] if averaged else _filled(sums, period)
    gap = _usual_gap_days(table, name, where)
    return Series(
        period=period,
        points=points,
        first_day=first,
        last_day=last,
        partial_first=(first - points[0].start).days >= gap,
        partial_last=(following(points[-1].start, period) - last).days - 1 >= gap,
        usual_gap_days=gap,
    )


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


def _usual_gap_days(table: Table, name: str, where: str) -> int:
    """Return the median distance between neighbouring days that have rows, at least one day."""
    row = table.connection.execute(
        f"SELECT median(gap) FROM (SELECT date_diff('day', lag(day) OVER (ORDER BY day), day) AS gap FROM"
        f" (SELECT DISTINCT {name}::DATE AS day FROM data WHERE {where}))"
    ).fetchone()
    return max(1, round(row[0])) if row and row[0] is not None else 1
