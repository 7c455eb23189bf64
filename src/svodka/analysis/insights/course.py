"""The measure along time: in steps fine enough to see, and coarse enough that most of them have rows."""

import math
import statistics
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct, field

from svodka.analysis.profiling import Focus, Period, Point, Series, series
from svodka.analysis.profiling.series import following
from svodka.analysis.table import Table
from svodka.analysis.wording import Wording

# Fewest and most points of a step.
_STEPS: Final = {Period.DAY: (20, 1_900), Period.WEEK: (12, 520), Period.MONTH: (12, 600)}
_DENSE: Final = 0.5


class Course(Struct, frozen=True, kw_only=True):
    """The measure by day, week or month, whichever most of its points have rows for; in the report's words.

    `seasons` are factors of the calendar months, where the year has a rhythm.
    """

    focus: Focus
    steps: Series
    points: Sequence[Point]
    measure: str
    unit: str | None
    wording: Wording
    seasons: Mapping[int, float] = field(default_factory=dict)

    @property
    def period(self) -> Period:
        """Return how long a step is."""
        return self.steps.period

    @property
    def values(self) -> list[float]:
        """Return what the steps come to."""
        return [float(point.value) for point in self.points]

    @property
    def adjusted(self) -> list[float]:
        """Return the same without the rhythm of the year."""
        return [float(point.value) / self.seasons.get(point.start.month, 1.0) for point in self.points]

    def by(self, table: Table, period: Period) -> Series | None:
        """Return the measure by another period."""
        assert self.focus.time is not None
        return series(table, self.focus.time, self.focus.aggregate, period=period, where=self.focus.where)


def course(table: Table, focus: Focus, wording: Wording) -> Course | None:
    """Return the course of what the table measures; None if it has none, or too short a one."""
    if focus.time is None:
        return None
    for period, (fewest, most) in _STEPS.items():
        steps = series(table, focus.time, focus.aggregate, period=period, where=focus.where)
        if steps is None:
            return None
        points = steps.points if period is Period.DAY else steps.full
        if fewest <= len(points) <= most and _filled(points, period) >= _DENSE:
            return Course(
                focus=focus,
                steps=steps,
                points=points,
                measure=wording.measured(focus),
                unit=focus.unit,
                wording=wording,
            )
    return None


def _filled(points: Sequence[Point], period: Period) -> float:
    """Return the share of the periods from first to last that have rows."""
    days = (following(points[-1].start, period) - points[0].start).days
    expected = round(days / {Period.DAY: 1, Period.WEEK: 7}.get(period, 30.44))
    return sum(1 for point in points if point.rows) / max(1, expected)


def running_median(values: Sequence[float], reach: int) -> list[float]:
    """Return for each value the median of those around it."""
    return [statistics.median(values[max(0, n - reach) : n + reach + 1]) for n in range(len(values))]


def logarithms(values: Sequence[float]) -> list[float] | None:
    """Return the natural logarithms; None unless all values are positive."""
    return [math.log(value) for value in values] if all(value > 0 for value in values) else None
