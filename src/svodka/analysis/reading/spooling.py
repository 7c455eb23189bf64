"""Large tables of other formats than text, written out as CSV of ours: from there on they are read as large texts are.

Held as cells in Python, a million rows take a gigabyte; on their way to a file they take nothing.
"""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from svodka.analysis.model import Issue, ReadOptions, Source
from svodka.errors import FileTooLargeError, TableTooComplexError, TooManyColumnsError

LARGE_CELLS: Final = 400_000
MOST_CELLS: Final = 60_000_000
MOST_COLUMNS: Final = 20_000
_MOST_CHARS: Final = 300_000_000


class Gap(Struct, frozen=True, kw_only=True):
    """Empty rows that were not written: the written row behind them, and how many are missing up to there."""

    row: int
    missing: int


class Spool(Struct, frozen=True, kw_only=True):
    """A table written as CSV: where it is, how it is to be read, and what it was made of."""

    path: Path
    options: ReadOptions
    source: Source
    issues: Sequence[Issue] = ()
    gaps: Sequence[Gap] = ()

    def number(self, row: int) -> int:
        """Return the number in the file of a row that was written."""
        return row + next((gap.missing for gap in reversed(self.gaps) if gap.row <= row), 0)

    def number_sql(self, row: str) -> str:
        """Return SQL for the same."""
        cases = "".join(f" WHEN {row} >= {gap.row} THEN {gap.missing}" for gap in reversed(self.gaps))
        return f"{row} + CASE{cases} ELSE 0 END" if cases else row

    def placed(self, found: Source) -> Source:
        """Describe the table by what it was made of, and by where the table was found in that."""
        return replace(
            self.source,
            header_row=self.number(found.header_row)
            if found.header_row is not None and self.options.header_row is None
            else None,
            preamble_rows=self.number(found.preamble_rows),
            footer_rows=found.footer_rows,
        )


def told(options: ReadOptions, *, named: bool) -> ReadOptions:
    """Return the options that a spooled table is read with; `named` says that its first row holds the names."""
    plain = replace(options, delimiter=",", encoding="utf-8", sheet=None)
    return replace(plain, header_row=0, skip_rows=0, no_header=False) if named else plain


def check_cells(rows: int, columns: int) -> None:
    """Refuse a table that is declared to be larger than anything we read."""
    if columns > MOST_COLUMNS:
        raise TooManyColumnsError(f"{columns} columns", columns=columns, most=MOST_COLUMNS)
    if rows * columns > MOST_CELLS:
        raise TableTooComplexError(f"{rows} rows of {columns} columns", columns=columns)


def check_chars(chars: int) -> int:
    """Refuse a table of more text than anything we read; return how much there is."""
    if chars > _MOST_CHARS:
        raise FileTooLargeError(f"a table of {chars} characters", unpacked=chars)
    return chars


class Spooler(Struct):
    """Writes rows of cells to a file, up to a size."""

    path: Path
    rows: int = 0
    chars: int = field(default=0)

    def write(self, rows: Iterable[Sequence[str | None]]) -> None:
        """Write all the rows."""
        with self.path.open("w", encoding="utf-8", newline="", errors="replace") as file:
            writer = csv.writer(file, lineterminator="\n")
            for row in rows:
                self.rows += 1
                self.chars = check_chars(self.chars + writer.writerow(row))
