"""A picture of few colours: a byte a pixel, and a palette that grows by the shades between two colours.

What is drawn lies in masks of coverage. Sixteen degrees of it, and the colour that a pixel is nearest to, fit one
byte: so a whole mask is laid over the picture by translating bytes, with no loop over pixels.
"""

import struct
import zlib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

Colour = tuple[int, int, int]

_DEGREES: Final = 15
_TO_DEGREE: Final = bytes((value * _DEGREES + 127) // 255 for value in range(256))
_UNTOUCHED: Final = bytes([255]) + bytes(255)
_MOST_COLOURS: Final = 16
_MOST_SHADES: Final = 256
_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_PALETTE: Final = 3
_LEVEL: Final = 1
_SAMPLES: Final = 4


@cache
def _corner(radius: int) -> Sequence[bytes]:
    """Return the coverage of an upper left corner's pixels, in degrees, row by row from the outside in."""
    steps = [(n + 0.5) / _SAMPLES for n in range(_SAMPLES)]
    return [
        bytes(
            round(
                _DEGREES
                * sum(
                    (radius - x - dx) ** 2 + (radius - y - dy) ** 2 <= radius**2
                    for dx in steps
                    for dy in steps
                )
                / _SAMPLES**2
            )
            for x in range(radius)
        )
        for y in range(radius)
    ]


@cache
def _shades(one: Colour, other: Colour) -> Sequence[Colour]:
    """Return the colours on the way from the other to the one, a degree each, without these two themselves."""
    return [
        (
            _between(one[0], other[0], degree),
            _between(one[1], other[1], degree),
            _between(one[2], other[2], degree),
        )
        for degree in range(1, _DEGREES)
    ]


def _between(one: int, other: int, degree: int) -> int:
    return (one * degree + other * (_DEGREES - degree) + _DEGREES // 2) // _DEGREES


class Palette:
    """The colours of a picture, and the shades between two of them as they are needed."""

    def __init__(self, colours: Mapping[str, Colour]) -> None:
        assert len(colours) <= _MOST_COLOURS, "a pixel's colour has four bits"
        self.numbers = {name: number for number, name in enumerate(colours)}
        self.shades = list(colours.values())
        self.nearest = bytearray(range(_MOST_SHADES))
        self._laid: dict[int, bytearray] = {}
        self._mixed: set[tuple[int, int]] = set()
        self._upon: dict[tuple[int, int], bytes] = {}

    def over(self, number: int, grounds: set[int]) -> bytearray:
        """Return the table from (ground's number << 4 | degree) to the shade, for a colour on these grounds."""
        table = self._laid.setdefault(number, bytearray(_MOST_SHADES))
        for ground in grounds:
            if (number, ground) not in self._mixed:
                self._mixed.add((number, ground))
                table[ground << 4 | 1 : ground + 1 << 4] = self._degrees(number, ground)
        return table

    def upon(self, number: int, ground: int) -> bytes:
        """Return the table from degree to the shade, for a colour on this ground only."""
        if (number, ground) not in self._upon:
            shades = self.over(number, {ground})[ground << 4 | 1 : ground + 1 << 4]
            self._upon[number, ground] = bytes((ground, *shades)).ljust(_MOST_SHADES, b"\0")
        return self._upon[number, ground]

    def _degrees(self, number: int, ground: int) -> bytes:
        """Return the shade of each degree from the first; the nearer colour's where there is no place for more."""
        if number == ground:
            return bytes((number,)) * _DEGREES
        found = bytearray()
        for degree, shade in enumerate(_shades(self.shades[number], self.shades[ground]), start=1):
            nearer = number if 2 * degree > _DEGREES else ground
            if len(self.shades) < _MOST_SHADES:
                self.nearest[len(self.shades)] = nearer
                found.append(len(self.shades))
                self.shades.append(shade)
            else:
                found.append(nearer)
        return bytes((*found, number))


class Canvas:
    """Pixels of the palette's first colour, to be painted over. Coordinates are whole pixels, y down."""

    def __init__(self, width: int, height: int, palette: Palette) -> None:
        self.width = width
        self.height = height
        self._palette = palette
        # Each row begins with the byte that PNG wants there: no filter.
        self._stride = width + 1
        self._pixels = bytearray(self._stride * height)

    def rect(self, left: int, top: int, right: int, bottom: int, colour: str, radius: int = 0) -> None:
        """Fill a rectangle with round corners."""
        if left < 0 or top < 0 or right > self.width or bottom > self.height:
            left, top, radius = max(left, 0), max(top, 0), 0
            right, bottom = min(right, self.width), min(bottom, self.height)
        if left >= right or top >= bottom:
            return
        number = self._palette.numbers[colour]
        radius = min(radius, (right - left) // 2, (bottom - top) // 2)
        self._fill(left, top + radius, right, bottom - radius, number)
        for inset, corner in enumerate(_corner(radius)):
            degrees = corner + bytes((_DEGREES,)) * (right - left - 2 * radius) + corner[::-1]
            for y in (top + inset, bottom - 1 - inset):
                start = y * self._stride + 1
                ground = bytes(self._pixels[start + left : start + right])
                self._pixels[start + left : start + right] = self._painted(ground, degrees, number)

    def _fill(self, left: int, top: int, right: int, bottom: int, number: int) -> None:
        """Fill a rectangle that is not empty, along its longer side."""
        first, last = top * self._stride + 1, bottom * self._stride
        if right - left < bottom - top:
            column = bytes((number,)) * (bottom - top)
            for x in range(left, right):
                self._pixels[first + x : last : self._stride] = column
            return
        row = bytes((number,)) * (right - left)
        for start in range(first, last, self._stride):
            self._pixels[start + left : start + right] = row

    def mask(self, left: int, top: int, width: int, coverage: bytes, colour: str) -> None:
        """Lay a colour over the picture where a mask of rows of this width covers it, from 0 to 255."""
        rows = range(max(top, 0), min(top + len(coverage) // width, self.height))
        first, last = max(left, 0), min(left + width, self.width)
        if not rows or first >= last:
            return
        degrees, number = coverage.translate(_TO_DEGREE), self._palette.numbers[colour]
        if (first, last, len(rows)) != (left, left + width, len(coverage) // width):
            starts = [(y - top) * width - left for y in rows]
            degrees = b"".join(degrees[start + first : start + last] for start in starts)
        starts = [y * self._stride + 1 + first for y in rows]
        width = last - first
        ground = b"".join([self._pixels[start : start + width] for start in starts])
        painted = self._painted(ground, degrees, number)
        for n, start in enumerate(starts):
            self._pixels[start : start + width] = painted[n * width : n * width + width]

    def _painted(self, ground: bytes, degrees: bytes, number: int) -> bytes:
        first = ground[0]
        if first < _MOST_COLOURS and ground.count(first) == len(ground):
            return degrees.translate(self._palette.upon(number, first))
        near = ground.translate(self._palette.nearest)
        table = self._palette.over(number, {ground for ground in range(_MOST_COLOURS) if ground in near})
        size = len(ground)
        codes = _integer(near) << 4 | _integer(degrees)
        laid = codes.to_bytes(size + 1, "little")[:size].translate(table)
        kept = _integer(ground) & _integer(degrees.translate(_UNTOUCHED))
        return (kept | _integer(laid)).to_bytes(size, "little")

    def png(self) -> bytes:
        """Return the picture as PNG."""
        header = struct.pack(">IIBBBBB", self.width, self.height, 8, _PALETTE, 0, 0, 0)
        packer = zlib.compressobj(_LEVEL, strategy=zlib.Z_RLE)
        pixels = packer.compress(self._pixels) + packer.flush()
        colours = b"".join(bytes(shade) for shade in self._palette.shades)
        parts = ((b"IHDR", header), (b"PLTE", colours), (b"IDAT", pixels), (b"IEND", b""))
        return _SIGNATURE + b"".join(_chunk(name, content) for name, content in parts)


def _integer(content: bytes) -> int:
    return int.from_bytes(content, "little")


def _chunk(name: bytes, content: bytes) -> bytes:
    check = zlib.crc32(content, zlib.crc32(name))
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)
