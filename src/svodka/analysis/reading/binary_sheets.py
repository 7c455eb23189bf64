"""How far the sheets of the binary formats, XLS and XLSB, reach, and how much text their cells show: their records
are walked, not opened.

What cannot be followed is left to the library that opens them, which refuses it. The records: [MS-XLS], [MS-XLSB].
"""

import struct
from array import array
from collections.abc import Iterator, Sequence
from typing import Final

from svodka.analysis.reading.elements import MOST_CELL_BYTES, Extent
from svodka.errors import TableTooComplexError, UnreadableFileError

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
_LOCKED: Final = 0x002F
_END: Final = 0x000A
_SHARED: Final = 0x00FC
_CONTINUED: Final = 0x003C
_SHOWN: Final = 0x00FD
_LONGEST_SHARED: Final = 3 * 65_535
_WIDE, _EXTENDED, _RICH = 1, 4, 8
_XLSB_ROW: Final = 0
_XLSB_CELLS: Final = range(1, 12)
_XLSB_SHOWN: Final = 7
_XLSB_TEXTS: Final = 159
_XLSB_TEXT: Final = 19
_BYTES_A_TEXT: Final = 24


def measure_xls(data: bytes) -> None:
    """Raise if the sheets of an XLS file take too much, all of them being opened at once, or if it is locked."""
    stream = _book(data)
    total, sheet = Extent(), Extent()
    shown = array("I")
    shared: list[bytes] = []
    place, before, in_globals = 0, 0, True
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        record = stream[place + 4 : place + 4 + size]
        if kind == _LOCKED and in_globals:
            raise UnreadableFileError("the workbook is locked with a password", found="encrypted")
        if kind == _BEGIN:
            total, sheet = _with(total, sheet), Extent()
        elif kind in _CELLS and len(record) >= 4:
            row, column = struct.unpack_from("<HH", record)
            if kind == _SPAN:
                (column,) = struct.unpack_from("<H", record, len(record) - 2)
            elif kind == _SHOWN and len(record) >= 10:
                shown.append(struct.unpack_from("<I", record, 6)[0])
            sheet.rows, sheet.columns = max(sheet.rows, row + 1), max(sheet.columns, column + 1)
            sheet.cells += 1
        elif kind == _SHARED or (kind == _CONTINUED and before == _SHARED):
            shared.append(record)
            kind = _SHARED
        in_globals = in_globals and kind != _END
        place, before = place + 4 + size, kind
    total = _with(total, sheet)
    total.texts = _shown_bytes(shared, shown)
    total.check(0)


def _shown_bytes(shared: Sequence[bytes], shown: Sequence[int]) -> int:
    """Return how long the texts are together that cells refer to; exact only where that matters."""
    size = sum(map(len, shared))
    _check_declared(shared[0] if shared else b"", size)
    most = len(shown) * min(size, _LONGEST_SHARED)
    if most <= MOST_CELL_BYTES // 4:
        return most
    lengths = _shared_lengths(shared)
    return sum(lengths[index] for index in shown if index < len(lengths))


def _check_declared(head: bytes, size: int) -> None:
    """Refuse a list that declares more texts than it has room for: the library sets memory apart for all of them."""
    declared = struct.unpack_from("<I", head, 4)[0] if len(head) >= 8 else 0
    if declared > size and declared * _BYTES_A_TEXT > MOST_CELL_BYTES:
        raise TableTooComplexError(f"a list of {declared} texts in {size} bytes")


def _shared_lengths(shared: Sequence[bytes]) -> list[int]:
    """Return how many bytes each of the shared texts takes, up to the first that cannot be followed."""
    pieces = _Pieces(shared)
    pieces.skip(8)
    lengths = []
    while not pieces.ended:
        count, flags = pieces.number(2), pieces.number(1)
        runs = pieces.number(2) if flags & _RICH else 0
        extra = pieces.number(4) if flags & _EXTENDED else 0
        lengths.append(count * (2 if flags & _WIDE else 1))
        pieces.skip_text(count, wide=bool(flags & _WIDE))
        pieces.skip(4 * runs + extra)
    return lengths


class _Pieces:
    """The record of the shared texts and those that continue it, read one after the other."""

    def __init__(self, records: Sequence[bytes]) -> None:
        self._records = records
        self._index = 0
        self._place = 0

    @property
    def ended(self) -> bool:
        """Whether nothing is left."""
        while self._index < len(self._records) and self._place >= len(self._records[self._index]):
            self._index, self._place = self._index + 1, 0
        return self._index >= len(self._records)

    def number(self, size: int) -> int:
        """Read a number of so many bytes, which no record divides; 0 at the end."""
        if self.ended:
            return 0
        place, self._place = self._place, self._place + size
        return int.from_bytes(self._records[self._index][place : place + size], "little")

    def skip(self, size: int) -> None:
        """Leave out so many bytes."""
        while size and not self.ended:
            here = min(size, len(self._records[self._index]) - self._place)
            self._place, size = self._place + here, size - here

    def skip_text(self, count: int, *, wide: bool) -> None:
        """Leave out so many characters; each record that they go on in begins with how it holds them."""
        while count and not self.ended:
            each = 2 if wide else 1
            here = min(count, (len(self._records[self._index]) - self._place) // each)
            self._place, count = self._place + here * each, count - here
            if count:
                self._place = len(self._records[self._index])
                wide = bool(self.number(1) & _WIDE)


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


def xlsb_extent(data: bytes, lengths: Sequence[int] = ()) -> Extent:
    """Return how far one sheet of an XLSB file reaches; `lengths` are those of the shared texts, in bytes."""
    extent, row = Extent(), 0
    for kind, place, size in _xlsb_records(data):
        if kind == _XLSB_ROW:
            row = int.from_bytes(data[place : place + 4], "little") + 1
            extent.rows = max(extent.rows, row)
        elif kind in _XLSB_CELLS:
            column = int.from_bytes(data[place : place + 4], "little") + 1
            extent.columns, extent.cells = max(extent.columns, column), extent.cells + 1
            index = int.from_bytes(data[place + 8 : place + 12], "little") if kind == _XLSB_SHOWN else -1
            if 0 <= index < len(lengths) and size >= 12:
                extent.texts += lengths[index]
    return extent


def xlsb_lengths(data: bytes) -> list[int]:
    """Return how many bytes each of the shared texts of an XLSB file takes."""
    lengths = []
    for kind, place, size in _xlsb_records(data):
        if kind == _XLSB_TEXTS:
            _check_declared(data[place : place + size], len(data))
        elif kind == _XLSB_TEXT:
            lengths.append(size)
    return lengths


def _xlsb_records(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield kind, place and size of the records' contents."""
    place = 0
    while place < len(data):
        kind, place = _varying(data, place, 2)
        size, place = _varying(data, place, 4)
        if place + 4 > len(data):
            return
        yield kind, place, size
        place += size


def _varying(data: bytes, place: int, most: int) -> tuple[int, int]:
    """Read a number of seven bits a byte; return it and the place behind it."""
    value = 0
    for shift in range(most):
        byte = data[place + shift] if place + shift < len(data) else 0
        value |= (byte & 0x7F) << (7 * shift)
        if not byte & 0x80:
            return value, place + shift + 1
    return value, place + most
