"""Sheets of any origin to a grid: the cells of a workbook, of a page or of a sheet in XML as text, by one way."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final, Protocol

from svodka.analysis.model import Issue, ReadOptions, Source
from svodka.analysis.reading.delimited import make_grid
from svodka.analysis.reading.grid import Grid
from svodka.analysis.reading.issues import Code
from svodka.analysis.reading.records import Record
from svodka.analysis.reading.spooling import LARGE_CELLS, Gap, Spool, Spooler, check_cells, told
from svodka.analysis.reading.trace import Trace
from svodka.analysis.reading.workspace import Workspace
from svodka.errors import OptionMismatchError

Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta

_MOST_BLANK_ROWS: Final = 100
_MOST_GAPS: Final = 50
# One text may stand in all cells of a small file: apart it takes its length for each of them.
_MOST_HELD_CHARS: Final = 20_000_000


class Sheet(Protocol):
    """A sheet with its cells typed as they are in the file; `rows` may be asked for several times."""

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    @property
    def filled(self) -> int:
        """How many cells hold something."""
        ...

    @property
    def height(self) -> int:
        """How many rows there are down to the last one."""
        ...

    @property
    def width(self) -> int:
        """How many columns there are up to the last one."""
        ...

    @property
    def dates(self) -> Sequence[int] | None:
        """The columns whose moments are all midnight; None: to be found from the cells."""
        ...

    def rows(self) -> Iterator[Sequence[Cell]]:
        """Yield the rows, all of the sheet's width."""
        ...


def read_sheet(
    sheet: Sheet,
    source: Source,
    options: ReadOptions,
    issues: Sequence[Issue],
    workspace: Workspace,
    *,
    trace: Trace | None = None,
) -> Grid | Spool:
    """Read a sheet: a small one into a grid, a large one into a file of ours."""
    if trace is not None:
        trace.note("sheet", sheet.name, cells=sheet.filled)
    check_cells(sheet.height, sheet.width)
    rows = _held(sheet)
    if rows is None:
        path = workspace.path("sheet.csv")
        gaps: list[Gap] = []
        Spooler(path).write(_written(sheet, gaps))
        plain = told(options, named=False)
        return Spool(path=path, options=plain, source=source, issues=issues, gaps=gaps)
    dates = _dates(rows) if sheet.dates is None else sheet.dates
    records = [Record(number=n, cells=cells) for n, cells in enumerate(_texts(rows, dates))]
    return make_grid(records, source, options, issues, trace=trace)


def _held(sheet: Sheet) -> list[Sequence[Cell]] | None:
    """Return the rows; None where they are too many, or too much text, to be held."""
    if sheet.height * sheet.width > LARGE_CELLS:
        return None
    rows, chars = [], 0
    for row in sheet.rows():
        rows.append(row)
        chars += sum(len(cell) for cell in row if isinstance(cell, str))
        if chars > _MOST_HELD_CHARS:
            return None
    return rows


def others_ignored(names: Sequence[str]) -> list[Issue]:
    """Name the sheets that hold something and are not read."""
    if not names:
        return []
    return [Issue(code=Code.MEMBERS_IGNORED, count=len(names), figures={"names": ", ".join(names)})]


def wanted_name(wanted: str, names: Sequence[str]) -> str:
    """Return the name of the sheet that is asked for by its name or number."""
    if wanted in names:
        return wanted
    if wanted.isdigit() and int(wanted) < len(names):
        return names[int(wanted)]
    listed = ", ".join(names)
    raise OptionMismatchError(f"no sheet {wanted!r}; there are {listed}", option="sheet", value=wanted)


def _written(sheet: Sheet, gaps: list[Gap]) -> Iterator[list[str]]:
    """Yield the rows as texts, without long stretches of empty ones, which are noted as gaps."""
    blanks = missing = written = 0
    for texts in _texts(sheet.rows(), _dates(sheet.rows()) if sheet.dates is None else sheet.dates):
        blanks = 0 if any(texts) else blanks + 1
        if blanks > _MOST_BLANK_ROWS and len(gaps) < _MOST_GAPS:
            missing += 1  # Between a table and a cell lost at the bottom of the sheet there may be a million.
            continue
        if missing > (gaps[-1].missing if gaps else 0):
            gaps.append(Gap(row=written, missing=missing))
        written += 1
        yield texts


def _texts(rows: Iterable[Sequence[Cell]], dates: Sequence[int]) -> Iterator[list[str]]:
    """Write the cells as texts, and the moments of some columns as dates."""
    for row in rows:
        texts = [cell if isinstance(cell, str) else text_of(cell) for cell in row]
        for j in dates:
            if j < len(texts):
                texts[j] = texts[j].removesuffix(" 00:00:00")
        yield texts


def _dates(rows: Iterable[Sequence[Cell]]) -> list[int]:
    """Return the columns whose moments are all midnight: a spreadsheet knows no difference to dates."""
    midnights = dict[int, bool]()
    for row in rows:
        for j, cell in enumerate(row):
            if isinstance(cell, dt.datetime):
                midnights[j] = midnights.get(j, True) and cell.time() == dt.time()
    return [j for j, all_are in midnights.items() if all_are]


def text_of(cell: Cell) -> str:
    """Write a cell as a spreadsheet shows it where no format says otherwise."""
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
