"""Money in and money out, side by side for each period."""

from decimal import Decimal
from typing import Final

from svodka.analysis.charts.metrics import text_width
from svodka.analysis.charts.model import Chart
from svodka.analysis.charts.scale import scale
from svodka.analysis.charts.style import MARGIN, SMALL, WIDTH
from svodka.analysis.charts.svg import Drawing
from svodka.analysis.charts.timeline import time_axis, value_axis
from svodka.analysis.profiling import Series
from svodka.analysis.wording import Wording

_PLOT_HEIGHT: Final = 190


def flows(incoming: Series, outgoing: Series, wording: Wording, title: str, unit: str | None) -> Chart:
    """Draw two series over the same periods; amounts going out are given as positive numbers."""
    drawing = Drawing(height=0)
    top = drawing.heading(title, "") + 2
    _legend(drawing, top + 8, wording)
    top += 30
    ins = {point.start: point.value for point in incoming.points}
    outs = {point.start: point.value for point in outgoing.points}
    longer = max(incoming, outgoing, key=lambda series: len(series.points))
    starts = sorted(ins.keys() | outs.keys())
    highest = float(max(*ins.values(), *outs.values(), Decimal(0)))
    axis = scale(0, highest, start=top + _PLOT_HEIGHT, end=top)
    left = value_axis(drawing, axis, wording, unit)
    step = (WIDTH - MARGIN - left) / len(starts)
    width = min(step * 0.38, 26)
    for n, start in enumerate(starts):
        middle = left + step * (n + 0.5)
        unfinished = longer.partial_last and n == len(starts) - 1
        for offset, values, fill in ((-width - 0.5, ins, "main"), (0.5, outs, "against")):
            y = axis.at(float(values.get(start, Decimal(0))))
            drawing.rect(middle + offset, y, width, top + _PLOT_HEIGHT - y, fill, radius=1.5)
        if unfinished:
            drawing.text(middle, top + _PLOT_HEIGHT - 6, "…", anchor="middle", fill="ink")
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


def _legend(drawing: Drawing, y: float, wording: Wording) -> None:
    x = float(MARGIN)
    for fill, code in (("main", "chart-in"), ("against", "chart-out")):
        drawing.rect(x, y - 9, 11, 11, fill, radius=2)
        label = wording.say(code)
        drawing.text(x + 17, y + 1, label, size=SMALL, fill="soft")
        x += 17 + text_width(label, SMALL) + 20
