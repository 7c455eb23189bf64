"""The largest of something, as horizontal bars: label and value above each bar, so that long names fit."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from svodka.analysis.charts.metrics import fitted, text_width
from svodka.analysis.charts.model import Chart
from svodka.analysis.charts.style import LABEL, MARGIN, WIDTH
from svodka.analysis.charts.svg import Drawing
from svodka.analysis.wording import Wording

_ROW: Final = 37
_BAR: Final = 11


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """One bar. `other` marks the rest that is gathered in it."""

    label: str
    value: Decimal
    other: bool = False


def bars(
    items: Sequence[Bar], wording: Wording, *, name: str, title: str, subtitle: str, unit: str | None
) -> Chart:
    """Draw the bars in the order given; negative ones run to the left of zero."""
    drawing = Drawing(height=0)
    top = drawing.heading(title, subtitle)
    low = min(0.0, *(float(item.value) for item in items))
    high = max(0.0, *(float(item.value) for item in items))
    room = WIDTH - 2 * MARGIN
    per_unit = room / ((high - low) or 1)
    zero = MARGIN - low * per_unit
    total = sum((item.value for item in items), Decimal(0))
    shares = low == 0 and total > 0
    for n, item in enumerate(items):
        y = top + n * _ROW
        value = wording.short(item.value, unit)
        if shares:
            value += f" · {wording.share(item.value, total)}"
        label_room = room - text_width(value, LABEL, bold=True) - 12
        drawing.text(
            MARGIN, y + 13, fitted(item.label, LABEL, label_room), fill="soft" if item.other else "ink"
        )
        drawing.text(WIDTH - MARGIN, y + 13, value, anchor="end", bold=True)
        drawing.rect(MARGIN, y + 19, room, _BAR, "grid", radius=2)
        length = abs(float(item.value)) * per_unit
        fill = "other" if item.other else "against" if item.value < 0 else "main"
        drawing.rect(zero - length if item.value < 0 else zero, y + 19, max(length, 1), _BAR, fill, radius=2)
    drawing.height = top + len(items) * _ROW + MARGIN - 4
    return Chart(name=name, title=title, alt=_alt(items, wording, title, unit), drawing=drawing)


def _alt(items: Sequence[Bar], wording: Wording, title: str, unit: str | None) -> str:
    listed = "; ".join(f"{item.label}: {wording.short(item.value, unit)}" for item in items[:3])
    return f"{title}. {listed}"
