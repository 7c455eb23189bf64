"""Months down, days of the week across: how much an average such day of that month brings."""

import bisect
import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from svodka.analysis.charts.metrics import OTHER_FONTS, text_width
from svodka.analysis.charts.model import Chart
from svodka.analysis.charts.style import MARGIN, SMALL, WIDTH
from svodka.analysis.charts.svg import Drawing
from svodka.analysis.profiling import Period, Series
from svodka.analysis.wording import Wording

_ROW: Final = 26
_GAP: Final = 2
_SHADES: Final = 5
_MOST_MONTHS: Final = 24

Cells = dict[tuple[dt.date, int], float]


def heatmap(days: Series, wording: Wording, title: str, unit: str | None) -> Chart:
    """Draw the mean of the days by month and day of the week; the last two years at most."""
    cells = _means(days)
    months = sorted({month for month, _ in cells})[-_MOST_MONTHS:]
    drawing = Drawing(height=0)
    top = drawing.heading(title, wording.say("chart-heatmap-subtitle")) + 6
    labels = {month: wording.tick(month, Period.MONTH, with_year=True) for month in months}
    left = MARGIN + max(text_width(label, SMALL) for label in labels.values()) + 8
    step = (WIDTH - MARGIN - left) / 7
    names = wording.say("chart-weekdays").split()
    for weekday in range(7):
        x = left + step * (weekday + 0.5)
        drawing.text(x, top + 10, names[weekday], anchor="middle", size=SMALL, fill="soft")
    ordered = sorted(cells.values())
    low, high = ordered[0], ordered[-1]
    for n, month in enumerate(months):
        y = top + 18 + n * _ROW
        drawing.text(left - 8, y + 17, labels[month], anchor="end", size=SMALL, fill="soft")
        for weekday in range(7):
            value = cells.get((month, weekday))
            fill = "grid" if value is None else f"heat{_shade(value, ordered)}"
            drawing.rect(left + weekday * step, y, step - _GAP, _ROW - _GAP, fill, radius=3)
    bottom = top + 18 + len(months) * _ROW + 8
    _legend(drawing, bottom, left, wording.short(low, unit), wording.short(high, unit))
    drawing.height = bottom + 14 + MARGIN
    return Chart(name="heatmap", title=title, alt=_alt(cells, title, wording, unit), drawing=drawing)


def _means(days: Series) -> Cells:
    sums: dict[tuple[dt.date, int], list[float]] = defaultdict(list)
    for point in days.points:
        sums[point.start.replace(day=1), point.start.weekday()].append(float(point.value))
    return {key: sum(values) / len(values) for key, values in sums.items()}


def _shade(value: float, ordered: Sequence[float]) -> int:
    """Return the shade, from 1 to 5, each for a fifth of the values: one huge day shall not pale all others."""
    if ordered[0] == ordered[-1]:
        return 3
    return 1 + min(_SHADES - 1, bisect.bisect_left(ordered, value) * _SHADES // len(ordered))


def _legend(drawing: Drawing, y: float, left: float, low: str, high: str) -> None:
    x = left + text_width(low, SMALL) * OTHER_FONTS + 8
    drawing.text(left, y + 11, low, size=SMALL, fill="soft")
    for shade in range(1, _SHADES + 1):
        drawing.rect(x + (shade - 1) * 22, y, 20, 13, f"heat{shade}", radius=2)
    drawing.text(x + _SHADES * 22 + 6, y + 11, high, size=SMALL, fill="soft")


def _alt(cells: Cells, title: str, wording: Wording, unit: str | None) -> str:
    (month, weekday), value = max(cells.items(), key=lambda item: item[1])
    return wording.say(
        "chart-heatmap-alt",
        title=title,
        month=wording.period(month, Period.MONTH),
        weekday=wording.say("chart-weekdays").split()[weekday],
        value=wording.short(value, unit),
    )
