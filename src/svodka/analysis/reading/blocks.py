"""The records of a file parted where a table may begin: behind blank ones, and at names over rows of another width."""

from collections.abc import Iterator, Sequence
from typing import Final

from svodka.analysis.reading.cells import is_typed, kind_of
from svodka.analysis.reading.header import Row, filled
from svodka.analysis.reading.values.missing import is_blank

_FEWEST_ROWS: Final = 3
_BODY_SEEN: Final = 20


def part_at_tables(rows: Sequence[Row], start: int) -> list[tuple[int, int]]:
    """Return the blocks [begin, end) of the records from `start` on, in their order."""
    return [part for block in _blocks(rows, start) for part in _tables(rows, *block)]


def _blocks(rows: Sequence[Row], start: int) -> list[tuple[int, int]]:
    """Part the records at blank ones."""
    blocks, begin = [], -1
    for index in range(start, len(rows)):
        if filled(rows[index]):
            begin = index if begin < 0 else begin
        elif begin >= 0:
            blocks.append((begin, index))
            begin = -1
    if begin >= 0:
        blocks.append((begin, len(rows)))
    return blocks


def _tables(rows: Sequence[Row], begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Part a block where, from a row of words over values on, all rows have another number of cells."""
    for index in range(begin + _FEWEST_ROWS, end - _FEWEST_ROWS + 1):
        width = len(rows[index])
        if len(rows[index - 1]) != width and _begins(rows, begin, index, end):
            yield begin, index
            begin = index
    yield begin, end


def _begins(rows: Sequence[Row], begin: int, index: int, end: int) -> bool:
    """Say whether a row is the names of a table that follows another one without a blank row between them."""
    names, above = rows[index], rows[max(begin, index - _FEWEST_ROWS) : index]
    below = rows[index + 1 : min(end, index + 1 + _BODY_SEEN)]
    if len(above) < _FEWEST_ROWS or min(len(names), len(above[-1])) < 2 or filled(names) * 4 < len(names) * 3:
        return False
    if len({*map(len, above)}) > 1 or {*map(len, below)} != {len(names)}:
        return False
    kinds = {j: kind_of(cell) for j, cell in enumerate(names) if not is_blank(cell)}
    return not any(map(is_typed, kinds.values())) and all(
        any(j < len(row) and is_typed(kind_of(row[j])) for j in kinds for row in part)
        for part in (above, below)
    )
