"""Spreadsheets (XLSX, XLSM, XLSB, XLS, ODS): the sheet that holds data, as the library reads it."""

import io
from collections.abc import Iterator
from typing import Final

import python_calamine
from msgspec import Struct

from svodka.analysis.model import ReadOptions, Source
from svodka.analysis.reading.binary_sheets import measure_xls
from svodka.analysis.reading.grid import Grid
from svodka.analysis.reading.sheets import Cell, others_ignored, read_sheet, wanted_name
from svodka.analysis.reading.spooling import Spool
from svodka.analysis.reading.trace import Trace
from svodka.analysis.reading.workspace import Workspace
from svodka.errors import (
    DamagedFileError,
    EmptyFileError,
    UnreadableFileError,
)

# Names of the streams in a compound file, which hold a locked workbook and a text.
_LOCKED: Final = "EncryptedPackage".encode("utf-16-le")
_WORD: Final = "WordDocument".encode("utf-16-le")


class _Sheet(Struct, frozen=True, kw_only=True):
    """One sheet, with the cells as the library has them."""

    name: str
    cells: python_calamine.CalamineSheet
    filled: int

    @property
    def height(self) -> int:
        """How many rows there are down to the last one."""
        return self.cells.total_height

    @property
    def width(self) -> int:
        """How many columns there are up to the last one."""
        return self.cells.total_width

    @property
    def dates(self) -> None:
        """Not known before the cells are looked at."""

    def rows(self) -> Iterator[list[Cell]]:
        """Yield the rows, with the empty ones above and the empty columns on the left."""
        start = self.cells.start
        margin: list[Cell] = [""] * (start[1] if start else 0)
        for row in self.cells.iter_rows():
            yield [*margin, *row]


def read_workbook(
    data: bytes, options: ReadOptions, workspace: Workspace, *, trace: Trace | None = None
) -> Grid | Spool:
    """Read the wanted sheet, or the one with the most cells; a large one into a file of ours."""
    sheet, others = _chosen(data, options)
    source = Source(format=_format(data), member=sheet.name)
    return read_sheet(sheet, source, options, others_ignored(others), workspace, trace=trace)


def _chosen(data: bytes, options: ReadOptions) -> tuple[_Sheet, list[str]]:
    """Return the sheet that is read, and the names of the others that hold something."""
    if not data.startswith(b"PK"):
        measure_xls(data)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = book.sheet_names
        best: _Sheet | None = None
        filled: dict[str, int] = {}
        wanted = None if options.sheet is None else wanted_name(options.sheet, names)
        for name in names:
            sheet = _sheet(book, name)
            filled[name] = sheet.filled
            if (best is None or sheet.filled > best.filled) if wanted is None else name == wanted:
                best = sheet
    except UnreadableFileError:
        raise
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        # The library raises several unrelated classes, a Rust panic among them.
        _refuse_other(data)
        raise DamagedFileError(f"the workbook cannot be read: {error}") from error
    if best is None or not any(filled.values()):
        raise EmptyFileError("a workbook without data")
    return best, [name for name in names if name != best.name and filled[name]]


def _refuse_other(data: bytes) -> None:
    """Tell a locked workbook and a text in a compound file from a damaged sheet."""
    for sign, found in ((_LOCKED, "encrypted"), (_WORD, "document")):
        if not data.startswith(b"PK") and sign in data:
            raise UnreadableFileError(f"this is no table but {found}", found=found)


def _sheet(book: python_calamine.CalamineWorkbook, name: str) -> _Sheet:
    cells = book.get_sheet_by_name(name)
    return _Sheet(name=name, cells=cells, filled=sum(cell != "" for row in cells.iter_rows() for cell in row))


def _format(data: bytes) -> str:
    if data.startswith(b"PK"):
        return "ods" if b"opendocument" in data[:200] else "xlsx"
    return "xls"
