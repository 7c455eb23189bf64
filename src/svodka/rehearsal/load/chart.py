"""Draws how long people waited over a load's time: bars for a terminal, dots for a browser."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from svodka.rehearsal.load.figures import percentile

_SLICES: Final = 20
_BAR_CELLS: Final = 40
_WIDTH: Final = 900
_HEIGHT: Final = 320
_MARGIN: Final = 48
_FRAME: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">'
    '<rect width="100%" height="100%" fill="#fff"/>{body}</svg>\n'
)


# When a file was sent, and how long its sender waited: for the report, or where only that is asked, for the
# acceptance; None for who waited in vain.
Wait = tuple[float, float | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Slice:
    """A stretch of the load: when it began, how many files were sent in it, how long people waited."""

    from_s: float
    files: int
    p50_s: float
    p95_s: float


def slices(waits: Sequence[Wait], count: int = _SLICES) -> list[Slice]:
    """Cut a load into stretches of the same length."""
    if not waits:
        return []
    begun, ended = waits[0][0], waits[-1][0]
    length_s = max(ended - begun, 1.0) / count
    cut: list[list[Wait]] = [[] for _ in range(count)]
    for wait in waits:
        cut[min(int((wait[0] - begun) / length_s), count - 1)].append(wait)
    return [_slice(number * length_s, part) for number, part in enumerate(cut)]


def bars(waits: Sequence[Wait]) -> Iterator[str]:
    """Yield a line for each stretch: seconds from the beginning, p50 and p95, and a bar as long as p95."""
    cut = slices(waits)
    longest_s = max((part.p95_s for part in cut), default=0.0) or 1.0
    for part in cut:
        half = round(part.p50_s / longest_s * _BAR_CELLS)
        rest = round(part.p95_s / longest_s * _BAR_CELLS) - half
        figures = f"{part.from_s:6.0f} s {part.files:6d} files  p50 {part.p50_s:6.2f}  p95 {part.p95_s:6.2f}"
        yield f"{figures}  {'█' * half}{'░' * rest}"


def svg(waits: Sequence[Wait]) -> str:
    """Return a picture with a dot for each file that was answered, and a line of their p95."""
    answered = [(sent_s, took_s) for sent_s, took_s in waits if took_s is not None]
    if not answered:
        return _FRAME.format(width=_WIDTH, height=_HEIGHT, body="")
    begun, whole_s = waits[0][0], max(waits[-1][0] - waits[0][0], 1.0)
    top_s = _round_up(max(took_s for _, took_s in answered))

    def place(at_s: float, took_s: float) -> tuple[float, float]:
        x = _MARGIN + at_s / whole_s * (_WIDTH - 2 * _MARGIN)
        return round(x, 1), round(_HEIGHT - _MARGIN - took_s / top_s * (_HEIGHT - 2 * _MARGIN), 1)

    dots = (place(sent_s - begun, took_s) for sent_s, took_s in answered)
    body = [f'<circle cx="{x}" cy="{y}" r="1.6" fill="#4472c4" fill-opacity=".5"/>' for x, y in dots]
    line = " ".join("{},{}".format(*place(part.from_s, part.p95_s)) for part in slices(waits) if part.files)
    body.append(f'<polyline points="{line}" fill="none" stroke="#c0504d" stroke-width="1.5"/>')
    for took_s in (0.0, top_s / 2, top_s):
        _, y = place(0, took_s)
        body.append(f'<text x="{_MARGIN - 6}" y="{y + 4}" text-anchor="end">{took_s:g} s</text>')
        body.append(f'<path d="M{_MARGIN} {y}H{_WIDTH - _MARGIN}" stroke="#ddd"/>')
    caption = f"Seconds from document to answer, by when it was sent (0 to {whole_s:.0f} s); line: p95"
    body.append(f'<text x="{_MARGIN}" y="{_HEIGHT - 14}">{caption}</text>')
    return _FRAME.format(width=_WIDTH, height=_HEIGHT, body="".join(body))


def _slice(from_s: float, waits: Sequence[Wait]) -> Slice:
    took_s = [took_s for _, took_s in waits if took_s is not None]
    return Slice(from_s=from_s, files=len(waits), p50_s=percentile(took_s, 50), p95_s=percentile(took_s, 95))


def _round_up(value: float) -> float:
    """Return the next of 1, 2, 5, 10, 20 …"""
    if value <= 0:
        return 1.0
    step = 10.0 ** math.floor(math.log10(value))
    return next(step * factor for factor in (1, 2, 5, 10) if step * factor >= value)
