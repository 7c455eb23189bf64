"""What stretch of time a table covers, how finely, and where it is empty."""

import datetime as dt
import enum
from typing import Final

from msgspec import Struct

from svodka.analysis.model import Column, Type
from svodka.analysis.profiling.series import Period, fitting_period, rows_by_day, series
from svodka.analysis.table import Table


class Granularity(enum.StrEnum):
    """The usual distance between neighbouring moments."""

    MOMENT = "moment"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    IRREGULAR = "irregular"


# Shortest and longest usual gap, in days.
_GAPS_DAYS: Final = (
    (Granularity.DAY, 1, 1),
    (Granularity.WEEK, 5, 9),
    (Granularity.MONTH, 27, 32),
    (Granularity.QUARTER, 88, 93),
    (Granularity.YEAR, 360, 370),
)
_ROWS_A_DAY: Final = 3


class Coverage(Struct, frozen=True, kw_only=True):
    """The time a table covers: `empty` of its `periods` have no rows; the last may be `partial`."""

    column: Column
    first: dt.date
    last: dt.date
    granularity: Granularity
    period: Period
    periods: int
    empty: int
    partial_last: bool


def coverage(table: Table, time: Column, *, where: str = "true") -> Coverage | None:
    """Measure the coverage; None if no row has a time."""
    points = series(table, time, "count(*)", where=where)
    if points is None:
        return None
    first, last, clocked = _ends(table, time, where)
    days = rows_by_day(table, time, where)
    gap = points.usual_gap_days
    granularity = next(
        (each for each, least, most in _GAPS_DAYS if least <= gap <= most), Granularity.IRREGULAR
    )
    if clocked and granularity is Granularity.DAY and sum(days.values()) >= _ROWS_A_DAY * len(days):
        granularity = Granularity.MOMENT
    return Coverage(
        column=time,
        first=first,
        last=last,
        granularity=granularity,
        period=fitting_period(points.first_day, points.last_day),
        periods=len(points.points),
        empty=sum(1 for point in points.points if not point.rows),
        partial_last=points.partial_last,
    )


def _ends(table: Table, time: Column, where: str) -> tuple[dt.date, dt.date, bool]:
    """Return the first and the last moment, and whether any has a time of day."""
    if time.type is not Type.DATETIME:
        days = list(rows_by_day(table, time, where))
        return days[0], days[-1], False
    name = f"c{time.index}"
    row = table.connection.execute(
        f"SELECT min({name}), max({name}), bool_or({name}::TIME > TIME '00:00:00')"
        f" FROM data WHERE {name} IS NOT NULL AND ({where})"
    ).fetchone()
    assert row is not None
    first, last, clocked = row
    return first, last, clocked
