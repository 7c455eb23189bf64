"""Paints a drawing's shapes: rectangles and rules on whole pixels, all else by HarfBuzz's rasteriser."""

import itertools
import math
from collections.abc import Iterator, Sequence
from typing import Any, Final

from svodka.analysis.charts.canvas import Canvas, Palette
from svodka.analysis.charts.contours import UNITS_A_PIXEL, Contour, circle, made_font, polygon, stroked
from svodka.analysis.charts.lettering import Lettering, lettered
from svodka.analysis.charts.shapes import Area, Dot, Line, Place, Rect, Rule, Shape, Stroke
from svodka.analysis.charts.style import COLOURS, DASH

# A long line is painted by pieces: the masks of pieces that rise and fall are smaller than that of the whole.
_STEPS_A_PIECE: Final = 8


def painted(shapes: Sequence[Shape], width: float, height: float, scale: float) -> bytes | None:
    """Return the shapes as a PNG in light colours; None where our font lacks a letter of theirs."""
    lines = {
        n: lettered(shape.text, size=shape.size, bold=shape.bold, anchor=shape.anchor)
        for n, shape in enumerate(shapes)
        if isinstance(shape, Line)
    }
    if None in lines.values():
        return None
    painter = _Painter(shapes, width, height, scale)
    for n, shape in enumerate(shapes):
        line = lines.get(n)
        if isinstance(shape, Rect):
            painter.rect(shape)
        elif isinstance(shape, Rule):
            painter.rule(shape)
        elif isinstance(shape, Line):
            if line is not None:
                painter.line(shape, line)
        else:
            painter.curved(n, shape.stroke if isinstance(shape, Stroke) else shape.fill)
    return painter.canvas.png()


class _Painter:
    """Paints one shape after the other; `scale` is pixels a unit of the drawing."""

    def __init__(self, shapes: Sequence[Shape], width: float, height: float, scale: float) -> None:
        import uharfbuzz as hb  # type: ignore[import-untyped]  # noqa: PLC0415 - only a picture needs it

        light = {name: _rgb(colour) for name, (colour, _) in COLOURS.items()}
        self.canvas = Canvas(math.ceil(width * scale), math.ceil(height * scale), Palette(light))
        self._scale = scale
        self._filler = hb.RasterDraw()
        self._glyphs: dict[int, list[int]] = {}
        pieces: list[list[Contour]] = []
        for n, shape in enumerate(shapes):
            found = list(_pieces(shape, scale))
            self._glyphs[n] = list(range(len(pieces), len(pieces) + len(found)))
            pieces += found
        self._font = made_font(pieces)

    def rect(self, shape: Rect) -> None:
        """Paint a rectangle; one that is not empty has at least a pixel."""
        left, right = self._edges(shape.x, shape.width)
        top, bottom = self._edges(shape.y, shape.height)
        self.canvas.rect(left, top, right, bottom, shape.fill, round(shape.radius * self._scale))

    def rule(self, shape: Rule) -> None:
        """Paint a line across or down."""
        (x1, y1), (x2, y2) = shape.start, shape.end
        half = shape.width / 2
        left, right = self._edges(
            min(x1, x2) - half * (x1 == x2), max(abs(x2 - x1), shape.width * (x1 == x2))
        )
        top, bottom = self._edges(
            min(y1, y2) - half * (y1 == y2), max(abs(y2 - y1), shape.width * (y1 == y2))
        )
        self.canvas.rect(left, top, right, bottom, shape.stroke)

    def _edges(self, start: float, length: float) -> tuple[int, int]:
        first = round(start * self._scale)
        last = round((start + length) * self._scale)
        return first, max(last, first + 1) if length > 0 else first

    def line(self, shape: Line, line: Lettering) -> None:
        """Paint a line of text."""
        unit = line.scale * self._scale
        left, base = (shape.x - line.shift) * self._scale, shape.y * self._scale
        for glyph, x, y in line.glyphs:
            self._filler.transform = (unit, 0, 0, -unit, left + x * unit, base - y * unit)
            self._filler.draw_glyph(line.font, glyph)
        self._fill(shape.fill)

    def curved(self, position: int, colour: str) -> None:
        """Paint a shape that was made a glyph."""
        self._filler.transform = (1 / UNITS_A_PIXEL, 0, 0, 1 / UNITS_A_PIXEL, 0, 0)
        for glyph in self._glyphs[position]:
            self._filler.draw_glyph(self._font, glyph)
            self._fill(colour)

    def _fill(self, colour: str) -> None:
        """Lay what was drawn over the picture. The rasteriser counts rows from the bottom, we draw upside down."""
        image: Any = self._filler.render()
        extents = image.extents if image is not None else None
        if extents is not None and extents.width and extents.height:
            self.canvas.mask(extents.x_origin, extents.y_origin, extents.stride, image.buffer, colour)


def _pieces(shape: Shape, scale: float) -> Iterator[list[Contour]]:
    """Return what a shape covers, in pixels, by pieces."""
    match shape:
        case Area():
            yield [polygon(_scaled(shape.points, scale))]
        case Dot():
            yield [circle(shape.x * scale, shape.y * scale, shape.radius * scale)]
        case Stroke():
            points = _scaled(shape.points, scale)
            dashes = _dashes(points, DASH * scale) if shape.dashed else [points]
            if shape.dashed:
                yield [contour for dash in dashes for contour in stroked(dash, shape.width * scale)]
                return
            for start in range(0, max(len(points) - 1, 1), _STEPS_A_PIECE):
                yield list(stroked(points[start : start + _STEPS_A_PIECE + 1], shape.width * scale))


def _scaled(points: Sequence[Place], scale: float) -> list[Place]:
    return [(x * scale, y * scale) for x, y in points]


def _dashes(points: Sequence[Place], length: float) -> list[list[Place]]:
    """Cut a line into dashes of a length, with gaps as long between them."""
    dashes: list[list[Place]] = [[points[0]]]
    drawn, left = True, length
    for (x1, y1), (x2, y2) in itertools.pairwise(points):
        whole = math.hypot(x2 - x1, y2 - y1)
        done = 0.0
        while whole - done > left:
            done += left
            place = (x1 + (x2 - x1) * done / whole, y1 + (y2 - y1) * done / whole)
            if drawn:
                dashes[-1].append(place)
            else:
                dashes.append([place])
            drawn, left = not drawn, length
        left -= whole - done
        if drawn:
            dashes[-1].append((x2, y2))
    return dashes


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue
