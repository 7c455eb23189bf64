"""The one day (week, month) that stands apart from what is usual around it and for its day of the week."""

import statistics
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from svodka.analysis.insights.course import Course, running_median
from svodka.analysis.insights.model import Insight
from svodka.analysis.insights.rhythm import weekday_p_value
from svodka.analysis.profiling import Period, Point
from svodka.analysis.profiling.tails import Spread, highest_usual

_FEWEST_POINTS: Final = 24
# How many steps on either side tell what is usual: four weeks of days, a quarter of weeks, a year of months.
_REACH: Final = {Period.DAY: 14, Period.WEEK: 6, Period.MONTH: 6}
_TIMES_WORTH_SAYING: Final = 2.0
_WEEKDAYS_MATTER: Final = 0.001


def spike(found: Course) -> Iterator[Insight]:
    """Find the step that stands out most from what is usual for it, if it stands apart from all others."""
    filled = [point for point in found.points if point.value > 0]
    if len(filled) < _FEWEST_POINTS:
        return
    usual, by_weekday = _usual(filled, found)
    times = [float(point.value) / level for point, level in zip(filled, usual, strict=True)]
    spread = _spread(times)
    largest = sorted(times, reverse=True)[: spread.tail]
    limit = highest_usual(spread, largest, fewest_times=_TIMES_WORTH_SAYING)
    best = max(range(len(times)), key=times.__getitem__)
    if limit is None or times[best] <= limit or times[best] < _TIMES_WORTH_SAYING:
        return
    yield _told(found, filled[best], usual[best], times[best], by_weekday=by_weekday)


def _usual(points: Sequence[Point], found: Course) -> tuple[list[float], bool]:
    """Return what is usual at each point: the median around it, times what its weekday and month make of it."""
    values = [float(point.value) / found.seasons.get(point.start.month, 1.0) for point in points]
    around = running_median(values, _REACH[found.period])
    factors = _weekday_factors(points, values, around, found)
    usual = [
        level * factors.get(point.start.weekday(), 1.0) * found.seasons.get(point.start.month, 1.0)
        for point, level in zip(points, around, strict=True)
    ]
    return usual, bool(factors)


def _weekday_factors(
    points: Sequence[Point], values: Sequence[float], around: Sequence[float], found: Course
) -> Mapping[int, float]:
    if found.period is not Period.DAY or weekday_p_value(found) > _WEEKDAYS_MATTER:
        return {}
    ratios: dict[int, list[float]] = {}
    for point, value, level in zip(points, values, around, strict=True):
        ratios.setdefault(point.start.weekday(), []).append(value / level)
    return {weekday: statistics.median(found) for weekday, found in ratios.items()}


def _spread(values: Sequence[float]) -> Spread:
    # The 5th, 25th, 50th, 75th and 95th percentile, among those of each twentieth.
    twentieths = statistics.quantiles(values, n=20, method="inclusive")
    p05, q1, median, q3, p95 = (twentieths[n] for n in (0, 4, 9, 14, 18))
    return Spread(count=len(values), least=min(values), p05=p05, q1=q1, median=median, q3=q3, p95=p95)


def _told(found: Course, point: Point, usual: float, times: float, *, by_weekday: bool) -> Insight:
    wording = found.wording
    rounded = Decimal(round(times)) if times >= 10 else Decimal(f"{times:.1f}").normalize()
    text = wording.say(
        "insight-spike",
        measure=found.measure,
        when=wording.period(point.start, found.period),
        value=wording.short(point.value, found.unit),
        times=wording.number(rounded),
        times_form=int(rounded) if rounded == int(rounded) else float(rounded),
        usual=wording.short(usual, found.unit),
        step="weekday" if by_weekday else str(found.period),
    )
    figures = {
        "period": str(found.period),
        "day": point.start.isoformat(),
        "value": f"{point.value:f}",
        "usual": f"{usual:.6g}",
    }
    return Insight(code="spike", text=text, score=min(1.0, times / 10), figures=figures)
