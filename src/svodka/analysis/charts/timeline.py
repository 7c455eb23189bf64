"""A measure along time: columns for few periods, a line for many; a partial last period looks unfinished."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from svodka.analysis.charts.metrics import text_width
from svodka.analysis.charts.model import Chart
from svodka.analysis.charts.scale import Scale, scale
from svodka.analysis.charts.style import MARGIN, SMALL, WIDTH
from svodka.analysis.charts.svg import Drawing
from svodka.analysis.profiling import Period, Series
from svodka.analysis.wording import Wording

_PLOT_HEIGHT: Final = 190
_MOST_COLUMNS: Final = 16


def timeline(series: Series, wording: Wording, title: str, unit: str | None) -> Chart:
    """Draw the sums of a series by period."""
    drawing = Drawing(height=0)
    cut = cut_points(series)
    top = drawing.heading(title, covered_span(series, cut, wording)) + 12
    values = [float(point.value) for point in series.points]
    axis = scale(min(values), max(values), start=top + _PLOT_HEIGHT, end=top)
    left = value_axis(drawing, axis, wording, unit)
    step = (WIDTH - MARGIN - left) / len(values)
    middles = [left + step * (n + 0.5) for n in range(len(values))]
    if len(values) <= _MOST_COLUMNS:
        _columns(drawing, axis, middles, values, step, cut=cut)
    else:
        _line(drawing, axis, middles, values, cut=cut)
    starts = [point.start for point in series.points]
    time_axis(drawing, starts, series.period, middles, y=top + _PLOT_HEIGHT + 20, wording=wording)
    drawing.height = top + _PLOT_HEIGHT + 20 + MARGIN
    return Chart(name="timeline", title=title, alt=_alt(series, wording, title, unit), drawing=drawing)


def covered_span(series: Series, cut: Sequence[int], wording: Wording) -> str:
    """Say what a series covers, and which of its points are not complete."""
    span = wording.span(series.first_day, series.last_day)
    if not cut:
        return span
    which = "both" if len(cut) > 1 else "last" if cut[0] else "first"
    return wording.say("chart-partial", span=span, which=which, period=str(series.period))


def cut_points(series: Series) -> list[int]:
    """Return which points are not complete: their periods begin before the data, or end after them."""
    last = len(series.points) - 1
    return [n for n, partial in ((0, series.partial_first), (last, series.partial_last)) if partial]


def value_axis(drawing: Drawing, axis: Scale, wording: Wording, unit: str | None) -> float:
    """Draw the grid with its values; return where the plot begins."""
    labels = [wording.short(value, unit) for value in axis.ticks]
    left = MARGIN + max(text_width(label, SMALL) for label in labels) + 8
    for value, label in zip(axis.ticks, labels, strict=True):
        y = axis.at(value)
        drawing.line(left, y, WIDTH - MARGIN, y, "soft" if value == 0 else "grid")
        drawing.text(left - 8, y + 4.5, label, anchor="end", size=SMALL, fill="soft")
    return left


def _columns(
    drawing: Drawing,
    axis: Scale,
    middles: Sequence[float],
    values: Sequence[float],
    step: float,
    *,
    cut: Sequence[int],
) -> None:
    width = min(step * 0.72, 46)
    zero = axis.at(0)
    for n, (middle, value) in enumerate(zip(middles, values, strict=True)):
        y = min(axis.at(value), zero)
        height = abs(axis.at(value) - zero)
        unfinished = n in cut
        drawing.rect(middle - width / 2, y, width, height, "wash" if unfinished else "main", radius=2)
        if unfinished:
            edge = axis.at(value)
            drawing.polyline(
                [(middle - width / 2, zero), (middle - width / 2, edge), (middle + width / 2, edge),
                 (middle + width / 2, zero)], "main", width=1.5, dashed=True,
            )  # fmt: skip


def _line(
    drawing: Drawing, axis: Scale, middles: Sequence[float], values: Sequence[float], *, cut: Sequence[int]
) -> None:
    points = [(x, axis.at(value)) for x, value in zip(middles, values, strict=True)]
    zero = axis.at(0)
    drawing.area([(points[0][0], zero), *points, (points[-1][0], zero)], "wash")
    last = len(points) - 1
    firm = points[1 if 0 in cut else 0 : last if last in cut else None]
    drawing.polyline(firm, "main", width=2.5 if len(points) < 120 else 1.5)
    for n in cut:
        drawing.polyline(points[:2] if n == 0 else points[-2:], "main", width=2, dashed=True)
    drawing.dot(*points[-1], 4.5, "main", hollow=last in cut)


def time_axis(
    drawing: Drawing,
    starts: Sequence[dt.date],
    period: Period,
    middles: Sequence[float],
    *,
    y: float,
    wording: Wording,
) -> None:
    """Name the periods under a plot, as many as there is room for."""
    years = len({start.year for start in starts}) > 1
    labels = [wording.tick(start, period, with_year=years) for start in starts]
    widest = max(text_width(label, SMALL) for label in labels) + 14
    step = middles[1] - middles[0] if len(middles) > 1 else WIDTH
    every = 1
    while every < len(starts) and every * step < widest:
        every += 1
    for n in range(0, len(starts), every):
        half = text_width(labels[n], SMALL) / 2
        x = min(middles[n], WIDTH - MARGIN / 2 - half)
        drawing.text(x, y, labels[n], anchor="middle", size=SMALL, fill="soft")


def _alt(series: Series, wording: Wording, title: str, unit: str | None) -> str:
    best = max(series.points, key=lambda point: point.value)
    return wording.say(
        "chart-timeline-alt",
        title=title,
        span=wording.span(series.first_day, series.last_day),
        best=wording.period(best.start, series.period),
        value=wording.short(best.value, unit),
    )
