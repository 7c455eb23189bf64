"""The largest of something, as horizontal bars: label and value above each bar, so that long names fit."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from msgspec import Struct

from svodka.analysis.charts.metrics import fitted, text_width
from svodka.analysis.charts.model import Chart
from svodka.analysis.charts.style import LABEL, MARGIN, WIDTH
from svodka.analysis.charts.svg import Drawing
from svodka.analysis.wording import Wording

_ROW: Final = 37
_BAR: Final = 11


class Bar(Struct, frozen=True, kw_only=True):
    """One bar. `other` marks the rest that is gathered in it."""

    label: str
    value: Decimal
    other: bool = False


def bars(
    items: Sequence[Bar], wording: Wording, *, name: str, title: str, unit: str | None, shares: bool
) -> Chart:
    """Draw the bars in the order given, with their shares in the whole; negative ones run to the left of zero."""
    drawing = Drawing(height=0)
    top = drawing.heading(title, "")
    values = [float(item.value) for item in items if not item.other] or [0.0]
    low, high = min(0.0, *values), max(0.0, *values)
    room = WIDTH - 2 * MARGIN
    per_unit = room / ((high - low) or 1)
    # Amounts that are all negative begin at the left, too: there is no other side to tell apart.
    one_sided = high == 0 or low == 0
    zero = MARGIN if one_sided else MARGIN - low * per_unit
    total = sum((item.value for item in items), Decimal(0))
    shares = shares and all(item.value >= 0 for item in items) and total > 0
    for n, item in enumerate(items):
        y = top + n * _ROW
        value = wording.short(item.value, unit)
        if shares:
            value += f" · {wording.share(item.value, total)}"
        _caption(drawing, item, value, y + 13)
        if item.other:
            continue  # the rest is often longer than any single bar: its figure says enough
        drawing.rect(MARGIN, y + 19, room, _BAR, "grid", radius=2)
        length = abs(float(item.value)) * per_unit
        left = zero - length if item.value < 0 and not one_sided else zero
        fill = "against" if item.value < 0 else "main"
        drawing.rect(left, y + 19, max(length, 1), _BAR, fill, radius=2)
    drawing.height = top + len(items) * _ROW + MARGIN - (20 if items[-1].other else 4)
    return Chart(name=name, title=title, alt=_alt(items, wording, title, unit), drawing=drawing)


def _caption(drawing: Drawing, item: Bar, value: str, y: float) -> None:
    label_room = WIDTH - 2 * MARGIN - text_width(value, LABEL, bold=True) - 12
    fill = "soft" if item.other else "ink"
    drawing.text(MARGIN, y, fitted(item.label, LABEL, label_room), fill=fill)
    drawing.text(WIDTH - MARGIN, y, value, anchor="end", fill=fill, bold=not item.other)


def _alt(items: Sequence[Bar], wording: Wording, title: str, unit: str | None) -> str:
    listed = "; ".join(f"{item.label}: {wording.short(item.value, unit)}" for item in items[:3])
    return f"{title}. {listed}"
