"""A small writer of SVG: shapes and texts by class, everything escaped, coordinates to a tenth."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Final, Literal

from svodka.analysis.charts.lettering import outlined
from svodka.analysis.charts.metrics import fitted, in_two_lines
from svodka.analysis.charts.style import LABEL, MARGIN, SMALL, TITLE, WIDTH, stylesheet
from svodka.analysis.plain import clipped

_LONGEST_LABEL: Final = 400
_TITLE_LINE: Final = 22
_STYLE: Final = f"<style>{stylesheet()}</style>"

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Line:
    """A line of text: a text for those who read the SVG, outlines for the picture."""

    x: float
    y: float
    text: str
    anchor: Anchor
    size: float
    fill: str
    bold: bool

    def as_text(self) -> str:
        weight = " b" if self.bold else ""
        return (
            f'<text class="t f-{self.fill}{weight}" x="{_n(self.x)}" y="{_n(self.y)}" font-size="{_n(self.size)}"'
            f' text-anchor="{self.anchor}">{escape(self.text, quote=False)}</text>'
        )

    def as_outlines(self) -> str:
        drawn = outlined(self.text, size=self.size, bold=self.bold, anchor=self.anchor)
        if drawn is None:
            return self.as_text()
        path, scale, shift = drawn
        place = f"translate({self.x - shift:.2f} {self.y:.2f}) scale({scale:.5f})"
        return f'<path class="f-{self.fill}" transform="{place}" d="{path}"/>'


class Drawing:
    """A chart being drawn: shapes are added in order, the height may be set last."""

    def __init__(self, *, height: float, width: float = WIDTH) -> None:
        self.width = width
        self.height = height
        self._parts: list[str | _Line] = []

    def rect(self, x: float, y: float, width: float, height: float, fill: str, *, radius: float = 0) -> None:
        """Draw a filled rectangle."""
        rounded = f' rx="{_n(radius)}"' if radius else ""
        self._parts.append(
            f'<rect class="f-{fill}" x="{_n(x)}" y="{_n(y)}" width="{_n(max(width, 0))}"'
            f' height="{_n(max(height, 0))}"{rounded}/>'
        )

    def line(
        self, x1: float, y1: float, x2: float, y2: float, stroke: str = "grid", width: float = 1
    ) -> None:
        """Draw a straight line."""
        self._parts.append(
            f'<line class="s-{stroke}" x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}"'
            f' stroke-width="{_n(width)}"/>'
        )

    def polyline(
        self, points: list[tuple[float, float]], stroke: str, *, width: float = 2.5, dashed: bool = False
    ) -> None:
        """Draw a line through points."""
        path = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
        dash = " dash" if dashed else ""
        self._parts.append(
            f'<polyline class="s-{stroke}{dash}" points="{path}" stroke-width="{_n(width)}"'
            ' stroke-linejoin="round" stroke-linecap="round"/>'
        )

    def area(self, points: list[tuple[float, float]], fill: str) -> None:
        """Fill the polygon through points."""
        path = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
        self._parts.append(f'<polygon class="f-{fill}" points="{path}"/>')

    def dot(self, x: float, y: float, radius: float, fill: str, *, hollow: bool = False) -> None:
        """Draw a point; a hollow one is a ring."""
        if hollow:
            self._parts.append(f'<circle class="f-{fill}" cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}"/>')
            radius, fill = radius - 2, "paper"
        self._parts.append(f'<circle class="f-{fill}" cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}"/>')

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        anchor: Anchor = "start",
        size: float = LABEL,
        fill: str = "ink",
        bold: bool = False,
    ) -> None:
        """Write one line of text; `y` is its baseline."""
        self._parts.append(_Line(x=x, y=y, text=text, anchor=anchor, size=size, fill=fill, bold=bold))

    def heading(self, title: str, subtitle: str) -> float:
        """Write the chart's title and what is measured; return where the drawing may begin."""
        room = self.width - 2 * MARGIN
        lines = in_two_lines(title, TITLE, room, bold=True)
        for n, line in enumerate(lines):
            self.text(MARGIN, MARGIN + 15 + n * _TITLE_LINE, line, size=TITLE, bold=True)
        top = MARGIN + (len(lines) - 1) * _TITLE_LINE
        if not subtitle:
            return top + 34
        self.text(MARGIN, top + 36, fitted(subtitle, SMALL, room), size=SMALL, fill="soft")
        return top + 52

    def inline(self, label: str) -> str:
        """Return the SVG to stand in a page that defines the classes."""
        return self._document(label, style="", write=_Line.as_text)

    def standalone(self, label: str) -> str:
        """Return the SVG with colours of its own."""
        return self._document(label, style=_STYLE, write=_Line.as_text)

    def outlines(self) -> str:
        """Return the SVG with colours of its own and its letters drawn, for the rasteriser."""
        return self._document("", style=_STYLE, write=_Line.as_outlines)

    def _document(self, label: str, style: str, write: Callable[[_Line], str]) -> str:
        width, height = _n(self.width), _n(self.height)
        parts = (part if isinstance(part, str) else write(part) for part in self._parts)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"'
            f' height="{height}" role="img" aria-label="{escape(clipped(label, _LONGEST_LABEL))}">{style}'
            f'<rect class="f-paper" width="{width}" height="{height}"/>{"".join(parts)}</svg>'
        )


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
