"""What a drawing is made of. Each shape writes itself as SVG; `painting` paints the same shapes as pixels."""

from collections.abc import Sequence
from html import escape
from typing import Literal

from msgspec import Struct

Anchor = Literal["start", "middle", "end"]
Place = tuple[float, float]


class Rect(Struct, frozen=True, kw_only=True):
    """A filled rectangle, its corners rounded by `radius`."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    radius: float = 0

    def svg(self) -> str:
        """Return the shape as an element."""
        rounded = f' rx="{number(self.radius)}"' if self.radius else ""
        return (
            f'<rect class="f-{self.fill}" x="{number(self.x)}" y="{number(self.y)}" width="{number(self.width)}"'
            f' height="{number(self.height)}"{rounded}/>'
        )


class Rule(Struct, frozen=True, kw_only=True):
    """A straight line, across or down."""

    start: Place
    end: Place
    stroke: str
    width: float

    def svg(self) -> str:
        """Return the shape as an element."""
        (x1, y1), (x2, y2) = self.start, self.end
        return (
            f'<line class="s-{self.stroke}" x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}"'
            f' stroke-width="{number(self.width)}"/>'
        )


class Stroke(Struct, frozen=True, kw_only=True):
    """A line through points, with round joins and ends."""

    points: Sequence[Place]
    stroke: str
    width: float
    dashed: bool

    def svg(self) -> str:
        """Return the shape as an element."""
        dash = " dash" if self.dashed else ""
        return (
            f'<polyline class="s-{self.stroke}{dash}" points="{_path(self.points)}"'
            f' stroke-width="{number(self.width)}" stroke-linejoin="round" stroke-linecap="round"/>'
        )


class Area(Struct, frozen=True, kw_only=True):
    """A filled polygon."""

    points: Sequence[Place]
    fill: str

    def svg(self) -> str:
        """Return the shape as an element."""
        return f'<polygon class="f-{self.fill}" points="{_path(self.points)}"/>'


class Dot(Struct, frozen=True, kw_only=True):
    """A filled circle."""

    x: float
    y: float
    radius: float
    fill: str

    def svg(self) -> str:
        """Return the shape as an element."""
        return f'<circle class="f-{self.fill}" cx="{number(self.x)}" cy="{number(self.y)}" r="{number(self.radius)}"/>'


class Line(Struct, frozen=True, kw_only=True):
    """A line of text; `y` is its baseline."""

    x: float
    y: float
    text: str
    anchor: Anchor
    size: float
    fill: str
    bold: bool

    def svg(self) -> str:
        """Return the shape as an element."""
        weight = " b" if self.bold else ""
        return (
            f'<text class="t f-{self.fill}{weight}" x="{number(self.x)}" y="{number(self.y)}"'
            f' font-size="{number(self.size)}" text-anchor="{self.anchor}">{escape(self.text, quote=False)}</text>'
        )


Shape = Rect | Rule | Stroke | Area | Dot | Line


def number(value: float) -> str:
    """Write a coordinate to the tenth."""
    return f"{value:.1f}".removesuffix(".0")


def _path(points: Sequence[Place]) -> str:
    return " ".join(f"{number(x)},{number(y)}" for x, y in points)
