"""Counts the cells of a spreadsheet's markup element by element, and says what they take once they are open."""

from collections.abc import Iterable, Iterator
from typing import Final, Protocol
from xml.parsers import expat

from msgspec import Struct

from svodka.errors import DamagedFileError, TableTooComplexError, UnreadableFileError

MOST_CELL_BYTES: Final = 360_000_000
_BYTES_A_PLACE: Final = 24  # held for each place of the rectangle, empty or not
_BYTES_A_CELL: Final = 48  # and while a sheet is read, for each cell that is there
_COPIES: Final = 2  # of each text: the library's own, and another one or ours when the sheet is taken
_REPEATED_COLUMNS: Final = "number-columns-repeated"
_REPEATED_ROWS: Final = "number-rows-repeated"


class Extent(Struct):
    """How far a sheet reaches, how many cells it has, and how many of them show a text of the common list."""

    rows: int = 0
    columns: int = 0
    cells: int = 0
    references: int = 0
    texts: int = 0

    def check(self, longest: int) -> None:
        """Refuse a sheet that takes too much, if each reference were to the longest text."""
        size = self.rows * self.columns * _BYTES_A_PLACE + self.cells * _BYTES_A_CELL
        size += _COPIES * (self.texts + self.references * longest)
        if size > MOST_CELL_BYTES:
            raise TableTooComplexError(
                f"a sheet of {self.rows} rows and {self.columns} columns takes {size} bytes",
                columns=self.columns,
            )


def column_number(letters: bytes) -> int:
    """Return the number of a column by its letters: A is 1, XFD 16,384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


class Counter(Protocol):
    """Is told of each element, without its prefix, and of the text between them."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        ...

    def end(self, name: str) -> None:
        """An element ends."""
        ...

    def text(self, data: str) -> None:
        """Some text stands in the element that is open."""
        ...


def count_elements(pieces: Iterable[bytes], counter: Counter) -> None:
    """Tell a counter of the elements of some markup."""
    for _ in parse_elements(pieces, counter):
        pass


def parse_elements(
    pieces: Iterable[bytes], counter: Counter, *, encoding: str | None = None
) -> Iterator[None]:
    """Tell of the elements of some markup, which may declare no entities; yield after each piece.

    `encoding` overrules what the markup says of itself.
    """
    parser = expat.ParserCreate(encoding)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_declared
    parser.StartElementHandler = lambda name, attributes: counter.start(_local(name), attributes)
    parser.EndElementHandler = lambda name: counter.end(_local(name))
    parser.CharacterDataHandler = counter.text
    try:
        for piece in pieces:
            parser.Parse(piece, False)
            yield
        parser.Parse(b"", True)
        yield
    except expat.ExpatError as error:
        raise DamagedFileError(f"the markup is broken: {error}") from error


def _refuse_declared(*_: object) -> None:
    raise UnreadableFileError("the markup declares entities", found="entities")


def _local(name: str) -> str:
    return name.rpartition(":")[2]


class SheetCounter:
    """Counts the cells of a sheet whose cells or rows need not say where they are."""

    def __init__(self, extent: Extent) -> None:
        self._extent = extent
        self._row = self._column = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Go to the next row or cell, or to where it says it is."""
        if name == "row":
            told = attributes.get("r", "")
            self._row, self._column = int(told) if told.isdigit() else self._row + 1, 0
        elif name == "c":
            letters = attributes.get("r", "").rstrip("0123456789")
            row = attributes.get("r", "")[len(letters) :]
            self._column = column_number(letters.encode()) if letters.isalpha() else self._column + 1
            self._extent.rows = max(self._extent.rows, int(row or self._row))
            self._extent.columns = max(self._extent.columns, self._column)
            self._extent.cells += 1
            self._extent.references += attributes.get("t") == "s"

    def end(self, name: str) -> None:
        """Nothing depends on where an element ends."""

    def text(self, data: str) -> None:
        """Texts of cells are no more than the markup is."""


class OdsCounter:
    """Counts the cells of OpenDocument tables, in which cells and rows say how often they are repeated."""

    def __init__(self) -> None:
        self._table = Extent()
        self._rows = self._width = self._used = self._size = self._length = 0
        self._times = self._row_times = 1
        self._shows = self._in_cell = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Open a table, a row or a cell."""
        if name == "table":
            self._table, self._rows = Extent(columns=0), 0
        elif name == "table-row":
            self._row_times = _times(attributes, _REPEATED_ROWS)
            self._width = self._used = self._size = 0
        elif name in ("table-cell", "covered-table-cell"):
            self._times, self._length, self._in_cell = _times(attributes, _REPEATED_COLUMNS), 0, True
            self._shows = any(key.endswith(("value", "value-type")) for key in attributes)

    def text(self, data: str) -> None:
        """Count the text of a cell."""
        if self._in_cell:
            self._length += len(data)

    def end(self, name: str) -> None:
        """Close a cell, a row or a table."""
        if name in ("table-cell", "covered-table-cell"):
            self._in_cell = False
            self._width += self._times
            if self._shows or self._length:
                self._used = self._width
                self._size += self._length * self._times
        elif name == "table-row":
            self._rows += self._row_times
            if self._used:
                self._table.rows = self._rows
                self._table.columns = max(self._table.columns, self._used)
                self._table.cells += self._used * self._row_times
                self._table.texts += self._size * self._row_times
        elif name == "table":
            self._table.check(0)


def _times(attributes: dict[str, str], kind: str) -> int:
    told = next((value for key, value in attributes.items() if key.endswith(kind)), "1")
    return int(told) if told.isdigit() else 1
