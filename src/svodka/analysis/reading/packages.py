"""What a spreadsheet will take once it is open, measured from the parts of its package before anything opens it.

The library that reads spreadsheets holds every cell between the first and the last one, and a copy of a text for
each cell that shows it. A file of a few kilobytes can claim thousands of millions of either.
"""

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct, field

from svodka.analysis.reading.binary_sheets import xlsb_extent, xlsb_lengths
from svodka.analysis.reading.elements import (
    Extent,
    OdsCounter,
    SheetCounter,
    column_number,
    count_elements,
)
from svodka.errors import DamagedFileError, FileTooLargeError, TableTooComplexError, UnreadableFileError

_CHUNK_BYTES: Final = 1 << 20
_MOST_PARTS: Final = 10_000
_PARTS: Final = (".xml", ".rels")
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)
_DECLARED: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_BINARY_SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.bin")
_BINARY_TEXTS: Final = "xl/sharedStrings.bin"
_PLACE: Final = re.compile(rb"<c r=[\"']([A-Za-z]{1,4})(\d{1,9})")
_UNUSUAL: Final = re.compile(rb"<(?:[\w.-]+:(?:c|row)[\s/>]|c(?:[\t\n\r/>]| (?!r=[\"'])))")
_TEXT: Final = re.compile(rb"<(?:\w+:)?si\b")
_SHOWN: Final = re.compile(rb"[\"']s[\"'][^>]*>\s*<(?:\w+:)?v[^>]*>\s*(\d{1,9})")


class _Texts(Struct):
    """The lengths of the texts that cells refer to."""

    lengths: list[int] = field(default_factory=list)

    @property
    def longest(self) -> int:
        return max(self.lengths, default=0)


def measure_package(archive: zipfile.ZipFile, *, ods: bool) -> None:
    """Raise if opening the package would take too much, or if it declares entities of its own."""
    infos = archive.infolist()
    _check_parts(infos)
    parts = [info for info in infos if info.filename.lower().endswith(_PARTS)]
    if ods:
        for info in parts:
            if info.filename == "content.xml":
                _measure_content(archive, info)
        return
    texts = _Texts()
    for info in parts:
        if info.filename.lower().endswith("sharedstrings.xml"):
            texts.lengths = _lengths(archive, info)
    for info in parts:
        if not info.filename.lower().endswith("sharedstrings.xml"):
            _measure_sheet(archive, info, texts)
    lengths: list[int] = []
    for info in infos:
        if info.filename == _BINARY_TEXTS:
            lengths = xlsb_lengths(b"".join(_pieces(archive, info)))
    for info in infos:
        if _BINARY_SHEET.fullmatch(info.filename):
            xlsb_extent(b"".join(_pieces(archive, info)), lengths).check(0)


def _check_parts(infos: Sequence[zipfile.ZipInfo]) -> None:
    if len(infos) > _MOST_PARTS:
        raise TableTooComplexError(f"a package of {len(infos)} parts")
    if any(info.flag_bits & 1 for info in infos):
        raise UnreadableFileError("the package is locked with a password", found="encrypted")
    check_overlaps(infos)


def check_overlaps(infos: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse an archive whose members share their bytes: a little file that unpacks to a huge one."""
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise FileTooLargeError("members of the archive lie over each other", unpacked=info.file_size)
        end = info.header_offset + info.compress_size


def _markup(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield a part in pieces that end before a tag begins; refuse entities, which may be worth any length."""
    rest = b""
    for chunk in _pieces(archive, info):
        piece = rest + chunk
        if _DECLARED.search(piece):
            raise UnreadableFileError("the markup declares entities", found="entities")
        cut = piece.rfind(b"<")
        cut = len(piece) if cut <= 0 else cut
        yield piece[:cut]
        rest = piece[cut:]
    if rest:
        yield rest


def _pieces(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    try:
        with archive.open(info) as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                yield chunk
    except _BROKEN as error:
        raise DamagedFileError(f"the archive is broken: {error}") from error


def _lengths(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> list[int]:
    """Return how long each text is, markup and all: enough to say what it can be at most."""
    starts: list[int] = []
    place = 0
    for piece in _markup(archive, info):
        starts += [place + match.start() for match in _TEXT.finditer(piece)]
        place += len(piece)
    return [end - start for start, end in zip(starts, [*starts[1:], place], strict=True)]


def _measure_sheet(archive: zipfile.ZipFile, info: zipfile.ZipInfo, texts: _Texts) -> None:
    extent = Extent()
    for piece in _markup(archive, info):
        if _UNUSUAL.search(
            piece
        ):  # Cells that do not begin with their place: patterns do not find all of them.
            extent = Extent()
            count_elements(_markup(archive, info), SheetCounter(extent))
            break
        places = set(_PLACE.findall(piece))
        extent.rows = max([extent.rows, *map(int, {row for _, row in places})])
        extent.columns = max([extent.columns, *map(column_number, {letters for letters, _ in places})])
        extent.cells += piece.count(b"<c ")
        extent.references += piece.count(b'"s"') + piece.count(b"'s'")
    try:
        extent.check(texts.longest)
    except TableTooComplexError:
        if not extent.references or not texts.lengths:
            raise
        extent.texts, extent.references = _shown(archive, info, texts.lengths), 0
        extent.check(0)


def _shown(archive: zipfile.ZipFile, info: zipfile.ZipInfo, lengths: Sequence[int]) -> int:
    """Add up the texts that the cells of a sheet refer to."""
    shown = Counter[int]()
    rest = b""
    for piece in _markup(archive, info):
        cells = rest + piece
        cut = max(0, cells.rfind(b"</row"))
        shown.update(map(int, _SHOWN.findall(cells[:cut])))
        rest = cells[cut:]
    shown.update(map(int, _SHOWN.findall(rest)))
    return sum(count * lengths[index] for index, count in shown.items() if index < len(lengths))


def _measure_content(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    count_elements(_markup(archive, info), OdsCounter())
