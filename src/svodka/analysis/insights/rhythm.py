"""What repeats: days of the week, months of the year."""

import math
import statistics
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from svodka.analysis.insights.course import Course, logarithms
from svodka.analysis.insights.model import Insight, score
from svodka.analysis.insights.significance import P_LIMIT, f_tail, kruskal_wallis
from svodka.analysis.profiling import Period, Point
from svodka.analysis.table import Table

_WEEKS_FOR_DAYS: Final = 5
_WEEKDAY_WORTH_SAYING: Final = 1.2
_FEWEST_YEARS: Final = 2
_SEASON_WORTH_SAYING: Final = 1.25


def weekdays(found: Course) -> Iterator[Insight]:
    """Find days of the week that differ: each day against the week around it."""
    if found.period is not Period.DAY:
        return
    points, values = found.points, found.values
    sums: list[list[float]] = [[] for _ in range(7)]
    for n in range(3, len(values) - 3):
        if statistics.fmean(values[n - 3 : n + 4]) > 0:
            sums[points[n].start.weekday()].append(values[n])
    p_value = weekday_p_value(found)
    if p_value > P_LIMIT:
        return
    means = [statistics.fmean(group) for group in sums]
    best, worst = max(range(7), key=means.__getitem__), min(range(7), key=means.__getitem__)
    if means[best] < _WEEKDAY_WORTH_SAYING * max(means[worst], 0):
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


def weekday_p_value(found: Course) -> float:
    """Test whether days of the week differ, each day measured against the week around it."""
    points, values = found.points, found.values
    groups: list[list[float]] = [[] for _ in range(7)]
    for n in range(3, len(values) - 3):
        around = statistics.fmean(values[n - 3 : n + 4])
        if around > 0:
            groups[points[n].start.weekday()].append(values[n] / around)
    if min(len(group) for group in groups) < _WEEKS_FOR_DAYS:
        return 1.0
    return kruskal_wallis(groups)


class Seasons(Struct, frozen=True, kw_only=True):
    """The rhythm of the year: a factor for each calendar month, and how sure it is."""

    factors: Mapping[int, float]
    months: Sequence[Point]
    p_value: float


def find_seasons(table: Table, found: Course) -> Seasons | None:
    """Find months of the year that differ in the same way in each year.

    Two-way analysis of variance of the logarithms of full months by calendar month and year, once the growth
    from year to year is taken out; the months' own differences between years are the error (Fisher 1925).
    """
    by_month = found.by(table, Period.MONTH)
    if by_month is None or len(by_month.full) < 12 * _FEWEST_YEARS:
        return None
    years = len(by_month.full) // 12
    months = by_month.full[-12 * years :]
    logs = logarithms([float(point.value) for point in months])
    if logs is None or not _consecutive(months):
        return None
    effects, residue = _effects(logs, years)
    freedom = 11 * (years - 1)
    error = residue / freedom
    if error <= 0:
        return None
    # All eleven differences at once, and the one smooth wave of a year, which most seasons are.
    wave = sum(
        2 / 12 * sum(effect * turn(math.tau * n / 12) for n, effect in enumerate(effects)) ** 2
        for turn in (math.cos, math.sin)
    )
    p_value = 2 * min(
        f_tail(years * sum(effect**2 for effect in effects) / 11 / error, 11, freedom),
        f_tail(years * wave / 2 / error, 2, freedom),
    )
    if p_value > P_LIMIT or max(effects) - min(effects) < math.log(_SEASON_WORTH_SAYING):
        return None
    factors = {months[n].start.month: math.exp(effect) for n, effect in enumerate(effects)}
    return Seasons(factors=factors, months=months, p_value=p_value)


def _consecutive(months: Sequence[Point]) -> bool:
    """Tell whether no month is left out, as one without rows is where rows are averaged."""
    first, last = months[0].start, months[-1].start
    return 12 * (last.year - first.year) + last.month - first.month == len(months) - 1


def _effects(logs: Sequence[float], years: int) -> tuple[list[float], float]:
    """Return what each of twelve months adds, and the sum of squares that months and years leave unexplained."""
    slope = statistics.fmean((later - one) / 12 for one, later in zip(logs, logs[12:], strict=False))
    level = [value - slope * n for n, value in enumerate(logs)]
    of_year = [statistics.fmean(level[12 * year : 12 * year + 12]) for year in range(years)]
    effects = [
        statistics.fmean(level[12 * year + month] - of_year[year] for year in range(years))
        for month in range(12)
    ]
    residue = sum((value - of_year[n // 12] - effects[n % 12]) ** 2 for n, value in enumerate(level))
    return effects, residue


def season_insight(seasons: Seasons, found: Course) -> Iterator[Insight]:
    """Say which months of the year bring most and least."""
    means = {
        month: statistics.fmean(float(point.value) for point in seasons.months if point.start.month == month)
        for month in seasons.factors
    }
    best = max(seasons.factors, key=seasons.factors.__getitem__)
    worst = min(seasons.factors, key=seasons.factors.__getitem__)
    if means[best] <= means[worst]:
        return  # growth hides the rhythm: the figures would contradict the sentence
    wording = found.wording
    text = wording.say(
        "insight-season",
        measure=found.measure,
        best=best,
        best_value=wording.short(means[best], found.unit),
        worst=worst,
        worst_value=wording.short(means[worst], found.unit),
        years=len(seasons.months) // 12,
    )
    figures = {
        "best": str(best),
        "best_mean": f"{means[best]:.6g}",
        "worst": str(worst),
        "worst_mean": f"{means[worst]:.6g}",
        "from": seasons.months[0].start.isoformat(),
        "years": str(len(seasons.months) // 12),
        "p": f"{seasons.p_value:.2g}",
    }
    effect = 1 - means[worst] / means[best]
    yield Insight(code="season", text=text, score=0.8 * score(effect, seasons.p_value), figures=figures)
