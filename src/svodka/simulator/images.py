"""Reads a picture's width and height from its first bytes (PNG, JPEG, GIF, WebP, BMP); draws nothing."""

import struct
from pathlib import Path
from typing import BinaryIO

HEAD_BYTES = 32
_JPEG_SIZE_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def picture_size(path: Path) -> tuple[int, int] | None:
    """Return (width, height) in pixels, or None when the file is no picture that we know."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        if head.startswith(b"\xff\xd8"):
            file.seek(2)
            return _jpeg_size(file)
    return _size_from_head(head)


def _size_from_head(head: bytes) -> tuple[int, int] | None:
    if head.startswith(b"\x89PNG\r\n\x1a\n") and len(head) >= 24:
        return _pair(">II", head, 16)
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return _pair("<HH", head, 6)
    if head.startswith(b"BM") and len(head) >= 26:
        width, height = _pair("<ii", head, 18)
        return width, abs(height)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP" and len(head) >= 30:
        return _webp_size(head)
    return None


def _webp_size(head: bytes) -> tuple[int, int] | None:
    kind = head[12:16]
    if kind == b"VP8 ":
        width, height = _pair("<HH", head, 26)
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8X":
        return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    return None


def _jpeg_size(file: BinaryIO) -> tuple[int, int] | None:
    while True:
        marker = file.read(2)
        if len(marker) < 2 or marker[0] != 0xFF:
            return None
        length_bytes = file.read(2)
        if len(length_bytes) < 2:
            return None
        if marker[1] in _JPEG_SIZE_MARKERS:
            frame = file.read(5)
            if len(frame) < 5:
                return None
            height, width = _pair(">HH", frame, 1)
            return width, height
        file.seek(int.from_bytes(length_bytes, "big") - 2, 1)


def _pair(layout: str, data: bytes, offset: int) -> tuple[int, int]:
    first, second = struct.unpack_from(layout, data, offset)
    return int(first), int(second)
