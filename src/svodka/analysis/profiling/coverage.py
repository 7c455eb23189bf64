"""What stretch of time a table covers, how finely, and where it is empty."""

import datetime as dt
import enum
from dataclasses import dataclass
from typing import Final

from svodka.analysis.model import Column, Type
from svodka.analysis.profiling.series import Period, fitting_period, series
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Coverage:
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
    name = f"c{time.index}"
    clock = f"bool_or({name}::TIME > TIME '00:00:00')" if time.type is Type.DATETIME else "false"
    row = table.connection.execute(
        f"SELECT min({name}), max({name}), count(*), count(DISTINCT {name}::DATE), {clock}"
        f" FROM data WHERE {name} IS NOT NULL AND ({where})"
    ).fetchone()
    if row is None or row[0] is None:
        return None
    first, last, rows, days, clocked = row
    points = series(table, time, "count(*)", where=where)
    assert points is not None
    gap = points.usual_gap_days
    granularity = next(
        (each for each, least, most in _GAPS_DAYS if least <= gap <= most), Granularity.IRREGULAR
    )
    if clocked and granularity is Granularity.DAY and rows >= _ROWS_A_DAY * days:
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
