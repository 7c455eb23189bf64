"""What happens along time: change, trend, break, record, days of the week."""

import datetime as dt
import math
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from svodka.analysis.insights.model import Insight, score
from svodka.analysis.insights.significance import (
    P_LIMIT,
    kruskal_wallis,
    mann_kendall,
    mann_whitney,
    pettitt,
    theil_sen,
)
from svodka.analysis.profiling import Focus, Period, Point, Series, series
from svodka.analysis.table import Table
from svodka.analysis.wording import Wording

_FEWEST_DAYS: Final = 10
_FEWEST_POINTS: Final = 8
_MOST_POINTS: Final = 160
_MOST_DAYS: Final = 1_900
_CHANGE_WORTH_SAYING: Final = 0.1
_TREND_WORTH_SAYING: Final = 0.15
_BREAK_WORTH_SAYING: Final = 0.2
_WEEKS_FOR_DAYS: Final = 5
_WEEKDAY_WORTH_SAYING: Final = 1.2
# Of a normal distribution, the median absolute deviation is this many standard deviations.
_MAD_OF_SIGMA: Final = 0.6745
_DAYS_FOR_TREND: Final = 400
_WEAK_P: Final = 0.05


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """Two neighbouring full periods of the same length that truly differ."""

    period: Period
    before: Point
    now: Point
    p_value: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Course:
    """The measure along time: by day, and in the words of the report."""

    days: Series
    measure: str
    unit: str | None
    wording: Wording

    @property
    def values(self) -> list[float]:
        """Return the sums of the full days: a first or last day may have been cut."""
        return [float(point.value) for point in self.days.points]


def course(table: Table, focus: Focus, wording: Wording) -> Course | None:
    """Return the daily course of what the table measures; None if it has none, or too short a one."""
    if focus.time is None:
        return None
    days = series(table, focus.time, focus.aggregate, period=Period.DAY, where=focus.where)
    if days is None or not 2 * _FEWEST_DAYS <= len(days.points) <= _MOST_DAYS:
        return None
    return Course(days=days, measure=wording.measured(focus), unit=focus.unit, wording=wording)


def find_change(table: Table, focus: Focus, found: Course) -> Change | None:
    """Compare the last full month (or week) with the one before, by the sums of their days."""
    for period in (Period.MONTH, Period.WEEK):
        assert focus.time is not None
        by_period = series(table, focus.time, focus.aggregate, period=period, where=focus.where)
        if by_period is None or len(by_period.full) < 2:
            continue
        before, now = by_period.full[-2:]
        one, two = (_days_of(found.days, point, by_period) for point in (before, now))
        if min(len(one), len(two)) < _FEWEST_DAYS:
            continue
        if before.value <= 0 or abs(now.value / before.value - 1) < Decimal(str(_CHANGE_WORTH_SAYING)):
            return None
        p_value = mann_whitney(one, two)
        if p_value > P_LIMIT:
            return None
        return Change(period=period, before=before, now=now, p_value=p_value)
    return None


def _days_of(days: Series, point: Point, by_period: Series) -> list[float]:
    later = [other.start for other in by_period.points if other.start > point.start]
    end = later[0] if later else days.last_day + dt.timedelta(days=1)
    return [float(day.value) for day in days.points if point.start <= day.start < end]


def change_insight(change: Change, found: Course) -> Insight:
    """Say how the last full period compares with the one before."""
    wording, unit = found.wording, found.unit
    effect = float(change.now.value / change.before.value - 1)
    text = wording.say(
        "insight-change",
        measure=found.measure,
        now_period=wording.period(change.now.start, change.period),
        now=wording.short(change.now.value, unit),
        before_period=wording.period(change.before.start, change.period),
        before=wording.short(change.before.value, unit),
        direction="up" if effect > 0 else "down",
        change=wording.share(abs(change.now.value - change.before.value), change.before.value),
    )
    figures = {
        "period": str(change.period),
        "now_start": change.now.start.isoformat(),
        "now": f"{change.now.value:f}",
        "before_start": change.before.start.isoformat(),
        "before": f"{change.before.value:f}",
        "p": f"{change.p_value:.2g}",
    }
    return Insight(code="change", text=text, score=score(effect, change.p_value), figures=figures)


def course_insights(table: Table, focus: Focus, found: Course) -> Iterator[Insight]:
    """Find trend or break, records, and the rhythm of the week."""
    yield from _trend_or_break(table, focus, found)
    yield from _spike(found)
    yield from _weekdays(found)


def _trend_or_break(table: Table, focus: Focus, found: Course) -> Iterator[Insight]:
    """Say which of the two explains the course better, if either does."""
    assert focus.time is not None
    by_period = next(
        (
            each
            for period in (Period.WEEK, Period.MONTH)
            if (each := series(table, focus.time, focus.aggregate, period=period, where=focus.where))
            and _FEWEST_POINTS <= len(each.full) <= _MOST_POINTS
        ),
        None,
    )
    trend = _trend(by_period, found) if by_period is not None else None
    step = _break(found)
    if trend is not None and step is not None:
        yield step if _steps_fit_better(found.values) else trend
    elif trend is not None or step is not None:
        insight = trend or step
        assert insight is not None
        yield insight


def _trend(by_period: Series, found: Course) -> Insight | None:
    values = [float(point.value) for point in by_period.full]
    level = statistics.fmean(values)
    p_value = mann_kendall(values)
    if p_value <= _WEAK_P and len(found.values) <= _DAYS_FOR_TREND:
        # Days are more numerous, and a few large amounts weigh less among them.
        p_value = min(p_value, mann_kendall(found.values))
    if p_value > P_LIMIT or level <= 0:
        return None
    rate = theil_sen(values) / level
    if abs(rate) * (len(values) - 1) < _TREND_WORTH_SAYING:
        return None
    monthly = by_period.period is Period.MONTH
    per_month = rate if monthly else rate * 365.25 / 12 / 7
    text = found.wording.say(
        "insight-trend",
        measure=found.measure,
        direction="up" if rate > 0 else "down",
        rate=found.wording.share(Decimal(repr(abs(per_month))), 1),
        since=found.wording.moment(by_period.full[0].start),
    )
    figures = {
        "period": str(by_period.period),
        "points": str(len(values)),
        "slope": f"{theil_sen(values):.6g}",
        "monthly_rate": f"{per_month:.6g}",
        "p": f"{p_value:.2g}",
    }
    return Insight(code="trend", text=text, score=score(rate * (len(values) - 1), p_value), figures=figures)


def _break(found: Course) -> Insight | None:
    values = found.values
    at, p_value = pettitt(values)
    if p_value > P_LIMIT or min(at, len(values) - at) < _FEWEST_DAYS:
        return None
    before, after = statistics.fmean(values[:at]), statistics.fmean(values[at:])
    if before <= 0 or abs(after / before - 1) < _BREAK_WORTH_SAYING:
        return None
    day, wording = found.days.points[at].start, found.wording
    text = wording.say(
        "insight-break",
        measure=found.measure,
        day=wording.moment(day),
        before=wording.short(before, found.unit),
        after=wording.short(after, found.unit),
        direction="up" if after > before else "down",
        change=wording.share(Decimal(repr(abs(after - before))), Decimal(repr(before))),
    )
    figures = {
        "day": day.isoformat(),
        "before": f"{before:.6g}",
        "after": f"{after:.6g}",
        "p": f"{p_value:.2g}",
    }
    return Insight(code="break", text=text, score=score(after / before - 1, p_value), figures=figures)


def _steps_fit_better(values: Sequence[float]) -> bool:
    """Tell whether one step leaves smaller squares than one straight line."""
    at, _ = pettitt(values)
    step = sum(
        (value - statistics.fmean(part)) ** 2 for part in (values[:at], values[at:]) if part for value in part
    )
    slope, intercept = statistics.linear_regression(range(len(values)), values)
    line = sum((value - intercept - slope * n) ** 2 for n, value in enumerate(values))
    return step < line


def _spike(found: Course) -> Iterator[Insight]:
    """Find the day that stands out: by the median of logarithms and the median deviation above it.

    The limit grows with the number of days, and the day must stand clear of all that are not extreme:
    amounts with a heavy tail have many large days, none of them remarkable.
    """
    filled = [point for point in found.days.points if point.value > 0]
    if len(filled) < 3 * _FEWEST_DAYS:
        return
    logs = [math.log(float(point.value)) for point in filled]
    middle = statistics.median(logs)
    deviation = statistics.median(value - middle for value in logs if value >= middle) / _MAD_OF_SIGMA
    if not deviation:
        return
    scores = [(value - middle) / deviation for value in logs]
    limit = math.sqrt(2 * math.log(len(logs))) + 2
    best = max(range(len(scores)), key=scores.__getitem__)
    usual = max((each for each in scores if each <= limit), default=0.0)
    times = math.exp(logs[best] - middle)
    if scores[best] <= limit or scores[best] < 1.5 * usual or times < 2:
        return
    point, wording = filled[best], found.wording
    text = wording.say(
        "insight-spike",
        measure=found.measure,
        day=wording.moment(point.start),
        value=wording.short(point.value, found.unit),
        times=wording.number(round(times, 1)),
        usual=wording.short(math.exp(middle), found.unit),
    )
    figures = {
        "day": point.start.isoformat(),
        "value": f"{point.value:f}",
        "usual": f"{math.exp(middle):.6g}",
    }
    yield Insight(code="spike", text=text, score=min(1.0, times / 10), figures=figures)


def _weekdays(found: Course) -> Iterator[Insight]:
    """Find days of the week that differ: each day against the week around it."""
    points, values = found.days.points, found.values
    groups: list[list[float]] = [[] for _ in range(7)]
    sums: list[list[float]] = [[] for _ in range(7)]
    for n in range(3, len(values) - 3):
        around = statistics.fmean(values[n - 3 : n + 4])
        if around > 0:
            groups[points[n].start.weekday()].append(values[n] / around)
            sums[points[n].start.weekday()].append(values[n])
    if min(len(group) for group in groups) < _WEEKS_FOR_DAYS:
        return
    p_value = kruskal_wallis(groups)
    means = [statistics.fmean(group) for group in sums]
    best, worst = max(range(7), key=means.__getitem__), min(range(7), key=means.__getitem__)
    if p_value > P_LIMIT or means[best] < _WEEKDAY_WORTH_SAYING * max(means[worst], 0):
        return
    wording = found.wording
    text = wording.say(
        "insight-weekday",
        measure=found.measure,
        best=best,
        best_value=wording.short(means[best], found.unit),
        worst=worst,
        worst_value=wording.short(means[worst], found.unit),
    )
    figures = {
        "best": str(best + 1),
        "best_mean": f"{means[best]:.6g}",
        "worst": str(worst + 1),
        "worst_mean": f"{means[worst]:.6g}",
        "p": f"{p_value:.2g}",
    }
    effect = 1 - means[worst] / means[best]
    yield Insight(code="weekday", text=text, score=0.6 * score(effect, p_value), figures=figures)
