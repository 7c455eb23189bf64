"""Spreadsheets (XLSX, XLSM, XLSB, XLS, ODS) to records: the sheet that holds data, cells as text."""

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import python_calamine

from svodka.analysis.model import Issue, ReadOptions, Source
from svodka.analysis.reading.binary_sheets import measure_xls
from svodka.analysis.reading.delimited import make_grid
from svodka.analysis.reading.grid import Grid
from svodka.analysis.reading.issues import Code
from svodka.analysis.reading.records import Record
from svodka.analysis.reading.spooling import LARGE_CELLS, Spool, Spooler, check_cells, told
from svodka.analysis.reading.trace import Trace
from svodka.analysis.reading.workspace import Workspace
from svodka.errors import (
    DamagedFileError,
    EmptyFileError,
    OptionMismatchError,
    UnreadableFileError,
)

# Names of the streams in a compound file, which hold a locked workbook and a text.
_LOCKED: Final = "EncryptedPackage".encode("utf-16-le")
_WORD: Final = "WordDocument".encode("utf-16-le")

_MOST_BLANK_ROWS: Final = 100
_Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class _Sheet:
    """One sheet, with the cells as the library has them."""

    name: str
    cells: python_calamine.CalamineSheet
    filled: int

    @property
    def places(self) -> int:
        """How many cells there are between the corners, filled or not."""
        return self.cells.total_height * self.cells.total_width

    def rows(self) -> Iterator[list[_Cell]]:
        """Yield the rows, with the empty ones above and the empty columns on the left."""
        start = self.cells.start
        margin: list[_Cell] = [""] * (start[1] if start else 0)
        for row in self.cells.iter_rows():
            yield [*margin, *row]


def read_workbook(
    data: bytes, options: ReadOptions, workspace: Workspace, *, trace: Trace | None = None
) -> Grid | Spool:
    """Read the wanted sheet, or the one with the most cells; a large one into a file of ours."""
    sheet, others = _chosen(data, options)
    issues = (
        [Issue(code=Code.MEMBERS_IGNORED, count=len(others), figures={"names": ", ".join(others)})]
        if others
        else []
    )
    if trace is not None:
        trace.note("sheet", sheet.name, cells=sheet.filled)
    source = Source(format=_format(data), member=sheet.name)
    if sheet.places > LARGE_CELLS:
        check_cells(sheet.cells.total_height, sheet.cells.total_width)
        path = workspace.path("sheet.csv")
        Spooler(path).write(_written(sheet))
        return Spool(path=path, options=told(options, named=False), source=source, issues=issues)
    records = [Record(number=n, cells=cells) for n, cells in enumerate(_texts(list(sheet.rows())))]
    return make_grid(records, source, options, issues, trace=trace)


def _chosen(data: bytes, options: ReadOptions) -> tuple[_Sheet, list[str]]:
    """Return the sheet that is read, and the names of the others that hold something."""
    if not data.startswith(b"PK"):
        measure_xls(data)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = book.sheet_names
        best: _Sheet | None = None
        filled: dict[str, int] = {}
        wanted = None if options.sheet is None else _wanted(options.sheet, names)
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


def _written(sheet: _Sheet) -> Iterator[list[str]]:
    """Yield the rows as texts, in two passes: moments that are all midnight are dates."""
    midnights = dict[int, bool]()
    for row in sheet.rows():
        for j, cell in enumerate(row):
            if isinstance(cell, dt.datetime):
                midnights[j] = midnights.get(j, True) and cell.time() == dt.time()
    dates = [j for j, all_are in midnights.items() if all_are]
    blanks = 0
    for row in sheet.rows():
        texts = [_text(cell) for cell in row]
        blanks = 0 if any(texts) else blanks + 1
        if blanks > _MOST_BLANK_ROWS:
            continue  # Between a table and a cell lost at the bottom of the sheet there may be a million.
        for j in dates:
            texts[j] = texts[j].removesuffix(" 00:00:00")
        yield texts


def _wanted(wanted: str, names: Sequence[str]) -> str:
    """Return the name of the sheet that is asked for by its name or number."""
    if wanted in names:
        return wanted
    if wanted.isdigit() and int(wanted) < len(names):
        return names[int(wanted)]
    listed = ", ".join(names)
    raise OptionMismatchError(f"no sheet {wanted!r}; there are {listed}", option="sheet", value=wanted)


def _format(data: bytes) -> str:
    if data.startswith(b"PK"):
        return "ods" if b"opendocument" in data[:200] else "xlsx"
    return "xls"


def _texts(rows: Sequence[Sequence[_Cell]]) -> list[list[str]]:
    width = max((len(row) for row in rows), default=0)
    texts = [[_text(cell) for cell in row] for row in rows]
    for j in range(width):
        _shorten_dates([row[j] for row in rows if j < len(row)], texts, j)
    return texts


def _shorten_dates(cells: Sequence[_Cell], texts: list[list[str]], column: int) -> None:
    """Write moments that are all midnight as dates: a spreadsheet knows no difference."""
    moments = [cell for cell in cells if isinstance(cell, dt.datetime)]
    if moments and all(moment.time() == dt.time() for moment in moments):
        for row in texts:
            if column < len(row):
                row[column] = row[column].removesuffix(" 00:00:00")


def _text(cell: _Cell) -> str:
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ", "seconds" if not cell.microsecond else "auto")
    if isinstance(cell, dt.timedelta):
        return str(cell)
    return cell if isinstance(cell, str) else str(cell)


def _number(value: float) -> str:
    """Write a number with the 15 digits that a spreadsheet keeps, without exponent where that is short."""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = f"{value:.15g}"
    return f"{Decimal(text):f}" if "e" in text and 1e-12 < abs(value) < 1e20 else text
