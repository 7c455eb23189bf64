"""The rows of all sheets of a workbook in XML, as Excel 2003 and programs that imitate it write it."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final

from svodka.analysis.reading.elements import parse_elements
from svodka.analysis.reading.sheets import Cell, text_of
from svodka.analysis.reading.spooling import check_cells
from svodka.errors import TableTooComplexError

_MOST_DEPTH: Final = 100
_MOST_ROWS: Final = 1_048_576
_CHUNK_CHARS: Final = 1 << 16
_EXACT: Final = re.compile(r"-?(?:\d{1,400}|\d{1,12}\.\d{1,3})")
_FIRST_DAY: Final = dt.date(1900, 1, 1)


class SheetScanner:
    """Reads the rows of all sheets of a workbook in XML."""

    def __init__(self, markup: str) -> None:
        self._markup = markup.lstrip()  # XML allows no blanks before it begins; programs write them.
        self.names: dict[int, str] = {}
        self._midnights: dict[int, dict[int, bool]] = {}

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield each row with the number of its sheet, with the empty rows above it."""
        maker = _Maker()
        for _ in parse_elements(self._pieces(), maker, encoding="utf-8"):
            for index, gap, cells in maker.made:
                for _ in range(gap):
                    yield index, []
                yield index, cells
            maker.made.clear()
        self.names, self._midnights = dict(enumerate(maker.names)), maker.midnights

    def dates(self, index: int) -> list[int]:
        """Return the columns of a sheet whose moments are all midnight."""
        return [column for column, all_are in self._midnights.get(index, {}).items() if all_are]

    def _pieces(self) -> Iterator[bytes]:
        for start in range(0, len(self._markup), _CHUNK_CHARS):
            yield self._markup[start : start + _CHUNK_CHARS].encode()


class _Maker:
    """Makes rows of the elements: `made` holds each with the number of its sheet and of empty rows above it."""

    def __init__(self) -> None:
        self.made: list[tuple[int, int, list[str]]] = []
        self.names: list[str] = []
        self.midnights: dict[int, dict[int, bool]] = {}
        self._depth = self._row = self._last = self._place = self._across = 0
        self._cells: list[str] | None = None
        self._texts: list[str] | None = None
        self._type = ""
        self._commented = False
        self._span = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Open a sheet, a row, a cell or its value."""
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise TableTooComplexError(f"{_MOST_DEPTH} elements inside of each other")
        if name == "Data":
            if self._cells is not None and not self._commented:
                self._texts, self._type = [], _told(attributes, "Type")
        elif name == "Cell":
            if self._cells is not None:
                self._open_cell(self._cells, attributes)
        elif name == "Row":
            self._row = max(self._row + 1, _count(attributes, "Index", _MOST_ROWS))
            self._span = _count(attributes, "Span", _MOST_ROWS)
            self._place = self._across = 0
            self._cells = []
        elif name == "Worksheet":
            self.names.append(_told(attributes, "Name"))
            self._row = self._last = 0
        elif name == "Comment":
            self._commented = True

    def _open_cell(self, cells: list[str], attributes: dict[str, str]) -> None:
        """Go to the next place, or to where the cell says it is."""
        self._place += 1 + self._across
        self._across = 0
        if attributes:
            self._place = max(self._place, _count(attributes, "Index", _MOST_ROWS))
            self._across = _count(attributes, "MergeAcross", _MOST_ROWS)
        check_cells(1, self._place)
        cells.extend([""] * (self._place - len(cells)))

    def text(self, data: str) -> None:
        """Gather the text of a value."""
        if self._texts is not None:
            self._texts.append(data)

    def end(self, name: str) -> None:
        """Close a value or a row."""
        self._depth -= 1
        if name == "Data":
            if self._texts is not None and self._cells:
                self._put(self._cells, _value(self._type, "".join(self._texts)))
                self._texts = None
        elif name == "Comment":
            self._commented = False
        elif name == "Row" and self._cells is not None:
            self._close_row(self._cells)

    def _put(self, cells: list[str], cell: Cell) -> None:
        cells[self._place - 1] = text_of(cell)
        if isinstance(cell, dt.datetime):
            midnights = self.midnights.setdefault(len(self.names) - 1, {})
            midnights[self._place - 1] = midnights.get(self._place - 1, True) and cell.time() == dt.time()

    def _close_row(self, cells: list[str]) -> None:
        if self._row > _MOST_ROWS:
            raise TableTooComplexError(f"a sheet of {self._row} rows")
        if cells and self.names:
            self.made.append((len(self.names) - 1, self._row - self._last - 1, cells))
            self._last = self._row
        self._row += self._span
        self._cells = None


def _told(attributes: dict[str, str], name: str) -> str:
    """Return an attribute by its name without the prefix."""
    return next((value for key, value in attributes.items() if key.rpartition(":")[2] == name), "")


def _count(attributes: dict[str, str], name: str, most: int) -> int:
    told = _told(attributes, name)[:12] if attributes else ""
    return min(int(told), most + 1) if told.isascii() and told.isdigit() else 0


def _value(kind: str, text: str) -> Cell:
    if kind == "Number":
        return _number(text.strip())
    if kind == "DateTime":
        return _moment(text.strip())
    if kind == "Boolean":
        return text.strip() == "1"
    return text


def _number(text: str) -> Cell:
    """Return a number: as it is written where that is exact, else with the digits a spreadsheet keeps."""
    if _EXACT.fullmatch(text):
        return text
    try:
        return float(text)
    except ValueError:
        return text


def _moment(text: str) -> Cell:
    """Return a moment; one before 1900 is a time of day."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment.time() if moment.date() < _FIRST_DAY else moment
