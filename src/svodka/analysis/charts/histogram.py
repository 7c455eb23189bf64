"""How the values of a column are spread: one column a bin, with the median marked."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from svodka.analysis.charts.metrics import text_width
from svodka.analysis.charts.model import Chart
from svodka.analysis.charts.scale import scale
from svodka.analysis.charts.style import MARGIN, SMALL, WIDTH
from svodka.analysis.charts.svg import Drawing
from svodka.analysis.plain import clipped
from svodka.analysis.profiling import Bin, ColumnProfile, Numbers
from svodka.analysis.wording import Wording

_PLOT_HEIGHT: Final = 180
_OF_A_TITLE: Final = 44


def histogram(each: ColumnProfile, wording: Wording) -> Chart:
    """Draw the distribution of a column of numbers."""
    numbers, bins, unit = each.numbers, each.bins, each.column.unit
    assert numbers is not None
    title = wording.say("chart-histogram", column=clipped(wording.column(each.column.name), _OF_A_TITLE))
    subtitle = wording.say("chart-median", median=wording.short(numbers.median, unit))
    drawing = Drawing(height=0)
    top = drawing.heading(title, subtitle) + 12
    axis = scale(0, max(each_bin.count for each_bin in bins), start=top + _PLOT_HEIGHT, end=top, whole=True)
    labels = [wording.short(value) for value in axis.ticks]
    left = MARGIN + max(text_width(label, SMALL) for label in labels) + 8
    for value, label in zip(axis.ticks, labels, strict=True):
        y = axis.at(value)
        drawing.line(left, y, WIDTH - MARGIN, y, "soft" if value == 0 else "grid")
        drawing.text(left - 8, y + 4.5, label, anchor="end", size=SMALL, fill="soft")
    step = (WIDTH - MARGIN - left) / len(bins)
    for n, each_bin in enumerate(bins):
        y = axis.at(each_bin.count)
        fill = "other" if each_bin.clipped else "main"
        drawing.rect(left + n * step + 0.75, y, step - 1.5, top + _PLOT_HEIGHT - y, fill, radius=1.5)
    _median(drawing, bins, numbers, left, step, top)
    _borders(drawing, bins, wording, unit, left, step, top + _PLOT_HEIGHT + 20)
    drawing.height = top + _PLOT_HEIGHT + 20 + MARGIN
    return Chart(name="histogram", title=title, alt=_alt(title, numbers, wording, unit), drawing=drawing)


def _median(
    drawing: Drawing, bins: Sequence[Bin], numbers: Numbers, left: float, step: float, top: float
) -> None:
    low, high = _number(bins[0].lower), _number(bins[-1].upper)
    if low <= numbers.median <= high:
        x = left + float((numbers.median - low) / (high - low)) * step * len(bins)
        drawing.polyline([(x, top - 4), (x, top + _PLOT_HEIGHT)], "against", width=2, dashed=True)


def _borders(
    drawing: Drawing,
    bins: Sequence[Bin],
    wording: Wording,
    unit: str | None,
    left: float,
    step: float,
    y: float,
) -> None:
    edges = [_number(each.lower) for each in bins] + [_number(bins[-1].upper)]
    texts = [_edge(wording, edge, unit) for edge in edges]
    widest = max(text_width(text, SMALL) for text in texts) + 14
    every = 1
    while every < len(bins) and every * step < widest:
        every += 1
    end = -1.0
    for n in range(0, len(edges), every):
        text = texts[n]
        if n == len(edges) - 1 and bins[-1].clipped:
            text += "+"
        half = text_width(text, SMALL) / 2
        x = min(max(left + n * step, MARGIN + half), WIDTH - 6 - half)
        if x - half > end:
            drawing.text(x, y, text, anchor="middle", size=SMALL, fill="soft")
            end = x + half + 6


def _edge(wording: Wording, edge: Decimal, unit: str | None) -> str:
    return wording.short(edge, unit if unit == "%" else None)


def _number(value: object) -> Decimal:
    assert isinstance(value, Decimal)
    return value


def _alt(title: str, numbers: Numbers, wording: Wording, unit: str | None) -> str:
    return wording.say(
        "chart-histogram-alt",
        title=title,
        median=wording.short(numbers.median, unit),
        low=wording.short(numbers.p05, unit),
        high=wording.short(numbers.p95, unit),
    )
