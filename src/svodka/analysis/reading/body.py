"""The rows of the table: data is kept and mended to the table's width, everything else becomes an issue."""

from collections.abc import Iterable, Iterator, Sequence

from svodka.analysis.reading.cells import is_typed, kind_of
from svodka.analysis.reading.header import Row, filled
from svodka.analysis.reading.issues import Code
from svodka.analysis.reading.mending import fit, reread
from svodka.analysis.reading.records import Record
from svodka.analysis.reading.rows import Grain, RowKind, is_misplaced, row_kind
from svodka.analysis.reading.tally import Tally

_SKIPPED = {
    RowKind.BLANK: Code.BLANK_ROW,
    RowKind.HEADER: Code.REPEATED_HEADER,
    RowKind.TOTAL: Code.TOTAL_ROW,
    RowKind.NOTE: Code.NOTE_ROW,
}


def body_rows(
    records: Iterable[Record], grain: Grain, delimiter: str, tally: Tally, *, ends: int | None = None
) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and cells of each row of data. Blank lines behind the last row are not counted."""
    blanks: list[Record] = []
    for found in records:
        if found.comment:
            tally.add(Code.COMMENT_LINES, found.number, found.cells)
            continue
        last = ends is not None and found.number >= ends
        record = found if last else reread(found, grain, delimiter, tally)
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


def last_data(records: Sequence[Record], grain: Grain, delimiter: str) -> int:
    """Return the number of the record behind the last one that is surely data."""
    for record in reversed(records):
        if record.comment:
            continue
        known = reread(record, grain, delimiter, Tally())
        if row_kind(known.cells, grain) is RowKind.DATA and _sure(known.cells, grain):
            return record.number + 1
    return 0


def _sure(row: Row, grain: Grain) -> bool:
    typed = [j for j, kind in enumerate(grain.kinds) if is_typed(kind)]
    fits = sum(j < len(row) and is_typed(kind_of(row[j])) for j in typed)
    if not typed:
        return filled(row) >= min(grain.fill, 2)
    return fits > 0 or (filled(row) > grain.width // 2 and not is_misplaced(row, grain))
