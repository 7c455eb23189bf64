"""Shapes as the glyphs of a font made for one picture: HarfBuzz fills glyphs, and knows no other shapes.

A contour is a ring of points in pixels; one that is off the curve bends it, as in a TrueType glyph. All contours
of ours run the same way round, so that where they overlap nothing is cut out.
"""

import itertools
import math
import operator
import struct
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, Final

from svodka.analysis.charts.shapes import Place

UNITS_A_PIXEL: Final = 16
_UNITS_AN_EM: Final = 1024
_FARTHEST: Final = 32_000 / UNITS_A_PIXEL
_ON, _OFF = 1, 0
_ROUND: Final = 8
_JOINT: Final = 6
_HEAD: Final = ">IIIIHHqqhhhhHHhhh"
_HEAD_MAGIC: Final = 0x5F0F3CF5
_LONG_OFFSETS: Final = 1

Contour = tuple[Sequence[Place], int]


def polygon(points: Sequence[Place]) -> Contour:
    """Return a ring of straight lines."""
    return points, _ON


def circle(x: float, y: float, radius: float, bends: int = _ROUND) -> Contour:
    """Return a circle, drawn by so many bends."""
    return [(x + dx, y + dy) for dx, dy in _round(radius, bends)], _OFF


@cache
def _round(radius: float, bends: int) -> Sequence[Place]:
    """Return the points of a circle around the origin."""
    reach, turn = radius / math.cos(math.pi / bends), math.tau / bends
    return [(reach * math.cos(n * turn), reach * math.sin(n * turn)) for n in range(bends)]


def stroked(points: Sequence[Place], width: float) -> Iterator[Contour]:
    """Return what a line of this width covers, round at its ends and joints."""
    half = width / 2
    for x, y in points:
        yield circle(x, y, half, _JOINT)
    for (x1, y1), (x2, y2) in itertools.pairwise(points):
        length = math.hypot(x2 - x1, y2 - y1)
        if length:
            dx, dy = half * (y2 - y1) / length, half * (x1 - x2) / length
            yield polygon([(x1 + dx, y1 + dy), (x2 + dx, y2 + dy), (x2 - dx, y2 - dy), (x1 - dx, y1 - dy)])


def made_font(glyphs: Sequence[Iterable[Contour]]) -> Any:
    """Return a font of which glyph n is made of the n-th contours."""
    import uharfbuzz as hb  # type: ignore[import-untyped]  # noqa: PLC0415 - only a picture needs it

    written = [_glyph(list(contours)) for contours in glyphs]
    offsets = [0]
    for glyph in written:
        offsets.append(offsets[-1] + len(glyph))
    edge = (0,) * 7
    tables = {
        "head": struct.pack(
            _HEAD, 0x10000, 0, 0, _HEAD_MAGIC, 0, _UNITS_AN_EM, 0, 0, *edge, _LONG_OFFSETS, 0
        ),
        "maxp": struct.pack(">IH", 0x5000, len(written)),
        "loca": struct.pack(f">{len(offsets)}I", *offsets),
        "glyf": b"".join(written),
    }
    return hb.Font(hb.Face.create_for_tables(lambda face, tag, _: tables.get(tag), None))


def _glyph(contours: Sequence[Contour]) -> bytes:
    """Return the contours as a simple glyph of the `glyf` table, every step in two bytes."""
    flags, ends, count = bytearray(), array("H"), 0
    for points, flag in contours:
        count += len(points)
        flags += bytes((flag,)) * len(points)
        ends.append(count - 1)
    places = [place for points, _ in contours for place in points]
    across = _steps([x for x, _ in places])
    down = _steps([y for _, y in places])
    for numbers in (ends, across, down):
        numbers.byteswap()
    glyph = b"".join(
        (
            struct.pack(">h4h", len(contours), 0, 0, 0, 0),
            ends.tobytes(),
            b"\0\0",
            flags,
            across.tobytes(),
            down.tobytes(),
        )
    )
    return glyph + b"\0" * (-len(glyph) % 4)


def _steps(pixels: Sequence[float]) -> "array[int]":
    """Return the way from each place to the next in units, the first one's from zero."""
    if pixels and not -_FARTHEST <= min(pixels) <= max(pixels) <= _FARTHEST:
        pixels = [min(max(each, -_FARTHEST), _FARTHEST) for each in pixels]
    units = [round(each * UNITS_A_PIXEL) for each in pixels]
    return array("h", map(operator.sub, units, [0, *units]))
