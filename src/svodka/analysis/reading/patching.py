"""Large irregular texts: lines that are as all are go through as they stand, the others are read and mended.

Work on a line that is regular is a count and a comparison; only the others cost what a small file's lines do.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, Protocol, TextIO

from msgspec import Struct

from svodka.analysis.model import Issue, Severity
from svodka.analysis.reading.body import body_rows
from svodka.analysis.reading.cells import is_typed, kind_of
from svodka.analysis.reading.header import find_header
from svodka.analysis.reading.issues import Code
from svodka.analysis.reading.records import Dialect, Record, Run, parse, parse_runs, split_plain
from svodka.analysis.reading.rows import Grain, RowKind, row_kind
from svodka.analysis.reading.tally import Tally
from svodka.errors import TableTooComplexError

_BLOCK_ROWS: Final = 40
_MOST_LOOKS: Final = 300
_MOST_GROUP: Final = 20_000
_MOST_OTHERS: Final = 20
_FEW: Final = 20  # one line in so many at most is written otherwise than the others
_MOST_ODD: Final = 300_000  # each costs some 50 microseconds


class _Writer(Protocol):
    """What `csv.writer` returns."""

    def writerow(self, row: Iterable[object], /) -> object:
        """Write one row."""
        ...

    def writerows(self, rows: Iterable[Iterable[object]], /) -> object:
        """Write some rows."""
        ...


class _Other(Struct):
    """Another table in the file: where its names stand, and how many records follow them."""

    number: int
    names: Sequence[str]
    rows: int = 0

    def issue(self) -> Issue:
        """Say that it was left out."""
        return Issue(
            code=Code.OTHER_TABLE,
            severity=Severity.WARNING,
            row=self.number,
            value=", ".join(name.strip() for name in self.names if name.strip())[:120],
            figures={"rows": self.rows, "columns": len(self.names)},
        )


class Mender:
    """Writes the rows of one table as CSV, each with its number in front. Serves one file."""

    def __init__(self, dialect: Dialect, grain: Grain, *, first: int) -> None:
        self._dialect = dialect
        self._grain = grain
        self._first = first
        self._tally = Tally()
        self._others: list[_Other] = []
        self._outside: _Other | None = None
        self._looks = 0
        self._last = self._rows = 0
        self._as_it_stands = (
            len(dialect.delimiter) == 1
            and dialect.delimiter != " "
            and dialect.quote == '"'
            and not dialect.escape
        )
        self.sign = dialect.delimiter if self._as_it_stands else ","

    def write(self, blocks: Iterable[str], file: TextIO) -> int:
        """Write the rows of the text; return how many there are."""
        writer = csv.writer(file, delimiter=self.sign, lineterminator="\n")
        group: list[Record] = []
        odd = 0
        for item in parse_runs(blocks, self._dialect, odd_lines(self._dialect)):
            if isinstance(item, Record):
                odd += 1
                if odd > _MOST_ODD:
                    raise TableTooComplexError(f"more than {_MOST_ODD} lines are irregular")
                if item.number >= self._first or item.comment:
                    group.append(item)
                if len(group) < _MOST_GROUP:
                    continue
            self._settle(group, item if isinstance(item, Run) else None, writer)
            group = []
            if isinstance(item, Run):
                self._run(item, file, writer)
        self._settle(group, None, writer)
        return self._rows

    @property
    def footers(self) -> int:
        """How many kinds of records there are behind the last row."""
        return sum(row > self._last for row, _, _ in self._tally.first.values())

    def issues(self) -> Iterator[Issue]:
        """Yield what was noticed."""
        yield from self._tally.issues()
        yield from (other.issue() for other in self._others[:_MOST_OTHERS])

    def _run(self, run: Run, file: TextIO, writer: _Writer) -> None:
        skipped = max(0, self._first - run.number)
        number, lines = run.number + skipped, run.lines[skipped:]
        if not lines:
            return
        if self._outside is not None:
            self._outside.rows += len(lines)
            return
        if self._as_it_stands:
            sign = self.sign
            file.write("".join([f"{n}{sign}{line}\n" for n, line in enumerate(lines, number)]))
        else:
            writer.writerows([n, *self._cells(line)] for n, line in enumerate(lines, number))
        self._last, self._rows = number + len(lines) - 1, self._rows + len(lines)

    def _cells(self, line: str) -> Sequence[str]:
        quote = self._dialect.quote
        if not quote or quote not in line:
            return split_plain(line, self._dialect.delimiter)
        return next(csv.reader([line], delimiter=self._dialect.delimiter, quotechar=quote))

    def _settle(self, group: list[Record], follows: Run | None, writer: _Writer) -> None:
        """Write the rows among records that needed a parser."""
        start = 0
        for place in self._starts(group, ends=follows is None):
            before = self._outside
            self._cross(group[place:], follows)
            after, self._outside = self._outside, before
            self._rows_of(group[start:place], writer, more=after is None)
            self._outside, start = after, place
        self._rows_of(group[start:], writer, more=follows is not None)

    def _rows_of(self, records: Sequence[Record], writer: _Writer, *, more: bool) -> None:
        if self._outside is not None:
            self._outside.rows += sum(not self._is_blank(record) for record in records)
            return
        for number, cells in body_rows(records, self._grain, self._dialect.delimiter, self._tally):
            writer.writerow([number, *cells])
            self._last, self._rows = number, self._rows + 1
        for record in reversed(records):
            if not more or not self._is_blank(record):
                break
            self._tally.add(Code.BLANK_ROW, record.number, record.cells)

    def _is_blank(self, record: Record) -> bool:
        return not record.comment and row_kind(record.cells, self._grain) is RowKind.BLANK

    def _starts(self, group: Sequence[Record], *, ends: bool) -> list[int]:
        """Return the places behind blank records, where another table may begin; the end of the file is none."""
        blank = [self._is_blank(record) for record in group]
        after = [*blank[1:], ends]
        places = [i + 1 for i, empty in enumerate(blank) if empty and not after[i]]
        places = places[: max(0, _MOST_LOOKS - self._looks)]
        self._looks += len(places)
        return places

    def _cross(self, below: Sequence[Record], follows: Run | None) -> None:
        """Look at what stands below a blank line: it may be another table, or this one again."""
        ends = next((i for i, record in enumerate(below) if self._is_blank(record)), len(below))
        block = list(below[: min(ends, _BLOCK_ROWS)])
        if ends == len(below) and follows is not None:
            lines = follows.lines[: _BLOCK_ROWS - len(block)]
            block += [
                Record(number=follows.number + record.number, cells=record.cells)
                for record in parse(lines, self._dialect)
            ]
        if len(block) < 2 or self._is_row(block[0].cells):
            return
        rows = [record.cells for record in block]
        header = find_header(rows)
        if header is None or not header.firm or header.rows[-1] + 1 >= len(rows):
            return
        names = [cell.strip() for cell in rows[header.rows[-1]]]
        if tuple(names) in self._grain.header:
            self._outside = None
        elif not self._is_row(names):
            self._outside = _Other(number=block[header.rows[0]].number, names=names, rows=-len(header.rows))
            self._others.append(self._outside)

    def _is_row(self, cells: Sequence[str]) -> bool:
        """Say whether cells are values where this table has values."""
        kinds = zip(cells, self._grain.kinds, strict=False)
        return any(is_typed(kind) and kind_of(cell) is kind for cell, kind in kinds)


def odd_lines(dialect: Dialect) -> Callable[[Sequence[str]], Sequence[int]]:
    """Return a function that tells which lines need a parser: another width, quotes that are not plain, comments."""
    sign, width, comment = dialect.delimiter, dialect.width, dialect.comment
    marks = [mark for mark in (dialect.quote, dialect.escape) if mark]
    plainly = _quoted_plainly(dialect)

    def odd(lines: Sequence[str]) -> Sequence[int]:
        if sign and sign != " ":
            wrong = [line.count(sign) != width - 1 for line in lines]
        else:
            wrong = [not line.strip() or len(split_plain(line, sign)) != width for line in lines]
        marked = [any(mark in line for mark in marks) for line in lines] if marks else [False] * len(lines)
        found = [i for i, (bad, mark) in enumerate(zip(wrong, marked, strict=True)) if bad or mark]
        found = [i for i in found if not (marked[i] and plainly and plainly.fullmatch(lines[i]))]
        found = sorted({*found, *_written_otherwise(lines, sign, width)})
        return found if not comment else sorted({*found, *_beginning_with(comment, lines)})

    return odd


def _written_otherwise(lines: Sequence[str], sign: str, width: int) -> list[int]:
    """Return lines that have a blank behind each delimiter, or begin with an apostrophe, where few lines do."""
    if width < 3 or len(sign) != 1 or sign == " ":
        return []
    spaced = sign + " "
    found = [i for i, line in enumerate(lines) if line[:1] == "'" or line.count(spaced) == width - 1]
    return found if len(found) * _FEW <= len(lines) else []


def _beginning_with(comment: str, lines: Sequence[str]) -> Iterator[int]:
    return (i for i, line in enumerate(lines) if line.startswith(comment))


def _quoted_plainly(dialect: Dialect) -> re.Pattern[str] | None:
    """Return a pattern of lines with quotes where they should be and as many cells as the table has columns."""
    if not dialect.quote or dialect.escape or len(dialect.delimiter) != 1 or dialect.delimiter == " ":
        return None
    quote, sign = re.escape(dialect.quote), re.escape(dialect.delimiter)
    cell = f"(?:{quote}(?:[^{quote}]|{quote}{quote})*+{quote}|[^{quote}{sign}]*+)"
    return re.compile(f"{cell}(?:{sign}{cell}){{{dialect.width - 1}}}")
