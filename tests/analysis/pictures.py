"""Pixels of PNG files, for tests: eight bits a sample, with a palette or as RGBA."""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

Pixel = tuple[int, int, int]

_PALETTE = 3


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture's rows of pixels; `palette` tells that it was kept with one."""

    rows: Sequence[Sequence[Pixel]]
    palette: bool

    def box(self, paper: Pixel = (255, 255, 255)) -> tuple[int, int, int, int]:
        """Return left, top, right and bottom of what is not paper."""
        inked = [(x, y) for y, row in enumerate(self.rows) for x, pixel in enumerate(row) if pixel != paper]
        across, down = [x for x, _ in inked], [y for _, y in inked]
        return min(across), min(down), max(across), max(down)

    def distance(self, other: "Picture") -> float:
        """Return how far apart two pictures of a size are: the mean of all samples' differences."""
        samples = [
            abs(one - two)
            for row, other_row in zip(self.rows, other.rows, strict=True)
            for pixel, other_pixel in zip(row, other_row, strict=True)
            for one, two in zip(pixel, other_pixel, strict=True)
        ]
        return sum(samples) / len(samples)


def picture(png: bytes) -> Picture:
    """Take a PNG apart."""
    parts: dict[bytes, bytes] = {}
    position = 8
    while position < len(png):
        (length,) = struct.unpack_from(">I", png, position)
        name = png[position + 4 : position + 8]
        content = png[position + 8 : position + 8 + length]
        assert struct.unpack_from(">I", png, position + 8 + length)[0] == zlib.crc32(name + content)
        parts[name] = parts.get(name, b"") + content
        position += length + 12
    width, height, depth, kind = struct.unpack_from(">IIBB", parts[b"IHDR"])
    assert depth == 8
    size = 1 if kind == _PALETTE else 4
    rows = _rows(zlib.decompress(parts[b"IDAT"]), width * size, height, size)
    if kind == _PALETTE:
        colours = [_rgb(parts[b"PLTE"], n) for n in range(0, len(parts[b"PLTE"]), 3)]
        return Picture(rows=[[colours[value] for value in row] for row in rows], palette=True)
    return Picture(rows=[[_rgb(row, n) for n in range(0, len(row), 4)] for row in rows], palette=False)


def _rgb(content: bytes, start: int) -> Pixel:
    red, green, blue = content[start : start + 3]
    return red, green, blue


def _rows(content: bytes, width: int, height: int, size: int) -> list[bytes]:
    """Undo the filters of PNG."""
    rows: list[bytes] = []
    above = bytes(width)
    for n in range(height):
        start = n * (width + 1)
        row = bytearray(content[start + 1 : start + 1 + width])
        if content[start]:
            for x in range(width):
                left = row[x - size] if x >= size else 0
                corner = above[x - size] if x >= size else 0
                row[x] = (row[x] + _guess(content[start], left, above[x], corner)) & 255
        above = bytes(row)
        rows.append(above)
    return rows


def _guess(kind: int, left: int, up: int, corner: int) -> int:
    if kind < 4:
        return (0, left, up, (left + up) // 2)[kind]
    return min((left, up, corner), key=lambda each: abs(left + up - corner - each))
