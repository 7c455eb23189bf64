"""Pages of HTML and workbooks in XML, which many programs call `.xls`: the table or sheet that holds the data."""

import codecs
import csv
import itertools
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, Protocol

from svodka.analysis.model import Issue, ReadOptions, Severity, Source
from svodka.analysis.reading.encoding import Decoded, decode
from svodka.analysis.reading.grid import Grid
from svodka.analysis.reading.header import find_header
from svodka.analysis.reading.html_tables import PageScanner
from svodka.analysis.reading.issues import Code
from svodka.analysis.reading.sheets import others_ignored, read_sheet, wanted_name
from svodka.analysis.reading.spooling import LARGE_CELLS, Spool, check_cells
from svodka.analysis.reading.trace import Trace
from svodka.analysis.reading.workspace import Workspace
from svodka.analysis.reading.xml_sheets import SheetScanner
from svodka.errors import EmptyFileError, TableTooComplexError, UnreadableFileError

_MOST_BYTES: Final = 32 << 20
_MOST_TABLES: Final = 10_000
_MOST_NAMED: Final = 20
_LOOK_BYTES: Final = 4_096
_LONGEST_MEAN: Final = 300  # characters in a cell: beyond it a table lays a page out
_LOOK_ROWS: Final = 60
_TOLD: Final = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?([\w-]{3,20})", re.IGNORECASE)
# Latin code pages are what a program says that does not care; those are left to the detector.
_CODECS: Final = re.compile(
    rb"(?:windows-|cp)12(?!52)\d\d|koi8-?[ru]|(?:cp|ibm)866|iso-?8859-(?!1$)\d{1,2}", re.IGNORECASE
)


class _Scanner(Protocol):
    """Reads the rows of several tables out of one text, once."""

    @property
    def names(self) -> dict[int, str]:
        """What tables are called, by number; known once the rows were read."""
        ...

    def dates(self, index: int) -> Sequence[int]:
        """Return the columns of a table whose moments are all midnight; known likewise."""
        ...

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows, each with the number of its table."""
        ...


class _Gathered:
    """A table as it is found: its size, and its rows, in a file where they are many."""

    def __init__(self, index: int, scanner: _Scanner, workspace: Workspace) -> None:
        self.index = index
        self.name = ""
        self.filled = self.height = self.width = self.chars = self.broad = 0
        self._scanner = scanner
        self._workspace = workspace
        self._held: list[list[str]] = []
        self._cells = 0
        self._spilled = False

    @property
    def dates(self) -> Sequence[int]:
        """The columns whose moments are all midnight."""
        return self._scanner.dates(self.index)

    def add(self, row: list[str]) -> None:
        """Count a row and keep it."""
        filled = len(row) - row.count("")
        self.height += 1
        self.filled += filled
        self.broad += filled > 1
        if self.broad <= _LOOK_ROWS:
            self.chars += sum(map(len, row))
        if len(row) > self.width:
            self.width = len(row)
            check_cells(self.height, self.width)
        self._held.append(row)
        self._cells += len(row) + 1
        if self._cells > LARGE_CELLS:
            check_cells(self.height, self.width)
            self._spill()

    @property
    def _path(self) -> Path:
        return self._workspace.path(f"table-{self.index}.csv")

    def _spill(self) -> None:
        self._spilled = True
        with self._path.open("a", encoding="utf-8", newline="", errors="replace") as file:
            csv.writer(file).writerows(self._held)
        self._held.clear()
        self._cells = 0

    @property
    def is_data(self) -> bool:
        """Whether it is more than a frame for the parts of a page."""
        return self.broad > 1 and (self.broad > _LOOK_ROWS or self.chars <= self.filled * _LONGEST_MEAN)

    @property
    def has_names(self) -> bool:
        """Whether names stand over its columns."""
        return find_header(list(itertools.islice(self.rows(), _LOOK_ROWS))) is not None

    def rows(self) -> Iterator[list[str]]:
        """Yield the rows, all of the same width."""
        for row in itertools.chain(self._read(), self._held):
            yield row if len(row) == self.width else [*row, *[""] * (self.width - len(row))]

    def _read(self) -> Iterator[list[str]]:
        if self._spilled:
            csv.field_size_limit(_MOST_BYTES)
            with self._path.open(encoding="utf-8", newline="") as file:
                yield from csv.reader(file)


def read_page(
    data: bytes, options: ReadOptions, workspace: Workspace, *, trace: Trace | None = None
) -> Grid | Spool:
    """Read the wanted table of a page of HTML, or the one with the most cells."""
    decoded = _decoded(data, options, trace)
    scanner = PageScanner(decoded.text)
    tables = [table for table in _gathered(scanner, workspace) if table.is_data]
    if not tables:
        raise UnreadableFileError("this is no table but a page of markup", found="html")
    _name_apart(tables)
    chosen = _chosen(tables, options)
    inner = {index for index in scanner.parents if chosen.index in _outside(index, scanner.parents)}
    others = [
        table for table in tables if table is not chosen and table.index not in inner and table.has_names
    ]
    source = Source(format="html", encoding=decoded.encoding, member=chosen.name if len(tables) > 1 else None)
    issues = [*decoded.issues, *map(_other_table, others[:_MOST_NAMED])]
    if trace is not None:
        trace.note("markup", "a page of HTML", tables=len(tables))
    return read_sheet(chosen, source, options, issues, workspace, trace=trace)


def _name_apart(tables: Sequence[_Gathered]) -> None:
    """Give a name of its own to each table without one, or with another's."""
    used: set[str] = set()
    for number, table in enumerate(tables, 1):
        if not table.name or table.name in used:
            table.name = f"{table.name} #{number}".strip()
        used.add(table.name)


def _outside(index: int, parents: dict[int, int]) -> Iterator[int]:
    """Yield the tables that a table stands in."""
    while index in parents:
        index = parents[index]
        yield index


def _other_table(table: _Gathered) -> Issue:
    first = next((row for row in table.rows() if any(row)), [])
    return Issue(
        code=Code.OTHER_TABLE,
        severity=Severity.WARNING,
        value=", ".join(cell for cell in first if cell)[:120],
        figures={"rows": table.height - 1, "columns": table.width},
    )


def read_xml_workbook(
    data: bytes, options: ReadOptions, workspace: Workspace, *, trace: Trace | None = None
) -> Grid | Spool:
    """Read the wanted sheet of a workbook in XML, or the one with the most cells."""
    decoded = _decoded(data, options, trace)
    sheets = [sheet for sheet in _gathered(SheetScanner(decoded.text), workspace) if sheet.filled]
    if not sheets:
        raise EmptyFileError("a workbook without data")
    chosen = _chosen(sheets, options)
    if trace is not None:
        trace.note("markup", "a workbook in XML", sheets=len(sheets))
    issues = [*decoded.issues, *others_ignored([sheet.name for sheet in sheets if sheet is not chosen])]
    source = Source(format="xml", encoding=decoded.encoding, member=chosen.name)
    return read_sheet(chosen, source, options, issues, workspace, trace=trace)


def _gathered(scanner: _Scanner, workspace: Workspace) -> list[_Gathered]:
    found: dict[int, _Gathered] = {}
    for index, row in scanner.rows():
        table = found.get(index)
        if table is None:
            if len(found) >= _MOST_TABLES:
                raise TableTooComplexError(f"more than {_MOST_TABLES} tables")
            table = found[index] = _Gathered(index, scanner, workspace)
        table.add(row)
    for index, table in found.items():
        table.name = scanner.names.get(index, "")
    return [found[index] for index in sorted(found)]


def _chosen(tables: Sequence[_Gathered], options: ReadOptions) -> _Gathered:
    if options.sheet is None:
        return max(tables, key=lambda table: table.filled)
    name = wanted_name(options.sheet, [table.name for table in tables])
    return next(table for table in tables if table.name == name)


def _decoded(data: bytes, options: ReadOptions, trace: Trace | None) -> Decoded:
    """Decode by what the caller says, the BOM, UTF-8 if all bytes are it, what the head says, or our detector."""
    if len(data) > _MOST_BYTES:
        raise TableTooComplexError(f"{len(data)} bytes of markup in one piece")
    told = _TOLD.search(data, 0, _LOOK_BYTES)
    if options.encoding or told is None or not _CODECS.fullmatch(told[1]) or _is_utf8(data):
        return decode(data, encoding=options.encoding, trace=trace)
    name = told[1].decode()
    try:
        codecs.lookup(name)
    except LookupError:
        return decode(data, trace=trace)
    if trace is not None:
        trace.note("encoding", name, why="the file says so")
    return decode(data, encoding=name)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return True
