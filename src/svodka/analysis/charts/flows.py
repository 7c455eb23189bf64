"""Money in and money out, side by side for each period."""

from decimal import Decimal
from typing import Final

from svodka.analysis.charts.metrics import text_width
from svodka.analysis.charts.model import Chart
from svodka.analysis.charts.scale import scale
from svodka.analysis.charts.style import MARGIN, SMALL, WIDTH
from svodka.analysis.charts.svg import Drawing
from svodka.analysis.charts.timeline import covered_span, cut_points, time_axis, value_axis
from svodka.analysis.profiling import Series
from svodka.analysis.wording import Wording

_PLOT_HEIGHT: Final = 190


def flows(incoming: Series, outgoing: Series, wording: Wording, title: str, unit: str | None) -> Chart:
    """Draw two series over the same periods; amounts going out are given as positive numbers."""
    drawing = Drawing(height=0)
    longer = max(incoming, outgoing, key=lambda series: len(series.points))
    cut = cut_points(longer)
    top = drawing.heading(title, covered_span(longer, cut, wording)) + 2
    _legend(drawing, top + 8, wording)
    top += 30
    ins = {point.start: point.value for point in incoming.points}
    outs = {point.start: point.value for point in outgoing.points}
    starts = sorted(ins.keys() | outs.keys())
    highest = float(max(*ins.values(), *outs.values(), Decimal(0)))
    axis = scale(0, highest, start=top + _PLOT_HEIGHT, end=top)
    left = value_axis(drawing, axis, wording, unit)
    step = (WIDTH - MARGIN - left) / len(starts)
    width = min(step * 0.38, 26)
    for n, start in enumerate(starts):
        middle = left + step * (n + 0.5)
        for offset, values, fill in ((-width - 0.5, ins, "main"), (0.5, outs, "against")):
            y = axis.at(float(values.get(start, Decimal(0))))
            _bar(drawing, middle + offset, y, width, top + _PLOT_HEIGHT, fill, unfinished=n in cut)
    middles = [left + step * (n + 0.5) for n in range(len(starts))]
    time_axis(drawing, starts, longer.period, middles, y=top + _PLOT_HEIGHT + 20, wording=wording)
    drawing.height = top + _PLOT_HEIGHT + 20 + MARGIN
    alt = wording.say(
        "chart-flows-alt",
        title=title,
        income=wording.short(sum(ins.values(), Decimal(0)), unit),
        outgo=wording.short(sum(outs.values(), Decimal(0)), unit),
    )
    return Chart(name="flows", title=title, alt=alt, drawing=drawing)


def _bar(
    drawing: Drawing, x: float, y: float, width: float, zero: float, fill: str, *, unfinished: bool
) -> None:
    """Draw a bar from zero up; that of a period which is not complete is an outline."""
    if not unfinished:
        drawing.rect(x, y, width, zero - y, fill, radius=1.5)
        return
    outline = [(x + 1, zero), (x + 1, y + 1), (x + width - 1, y + 1), (x + width - 1, zero)]
    drawing.polyline(outline, fill, width=1.5, dashed=True)


def _legend(drawing: Drawing, y: float, wording: Wording) -> None:
    x = float(MARGIN)
    for fill, code in (("main", "chart-in"), ("against", "chart-out")):
        drawing.rect(x, y - 9, 11, 11, fill, radius=2)
        label = wording.say(code)
        drawing.text(x + 17, y + 1, label, size=SMALL, fill="soft")
        x += 17 + text_width(label, SMALL) + 20
