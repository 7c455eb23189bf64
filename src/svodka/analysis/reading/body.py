"""The rows of the table: data is kept and mended to the table's width, everything else becomes an issue."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from svodka.analysis.model import Issue, Severity
from svodka.analysis.reading.cells import Kind, is_typed, kind_of
from svodka.analysis.reading.header import Row, filled
from svodka.analysis.reading.issues import Code
from svodka.analysis.reading.records import Dialect, Record, parse
from svodka.analysis.reading.rows import Grain, RowKind, row_kind
from svodka.analysis.reading.values.missing import is_blank

_SKIPPED = {
    RowKind.BLANK: Code.BLANK_ROW,
    RowKind.HEADER: Code.REPEATED_HEADER,
    RowKind.TOTAL: Code.TOTAL_ROW,
    RowKind.NOTE: Code.NOTE_ROW,
}
_WARNED = frozenset({Code.SHORT_ROW, Code.LONG_ROW, Code.UNCLOSED_QUOTE})


@dataclass(slots=True)
class Tally:
    """Counts what happened to rows, and keeps the first of each kind."""

    counts: Counter[Code] = field(default_factory=Counter)
    first: dict[Code, tuple[int, str, dict[str, str | int]]] = field(default_factory=dict)

    def add(self, code: Code, row: int, cells: Sequence[str], **figures: str | int) -> None:
        """Count one row."""
        self.counts[code] += 1
        if code not in self.first:
            self.first[code] = (row, next((c.strip() for c in cells if c.strip()), "")[:120], figures)

    def issues(self) -> Iterator[Issue]:
        """Yield one issue for each kind."""
        for code, count in self.counts.items():
            row, value, figures = self.first[code]
            severity = Severity.WARNING if code in _WARNED else Severity.INFO
            yield Issue(
                code=code, severity=severity, row=row, count=count, value=value or None, figures=dict(figures)
            )


def body_rows(
    records: Iterable[Record], grain: Grain, delimiter: str, tally: Tally, *, ends: int | None = None
) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and cells of each row of data. Blank lines behind the last row are not counted."""
    blanks: list[Record] = []
    for record in records:
        if record.comment:
            tally.add(Code.COMMENT_LINES, record.number, record.cells)
            continue
        if len(record.cells) == 1 and grain.width > 2:
            record = _other_delimiter(record, grain, tally)  # noqa: PLW2901 - the same record, read better
        last = ends is not None and record.number >= ends
        kind = row_kind(record.cells, grain, last=last)
        if kind is RowKind.BLANK:
            blanks.append(record)
            continue
        if not last:
            for blank in blanks:
                tally.add(Code.BLANK_ROW, blank.number, blank.cells)
        blanks.clear()
        if kind is not RowKind.DATA:
            tally.add(_SKIPPED[kind], record.number, record.cells)
            continue
        if record.unclosed or record.stray:
            tally.add(
                Code.UNCLOSED_QUOTE if record.unclosed else Code.STRAY_QUOTE, record.number, record.cells
            )
        yield record.number, fit(record, grain, delimiter, tally)


def _other_delimiter(record: Record, grain: Grain, tally: Tally) -> Record:
    """Read a row that stands alone with another delimiter than the rest of the file."""
    for delimiter in ",;\t|":
        cells = next(parse([record.cells[0]], Dialect(delimiter=delimiter, quote='"'))).cells
        if len(cells) > grain.width:
            cells = _merge(list(cells), grain, delimiter) or cells
        if len(cells) == grain.width:
            tally.add(Code.ROW_REALIGNED, record.number, cells, expected=grain.width, found=1)
            return replace(record, cells=cells)
    return record


def last_data(records: Sequence[Record], grain: Grain) -> int:
    """Return the number of the record behind the last one that is surely data."""
    for record in reversed(records):
        if (
            not record.comment
            and row_kind(record.cells, grain) is RowKind.DATA
            and _sure(record.cells, grain)
        ):
            return record.number + 1
    return 0


def _sure(row: Row, grain: Grain) -> bool:
    typed = [j for j, kind in enumerate(grain.kinds) if is_typed(kind)]
    fits = sum(j < len(row) and is_typed(kind_of(row[j])) for j in typed)
    return filled(row) >= min(grain.fill, 2) if not typed else fits > 0 or filled(row) > grain.width // 2


def fit(record: Record, grain: Grain, delimiter: str, tally: Tally) -> list[str]:
    """Bring a row to the table's width: mend it where it is plain how, otherwise fill up or join the rest."""
    cells, width = list(record.cells), grain.width
    if record.stray or record.unclosed:
        cells = [
            _without_lone_quote(cell, kind) for cell, kind in zip_longest(cells, grain.kinds[: len(cells)])
        ]
    if len(cells) == width:
        return cells
    found = len(cells)
    if found > width:
        if all(is_blank(cell) for cell in cells[width:]):
            return cells[:width]
        mended = _merge(cells, grain, delimiter)
        code = Code.LONG_ROW if mended is None else Code.ROW_REALIGNED
        tally.add(code, record.number, cells, expected=width, found=found)
        if mended is None and is_typed(grain.kinds[-1]):
            return cells[:width]  # Joined to a number or a date, the rest would make another one of it.
        return mended or [*cells[: width - 1], (delimiter or " ").join(cells[width - 1 :])]
    mended = _insert(cells, grain)
    code = Code.SHORT_ROW if mended is None else Code.ROW_REALIGNED
    tally.add(code, record.number, cells, expected=width, found=found)
    return mended or [*cells, *[""] * (width - found)]


def _without_lone_quote(cell: str, kind: Kind | None) -> str:
    """Leave out a quote that has no other, where the cell is a value without it."""
    if kind is None or not is_typed(kind) or cell.count('"') != 1:
        return cell
    bare = cell.replace('"', "")
    return bare if kind_of(bare) is kind else cell


def _misfit(cells: Sequence[str], grain: Grain) -> int:
    """Count cells whose kind is not their column's: values among words and words among values."""
    wrong = 0
    for cell, kind in zip(cells, grain.kinds, strict=False):
        have = kind_of(cell)
        if have is Kind.EMPTY or kind is Kind.EMPTY:
            continue
        if is_typed(kind):
            wrong += have is not kind
        else:
            wrong += is_typed(have)
    return wrong


def _merge(cells: list[str], grain: Grain, delimiter: str) -> list[str] | None:
    """Join neighbours, or drop an empty cell, so that every column has its kind; None if it is not plain."""
    extra = len(cells) - grain.width
    if extra > 4 or grain.width > 400:
        return None
    options = []
    for place in range(grain.width):
        group = cells[place : place + extra + 1]
        joined = delimiter.join(group)
        kept = [cell for cell in group if not is_blank(cell)]
        value = kept[0] if len(kept) == 1 else joined
        trial = [*cells[:place], value, *cells[place + extra + 1 :]]
        words = not is_typed(grain.kinds[place]) or len(kept) <= 1
        options.append((_misfit(trial, grain) + (0 if words else 1) + (0.5 if len(kept) > 1 else 0), trial))
    best = min(score for score, _ in options)
    winners = {tuple(trial) for score, trial in options if score == best}
    return list(winners.pop()) if best < 1 and len(winners) == 1 else None


def _insert(cells: list[str], grain: Grain) -> list[str] | None:
    """Put empty cells in one place so that every column has its kind; None if the end is as good a place."""
    gap = grain.width - len(cells)
    if len(cells) < 2 or gap > 3 or grain.width > 400:
        return None
    trials = [[*cells[:place], *[""] * gap, *cells[place:]] for place in range(len(cells) + 1)]
    scores = [_misfit(trial, grain) for trial in trials]
    best = min(scores)
    if best > 1 or scores[-1] - best < 1 + best:
        return None
    places = [place for place, score in enumerate(scores) if score == best]
    # A cell that swallowed its neighbour fits nowhere: it stays in its own column, the gap comes behind it.
    return trials[places[-1]]
