"""Where the measure goes along time: change, trend, break."""

import datetime as dt
import math
import statistics
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from msgspec import Struct

from svodka.analysis.insights.course import Course
from svodka.analysis.insights.model import Insight, score
from svodka.analysis.insights.significance import (
    P_LIMIT,
    mann_kendall,
    mann_whitney,
    pettitt,
    ranks,
    theil_sen,
)
from svodka.analysis.profiling import Period, Point, Series
from svodka.analysis.table import Table

_FEWEST_DAYS: Final = 10
_FEWEST_POINTS: Final = 8
_MOST_POINTS: Final = 160
_CHANGE_WORTH_SAYING: Final = 0.1
_TREND_WORTH_SAYING: Final = 0.15
_BREAK_WORTH_SAYING: Final = 0.2
# How many steps a level must last on both sides of a break.
_FEWEST_AROUND: Final = {Period.DAY: 10, Period.WEEK: 5, Period.MONTH: 4}
_DAYS_FOR_TREND: Final = 400
# Trend and break are tried once a table, and Pettitt's p-value is a bound: they may be surer than it says.
_COURSE_P: Final = 3 * P_LIMIT
_WEAK_P: Final = 0.01


class Change(Struct, frozen=True, kw_only=True):
    """Two neighbouring full periods of the same length that truly differ."""

    period: Period
    before: Point
    now: Point
    p_value: float


def find_change(table: Table, found: Course) -> Change | None:
    """Compare the last full month (or week) with the one before, by the sums of their days."""
    days = found.by(table, Period.DAY)
    for period in (Period.MONTH, Period.WEEK):
        by_period = found.by(table, period)
        if days is None or by_period is None or len(by_period.full) < 2:
            continue
        before, now = by_period.full[-2:]
        one, two = (_days_of(days, point, by_period) for point in (before, now))
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


def trend_or_break(table: Table, found: Course) -> Iterator[Insight]:
    """Say which of the two explains the course better, if it moves at all."""
    by_period = next(
        (
            each
            for period in (Period.WEEK, Period.MONTH)
            if (each := found.by(table, period)) and _FEWEST_POINTS <= len(each.full) <= _MOST_POINTS
        ),
        None,
    )
    rises = _trend_p_value(by_period, found) if by_period is not None else 1.0
    at, steps = pettitt(found.adjusted)
    if min(rises, steps) > _COURSE_P:
        return
    step = _break(found, at, steps) if steps <= _WEAK_P else None
    trend = _trend(by_period, found, rises) if by_period is not None and rises <= _WEAK_P else None
    if trend is not None and step is not None:
        yield step if _steps_fit_better(found.adjusted, at) else trend
    elif trend is not None or step is not None:
        insight = trend or step
        assert insight is not None
        yield insight


def _trend_p_value(by_period: Series, found: Course) -> float:
    values = [float(point.value) / found.seasons.get(point.start.month, 1.0) for point in by_period.full]
    p_value = mann_kendall(values)
    if len(found.points) <= _DAYS_FOR_TREND:
        # Days are more numerous, and a few large amounts weigh less among them.
        p_value = min(1.0, 2 * min(p_value, mann_kendall(found.adjusted)))
    return p_value


def _trend(by_period: Series, found: Course, p_value: float) -> Insight | None:
    values = [float(point.value) for point in by_period.full]
    level = statistics.fmean(values)
    if level <= 0:
        return None
    slope = theil_sen(values)
    rate = slope / level
    if abs(rate) * (len(values) - 1) < _TREND_WORTH_SAYING:
        return None
    monthly = by_period.period is Period.MONTH
    per_month = rate if monthly else rate * 365.25 / 12 / 7
    text = found.wording.say(
        "insight-trend",
        measure=found.measure,
        direction="up" if rate > 0 else "down",
        rate=found.wording.share(Decimal(repr(abs(per_month))), 1),
    )
    figures = {
        "period": str(by_period.period),
        "points": str(len(values)),
        "slope": f"{slope:.6g}",
        "monthly_rate": f"{per_month:.6g}",
        "p": f"{p_value:.2g}",
    }
    return Insight(code="trend", text=text, score=score(rate * (len(values) - 1), p_value), figures=figures)


def _break(found: Course, at: int, p_value: float) -> Insight | None:
    values = found.values
    if min(at, len(values) - at) < _FEWEST_AROUND[found.period]:
        return None
    before, after = statistics.fmean(values[:at]), statistics.fmean(values[at:])
    if before <= 0 or abs(after / before - 1) < _BREAK_WORTH_SAYING:
        return None
    day, wording = found.points[at].start, found.wording
    text = wording.say(
        "insight-break",
        measure=found.measure,
        day=wording.day(day),
        before=wording.short(before, found.unit),
        after=wording.short(after, found.unit),
        period=str(found.period),
        direction="up" if after > before else "down",
        change=wording.share(Decimal(repr(abs(after - before))), Decimal(repr(before))),
    )
    figures = {
        "period": str(found.period),
        "day": day.isoformat(),
        "before": f"{before:.6g}",
        "after": f"{after:.6g}",
        "p": f"{p_value:.2g}",
    }
    return Insight(code="break", text=text, score=score(after / before - 1, p_value), figures=figures)


def _steps_fit_better(values: Sequence[float], at: int) -> bool:
    """Tell whether one step fits better than one straight line, its free place counted (Schwarz 1978).

    Judged by ranks and by values cut at their outermost twentieths: a few large amounts would decide among
    the values themselves.
    """
    ordered = sorted(values)
    low, high = (ordered[round(share * (len(values) - 1))] for share in (0.05, 0.95))
    cut = [min(max(value, low), high) for value in values]
    gain = sum(_gain_of_a_step(seen, at) for seen in (ranks(values), cut))
    return gain > 3 * math.log(len(values))


def _gain_of_a_step(values: Sequence[float], at: int) -> float:
    """Return how much likelier a step makes the values than a line does, as a logarithm, doubled."""
    step = sum((value - statistics.fmean(part)) ** 2 for part in (values[:at], values[at:]) for value in part)
    slope, intercept = statistics.linear_regression(range(len(values)), values)
    line = sum((value - intercept - slope * n) ** 2 for n, value in enumerate(values))
    return len(values) * (math.log(max(line, 1e-9)) - math.log(max(step, 1e-9)))
