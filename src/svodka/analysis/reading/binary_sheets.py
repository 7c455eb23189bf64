"""How far the sheets of the binary formats, XLS and XLSB, reach: their records are walked, not opened.

What cannot be followed is left to the library that opens them, which refuses it.
"""

import struct
from collections.abc import Iterator
from typing import Final

from svodka.analysis.reading.elements import Extent

_SECTOR_SHIFTS: Final = (9, 12)
_SECTOR_NONE: Final = 0xFFFF_FFFA
_ENTRY_BYTES: Final = 128
_HEADER_SECTORS: Final = 109
_SMALL_BYTES: Final = 4_096
_SMALL_SECTOR: Final = 64
_BOOKS: Final = ("Workbook", "Book")
_BEGIN: Final = 0x0809
_SPAN: Final = 0x00BD  # many numbers in a row: the last column stands at the end of the record
_CELLS: Final = frozenset((0x0203, 0x027E, 0x00FD, 0x0204, 0x0006, 0x0205, 0x00D6, 0x0004, _SPAN))
_XLSB_ROW: Final = 0
_XLSB_CELLS: Final = range(1, 12)


def measure_xls(data: bytes) -> None:
    """Raise if the sheets of an XLS file take too much; all of them are opened at once."""
    stream = _book(data)
    total, sheet = Extent(), Extent()
    place = 0
    while place + 8 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        if kind == _BEGIN:
            total, sheet = _with(total, sheet), Extent()
        elif kind in _CELLS:
            row, column = struct.unpack_from("<HH", stream, place + 4)
            if kind == _SPAN and place + 4 + size <= len(stream):
                (column,) = struct.unpack_from("<H", stream, place + 2 + size)
            sheet.rows, sheet.columns = max(sheet.rows, row + 1), max(sheet.columns, column + 1)
            sheet.cells += 1
        place += 4 + size
    _with(total, sheet).check(0)


def _with(total: Extent, sheet: Extent) -> Extent:
    """Add a sheet's places to those of the others, as one column of so many rows."""
    places = total.rows + sheet.rows * sheet.columns
    return Extent(rows=places, columns=1, cells=total.cells + sheet.cells)


def _book(data: bytes) -> bytes:
    """Take the stream of the workbook out of a compound file; nothing if there is none."""
    try:
        (shift,) = struct.unpack_from("<H", data, 30)
        if shift not in _SECTOR_SHIFTS:
            return b""
        sector = 1 << shift
        table = _table(data, sector)
        (first,) = struct.unpack_from("<I", data, 48)
        directory = b"".join(_chain(data, table, first, sector))
        for place in range(0, len(directory), _ENTRY_BYTES):
            entry = directory[place : place + _ENTRY_BYTES]
            (length,) = struct.unpack_from("<H", entry, 64)
            if entry[: max(0, length - 2)].decode("utf-16-le", errors="replace") in _BOOKS:
                start, size = struct.unpack_from("<II", entry, 116)
                if size < _SMALL_BYTES:
                    return _small(data, table, directory, start, sector)
                return b"".join(_chain(data, table, start, sector))
    except struct.error:
        return b""
    return b""


def _small(data: bytes, table: list[int], directory: bytes, start: int, sector: int) -> bytes:
    """Read a stream that lies with others in sectors of their own, inside the stream of the root."""
    (root,) = struct.unpack_from("<I", directory, 116)
    (first,) = struct.unpack_from("<I", data, 60)
    within = b"\0" * _SMALL_SECTOR + b"".join(_chain(data, table, root, sector))
    links = b"".join(_chain(data, table, first, sector))
    return b"".join(
        _chain(
            within,
            list(struct.unpack(f"<{len(links) // 4}I", links[: len(links) // 4 * 4])),
            start,
            _SMALL_SECTOR,
        )
    )


def _table(data: bytes, sector: int) -> list[int]:
    """Read which sector follows which: the list of the lists begins in the header and goes on in sectors."""
    places = list(struct.unpack_from(f"<{_HEADER_SECTORS}I", data, 76))
    (further,) = struct.unpack_from("<I", data, 68)
    seen = set[int]()
    while further < _SECTOR_NONE and further not in seen:
        seen.add(further)
        *more, further = struct.unpack_from(f"<{sector // 4}I", data, (further + 1) * sector)
        places += more
    table: list[int] = []
    for place in places:
        piece = data[(place + 1) * sector : (place + 2) * sector] if place < _SECTOR_NONE else b""
        table += struct.unpack(f"<{len(piece) // 4}I", piece[: len(piece) // 4 * 4])
    return table


def _chain(data: bytes, table: list[int], place: int, sector: int) -> Iterator[bytes]:
    for _ in range(len(table)):
        if place >= len(table):
            return
        yield data[(place + 1) * sector : (place + 2) * sector]
        place = table[place]


def xlsb_extent(data: bytes) -> Extent:
    """Return how far one sheet of an XLSB file reaches."""
    extent, place, row = Extent(), 0, 0
    while place < len(data):
        kind, place = _varying(data, place, 2)
        size, place = _varying(data, place, 4)
        if place + 4 > len(data):
            break
        if kind == _XLSB_ROW:
            row = int.from_bytes(data[place : place + 4], "little") + 1
            extent.rows = max(extent.rows, row)
        elif kind in _XLSB_CELLS:
            column = int.from_bytes(data[place : place + 4], "little") + 1
            extent.columns, extent.cells = max(extent.columns, column), extent.cells + 1
        place += size
    return extent


def _varying(data: bytes, place: int, most: int) -> tuple[int, int]:
    """Read a number of seven bits a byte; return it and the place behind it."""
    value = 0
    for shift in range(most):
        byte = data[place + shift] if place + shift < len(data) else 0
        value |= (byte & 0x7F) << (7 * shift)
        if not byte & 0x80:
            return value, place + shift + 1
    return value, place + most
