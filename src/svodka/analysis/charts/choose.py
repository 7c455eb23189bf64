"""Which two to four charts answer the question of this table."""

import itertools
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from svodka.analysis.charts.bars import Bar, bars
from svodka.analysis.charts.flows import flows
from svodka.analysis.charts.gaps import gaps
from svodka.analysis.charts.heatmap import heatmap
from svodka.analysis.charts.histogram import histogram
from svodka.analysis.charts.model import Chart
from svodka.analysis.charts.timeline import timeline
from svodka.analysis.insights.course import course
from svodka.analysis.insights.rhythm import weekday_p_value
from svodka.analysis.model import Column, Role
from svodka.analysis.plain import clipped
from svodka.analysis.profiling import ColumnProfile, Focus, Period, Profile, series, totals
from svodka.analysis.table import Table
from svodka.analysis.wording import Wording

_MOST_CHARTS: Final = 4
_MOST_BARS: Final = 8
_FEWEST_DAYS: Final = 75
_MOST_DAYS: Final = 1_900
_DENSE: Final = 0.6
_GAP_WORTH_DRAWING: Final = 0.1
_FEWEST_GAPS: Final = 2
_MOST_GAPS: Final = 8
_FEWEST_FOR_HISTOGRAM: Final = 20
_FEW_VALUES: Final = 12
# A picture claims less than a sentence: days of the week need not differ as surely as for an insight.
_RHYTHM_P: Final = 0.002
# How long a name may be beside the words of a title of two lines.
_OF_A_TITLE: Final = 40
_HALF_A_TITLE: Final = 30


def draw_charts(table: Table, profile: Profile, focus: Focus, wording: Wording) -> list[Chart]:
    """Draw the charts of this table, the most telling first."""
    charts = _drawn(table, profile, focus, wording)
    return list(itertools.islice((chart for chart in charts if chart is not None), _MOST_CHARTS))


def _drawn(table: Table, profile: Profile, focus: Focus, wording: Wording) -> Iterator[Chart | None]:
    """Draw one after the other, so that those nobody asks for any more cost nothing."""
    yield _flows(table, focus, wording) or _timeline(table, focus, wording)
    yield _bars(table, focus, focus.category, wording)
    yield _bars(table, focus, focus.second, wording, name="bars2")
    yield _heatmap(table, focus, wording)
    yield _histogram(profile, focus, wording)
    yield _gaps(table, profile, focus, wording)


def _titled(focus: Focus, wording: Wording, longest: int = _OF_A_TITLE) -> str:
    return wording.measured(focus, longest)


def _timeline(table: Table, focus: Focus, wording: Wording) -> Chart | None:
    if focus.time is None:
        return None
    drawn = series(table, focus.time, focus.aggregate, where=focus.where)
    if drawn is None or len(drawn.points) < 2:
        return None
    title = wording.say("chart-by-period", measure=_titled(focus, wording), period=str(drawn.period))
    return timeline(drawn, wording, title, focus.unit)


def _flows(table: Table, focus: Focus, wording: Wording) -> Chart | None:
    if focus.time is None or focus.incoming is None or focus.outgoing is None:
        return None
    incoming = series(table, focus.time, f"sum({focus.incoming})", where=focus.where)
    if incoming is None or len(incoming.points) < 2:
        return None
    outgoing = series(table, focus.time, f"sum({focus.outgoing})", period=incoming.period, where=focus.where)
    assert outgoing is not None
    title = wording.say("chart-flows", period=str(incoming.period))
    return flows(incoming, outgoing, wording, title, focus.unit)


def _bars(
    table: Table, focus: Focus, category: Column | None, wording: Wording, name: str = "bars"
) -> Chart | None:
    if category is None:
        return None
    items = top_bars(table, category, focus, wording)
    if len(items) < 2:
        return None
    title = wording.say(
        "chart-by-category",
        measure=_titled(focus, wording, _HALF_A_TITLE),
        category=clipped(wording.column(category.name), _HALF_A_TITLE),
    )
    return bars(items, wording, name=name, title=title, unit=focus.unit, shares=not focus.mean)


def top_bars(table: Table, category: Column, focus: Focus, wording: Wording) -> list[Bar]:
    """Return the largest values of a category by what they come to, and the rest as one."""
    rows = sorted(
        totals(table, category, focus).items(), key=lambda row: (-abs(row[1]), row[0] is None, row[0])
    )
    keep = len(rows) if len(rows) <= _MOST_BARS + 1 else _MOST_BARS
    items = [
        Bar(label=wording.say("value-missing") if name is None else str(name), value=Decimal(str(total)))
        for name, total in rows[:keep]
    ]
    if any(item.value > 0 for item in items):
        items.sort(key=lambda item: -item.value)
    rest = rows[keep:]
    if rest and not focus.mean:
        label = wording.say("chart-others", count=len(rest))
        items.append(
            Bar(label=label, value=sum((Decimal(total) for _, total in rest), Decimal(0)), other=True)
        )
    return items


def _heatmap(table: Table, focus: Focus, wording: Wording) -> Chart | None:
    """Draw the week's rhythm where there is one and most days have rows; sums below zero have no shade."""
    if focus.time is None:
        return None
    days = series(table, focus.time, focus.aggregate, period=Period.DAY, where=focus.where)
    if days is None or not _FEWEST_DAYS <= len(days.points) <= _MOST_DAYS:
        return None
    filled = sum(1 for point in days.points if point.rows)
    if filled < _DENSE * len(days.points) or any(point.value < 0 for point in days.points):
        return None
    steps = course(table, focus, wording)
    if steps is None or steps.period is not Period.DAY or weekday_p_value(steps) > _RHYTHM_P:
        return None
    title = wording.say("chart-heatmap", measure=_titled(focus, wording))
    return heatmap(days, wording, title, focus.unit)


def _gaps(table: Table, profile: Profile, focus: Focus, wording: Wording) -> Chart | None:
    holed = [
        each for each in profile.columns if each.filled and each.nulls > _GAP_WORTH_DRAWING * profile.rows
    ]
    if focus.incoming is not None:
        # Money goes one way or the other: there is nothing missing where it did not.
        holed = [each for each in holed if each.column.role is not Role.MEASURE]
    if len(holed) < _FEWEST_GAPS:
        return None
    return gaps(table, sorted(holed, key=lambda each: -each.nulls)[:_MOST_GAPS], wording)


def _histogram(profile: Profile, focus: Focus, wording: Wording) -> Chart | None:
    each = _spread(profile, focus)
    return histogram(each, wording) if each is not None else None


def _spread(profile: Profile, focus: Focus) -> ColumnProfile | None:
    """Return the column whose distribution tells most: the measure, else the first column of numbers."""
    if focus.expression is not None or focus.incoming is not None:
        return None
    measured = [profile.of(focus.measure)] if focus.measure is not None else []
    others = [each for each in profile.columns if each.column.role is Role.MEASURE]
    for each in [*measured, *others]:
        if each.numbers is not None and each.filled >= _FEWEST_FOR_HISTOGRAM and each.distinct > _FEW_VALUES:
            return each
    return None
