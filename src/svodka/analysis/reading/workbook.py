"""Spreadsheets (XLSX, XLSM, XLSB, XLS, ODS) to records: the sheet that holds data, cells as text."""

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

import python_calamine

from svodka.analysis.model import Issue, ReadOptions, Source
from svodka.analysis.reading.delimited import make_grid
from svodka.analysis.reading.grid import Grid
from svodka.analysis.reading.issues import Code
from svodka.analysis.reading.records import Record
from svodka.analysis.reading.trace import Trace
from svodka.errors import DamagedFileError, EmptyFileError, OptionMismatchError, UnreadableFileError

# Names of the streams in a compound file, which hold a locked workbook and a text.
_LOCKED: Final = "EncryptedPackage".encode("utf-16-le")
_WORD: Final = "WordDocument".encode("utf-16-le")

_Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


def read_workbook(data: bytes, options: ReadOptions, *, trace: Trace | None = None) -> Grid:
    """Read the wanted sheet, or the one with the most cells."""
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = book.sheet_names
        sheets = {name: _rows(book, name) for name in names}
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        _refuse_what_is_none(data, str(error))
        # The library raises several unrelated classes, a Rust panic among them.
        raise DamagedFileError(f"the workbook cannot be read: {error}") from error
    filled = {name: sum(bool(cell != "") for row in rows for cell in row) for name, rows in sheets.items()}
    if not any(filled.values()):
        raise EmptyFileError("a workbook without data")
    chosen = _choose(options.sheet, names, filled)
    others = [name for name in names if name != chosen and filled[name]]
    issues = (
        [Issue(code=Code.MEMBERS_IGNORED, count=len(others), figures={"names": ", ".join(others)})]
        if others
        else []
    )
    if trace is not None:
        trace.note("sheet", chosen, cells=filled[chosen])
    records = [Record(number=n, cells=cells) for n, cells in enumerate(_texts(sheets[chosen]))]
    source = Source(format=_format(data), member=chosen if len(names) > 1 else None)
    grid = make_grid(records, source, options, issues, trace=trace)
    return replace(grid, source=replace(grid.source, member=chosen))


def _refuse_what_is_none(data: bytes, told: str) -> None:
    """Name what was taken for a broken workbook: one that is locked, or a text of Word's in the same wrapping."""
    if _LOCKED in data or "assword" in told:
        raise UnreadableFileError("the workbook is locked with a password", found="encrypted")
    if _WORD in data:
        raise UnreadableFileError("this is no table but an office document", found="document")


def _rows(book: python_calamine.CalamineWorkbook, name: str) -> Sequence[Sequence[_Cell]]:
    return book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def _choose(wanted: str | None, names: Sequence[str], filled: dict[str, int]) -> str:
    if wanted is None:
        return max(names, key=lambda name: filled[name])
    if wanted in filled:
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
