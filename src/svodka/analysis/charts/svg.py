"""A small writer of SVG: shapes and texts by class, everything escaped, coordinates to a tenth."""

from collections.abc import Sequence
from html import escape
from typing import Final

from svodka.analysis.charts.metrics import in_two_lines
from svodka.analysis.charts.shapes import Anchor, Area, Dot, Line, Rect, Rule, Shape, Stroke, number
from svodka.analysis.charts.style import LABEL, MARGIN, SMALL, TITLE, WIDTH, stylesheet
from svodka.analysis.plain import clipped

_LONGEST_LABEL: Final = 400
_TITLE_LINE: Final = 22
_SUBTITLE_LINE: Final = 17
_STYLE: Final = f"<style>{stylesheet()}</style>"


class Drawing:
    """A chart being drawn: shapes are added in order, the height may be set last."""

    def __init__(self, *, height: float, width: float = WIDTH) -> None:
        self.width = width
        self.height = height
        self._shapes: list[Shape] = []

    @property
    def shapes(self) -> Sequence[Shape]:
        """Return what is drawn, the lowest first; below it all is the paper."""
        return self._shapes

    def rect(self, x: float, y: float, width: float, height: float, fill: str, *, radius: float = 0) -> None:
        """Draw a filled rectangle."""
        self._shapes.append(
            Rect(x=x, y=y, width=max(width, 0), height=max(height, 0), fill=fill, radius=radius)
        )

    def line(
        self, x1: float, y1: float, x2: float, y2: float, stroke: str = "grid", width: float = 1
    ) -> None:
        """Draw a straight line, across or down."""
        self._shapes.append(Rule(start=(x1, y1), end=(x2, y2), stroke=stroke, width=width))

    def polyline(
        self, points: list[tuple[float, float]], stroke: str, *, width: float = 2.5, dashed: bool = False
    ) -> None:
        """Draw a line through points."""
        self._shapes.append(Stroke(points=points, stroke=stroke, width=width, dashed=dashed))

    def area(self, points: list[tuple[float, float]], fill: str) -> None:
        """Fill the polygon through points."""
        self._shapes.append(Area(points=points, fill=fill))

    def dot(self, x: float, y: float, radius: float, fill: str, *, hollow: bool = False) -> None:
        """Draw a point; a hollow one is a ring."""
        if hollow:
            self._shapes.append(Dot(x=x, y=y, radius=radius, fill=fill))
            radius, fill = radius - 2, "paper"
        self._shapes.append(Dot(x=x, y=y, radius=radius, fill=fill))

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
        self._shapes.append(Line(x=x, y=y, text=text, anchor=anchor, size=size, fill=fill, bold=bold))

    def heading(self, title: str, subtitle: str) -> float:
        """Write the chart's title and what is measured; return where the drawing may begin."""
        room = self.width - 2 * MARGIN
        lines = in_two_lines(title, TITLE, room, bold=True)
        for n, line in enumerate(lines):
            self.text(MARGIN, MARGIN + 15 + n * _TITLE_LINE, line, size=TITLE, bold=True)
        top = MARGIN + (len(lines) - 1) * _TITLE_LINE
        if not subtitle:
            return top + 34
        lines = in_two_lines(subtitle, SMALL, room)
        for n, line in enumerate(lines):
            self.text(MARGIN, top + 36 + n * _SUBTITLE_LINE, line, size=SMALL, fill="soft")
        return top + 52 + (len(lines) - 1) * _SUBTITLE_LINE

    def inline(self, label: str) -> str:
        """Return the SVG to stand in a page that defines the classes."""
        return self._document(label, style="")

    def standalone(self, label: str) -> str:
        """Return the SVG with colours of its own."""
        return self._document(label, style=_STYLE)

    def _document(self, label: str, style: str) -> str:
        width, height = number(self.width), number(self.height)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"'
            f' height="{height}" role="img" aria-label="{escape(clipped(label, _LONGEST_LABEL))}">{style}'
            f'<rect class="f-paper" width="{width}" height="{height}"/>'
            f"{''.join(shape.svg() for shape in self._shapes)}</svg>"
        )
