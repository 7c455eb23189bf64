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
def _corner(radius: int) -> Sequence[Sequence[int]]:
    """Return the coverage of a rounded corner's pixels, row by row from the outside in."""
    steps = [(n + 0.5) / _SAMPLES for n in range(_SAMPLES)]
    return [
        [
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
        ]
        for y in range(radius)
    ]


class Palette:
    """The colours of a picture, and the shades between two of them as they are needed."""

    def __init__(self, colours: Mapping[str, Colour]) -> None:
        assert len(colours) <= _MOST_COLOURS, "a pixel's colour has four bits"
        self.numbers = {name: number for number, name in enumerate(colours)}
        self.shades = list(colours.values())
        self.nearest = bytearray(range(_MOST_SHADES))
        self._laid: dict[int, bytearray] = {}
        self._mixed: set[tuple[int, int]] = set()

    def over(self, number: int, grounds: set[int]) -> bytearray:
        """Return the table from (ground's number << 4 | degree) to the shade, for a colour on these grounds."""
        table = self._laid.setdefault(number, bytearray(_MOST_SHADES))
        for ground in grounds:
            if (number, ground) not in self._mixed:
                self._mixed.add((number, ground))
                for degree in range(1, _DEGREES + 1):
                    table[ground << 4 | degree] = self._shade(number, ground, degree)
        return table

    def _shade(self, number: int, ground: int, degree: int) -> int:
        nearer = number if 2 * degree > _DEGREES else ground
        if number == ground or degree == _DEGREES:
            return number
        if len(self.shades) == _MOST_SHADES:
            return nearer
        one, other = self.shades[number], self.shades[ground]
        red, green, blue = (
            (a * degree + b * (_DEGREES - degree) + _DEGREES // 2) // _DEGREES
            for a, b in zip(one, other, strict=True)
        )
        self.shades.append((red, green, blue))
        self.nearest[len(self.shades) - 1] = nearer
        return len(self.shades) - 1


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
        row = bytes((number,)) * (right - left)
        for y in range(top + radius, bottom - radius):
            start = y * self._stride + 1
            self._pixels[start + left : start + right] = row
        for inset, degrees in enumerate(_corner(radius)):
            for y in (top + inset, bottom - 1 - inset):
                start = y * self._stride + 1
                self._pixels[start + left + radius : start + right - radius] = row[2 * radius :]
                for x, degree in enumerate(degrees):
                    if degree:
                        self._dab(start + left + x, number, degree)
                        self._dab(start + right - 1 - x, number, degree)

    def _dab(self, position: int, number: int, degree: int) -> None:
        ground = self._palette.nearest[self._pixels[position]]
        self._pixels[position] = self._palette.over(number, {ground})[ground << 4 | degree]

    def mask(self, left: int, top: int, width: int, coverage: bytes, colour: str) -> None:
        """Lay a colour over the picture where a mask of rows of this width covers it, from 0 to 255."""
        rows = range(max(top, 0), min(top + len(coverage) // width, self.height))
        first, last = max(left, 0), min(left + width, self.width)
        if not rows or first >= last:
            return
        if (first, last, len(rows)) != (left, left + width, len(coverage) // width):
            starts = [(y - top) * width - left for y in rows]
            coverage = b"".join(coverage[start + first : start + last] for start in starts)
        starts = [y * self._stride + 1 + first for y in rows]
        width = last - first
        ground = b"".join([self._pixels[start : start + width] for start in starts])
        painted = self._painted(ground, coverage.translate(_TO_DEGREE), self._palette.numbers[colour])
        for n, start in enumerate(starts):
            self._pixels[start : start + width] = painted[n * width : n * width + width]

    def _painted(self, ground: bytes, degrees: bytes, number: int) -> bytes:
        if ground.count(0) == len(ground):
            return degrees.translate(self._palette.over(number, {0}))
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
