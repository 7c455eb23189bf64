"""How big a picture is, by its first bytes."""

import struct
from pathlib import Path

import pytest

from svodka.simulator.images import picture_size
from tests.simulator.conftest import png

JPEG_APP = b"\xff\xe0" + struct.pack(">H", 16) + bytes(14)
JPEG_FRAME = b"\xff\xc2" + struct.pack(">HBHHB", 17, 8, 480, 640, 3)
WEBP = {
    "VP8 ": bytes(10) + struct.pack("<HH", 640, 480),
    "VP8L": bytes(5) + struct.pack("<I", 639 | 479 << 14),
    "VP8X": bytes(8) + (639).to_bytes(3, "little") + (479).to_bytes(3, "little"),
}


def webp(kind: str) -> bytes:
    return b"RIFF" + bytes(4) + b"WEBP" + kind.encode() + WEBP[kind] + bytes(8)


@pytest.mark.parametrize(
    ("body", "size"),
    [
        (png(640, 480), (640, 480)),
        (b"\xff\xd8" + JPEG_APP + JPEG_FRAME, (640, 480)),
        (b"GIF89a" + struct.pack("<HH", 640, 480), (640, 480)),
        (b"BM" + bytes(16) + struct.pack("<ii", 640, -480), (640, 480)),
        (webp("VP8 "), (640, 480)),
        (webp("VP8L"), (640, 480)),
        (webp("VP8X"), (640, 480)),
        (b"", None),
        (b"a;b\n1;2\n", None),
        (b"\xff\xd8" + JPEG_APP[:5], None),
        (b"\x89PNG\r\n\x1a\n", None),
    ],
)
def test_a_picture_is_measured_and_anything_else_is_not(
    tmp_path: Path, body: bytes, size: tuple[int, int] | None
) -> None:
    path = tmp_path / "picture"
    path.write_bytes(body)
    assert picture_size(path) == size
