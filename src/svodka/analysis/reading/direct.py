"""A grid to a typed table: each distinct cell is read once by its column's notation, and all are put in at once.

For what has been read cell by cell anyway. A file of ours that DuckDB reads, and its own casts, cost more than a
small table as a whole, and little less than this for a large one.
"""

from collections.abc import Sequence
from typing import Final

import duckdb

from svodka.analysis.model import Issue, Type
from svodka.analysis.reading.grid import Grid
from svodka.analysis.reading.loading import Typed, columns_of, decide_all, profile_columns
from svodka.analysis.reading.meanings import Locate, Meanings, signs_among_texts
from svodka.analysis.reading.trace import Trace
from svodka.analysis.reading.values.deciding import Hints, Profile
from svodka.analysis.reading.values.missing import is_missing

# Cells that go to DuckDB at once: each takes some 100 bytes on the way.
_BLOCK_CELLS: Final = 200_000

Cells = Sequence[str]
Values = Sequence[str | int | None]


def load_grid(
    connection: duckdb.DuckDBPyConnection,
    names: Sequence[str],
    grid: Grid,
    hints: Hints,
    *,
    trace: Trace | None = None,
) -> Typed:
    """Make `data` of the grid's rows."""
    numbers, columns = grid.numbers, columns_of(grid.rows, grid.width)
    profiles = profile_columns(names, columns)
    verdicts = decide_all(profiles, hints, trace)
    issues = [issue for verdict in verdicts for issue in verdict.issues]
    values: list[Values] = [list(numbers)]
    signs: list[Issue] = []
    for verdict, profile, cells in zip(verdicts, profiles, columns, strict=True):
        if verdict.format.type is Type.TEXT:
            signs += signs_among_texts(profile.name, profile.counts)
            values.append(_texts(cells, profile))
        else:
            meanings = Meanings()
            read = meanings.add(profile.counts, verdict.format)
            issues += meanings.issues(profile.name, _located(cells, numbers, profile))
            values.append([read.get(cell) for cell in cells])
    _insert(connection, ["BIGINT", *(verdict.format.sql_type for verdict in verdicts)], values)
    return Typed(verdicts=verdicts, profiles=profiles, issues=[*issues, *signs], rows=len(numbers))


def _texts(cells: Cells, profile: Profile) -> Values:
    """Return texts as they stand, in Unicode that can be written, and None where there is no value."""
    other: dict[str, str | None] = {cell: None for cell in profile.counts if is_missing(cell)}
    for cell in profile.counts:
        if not cell.isascii() and cell not in other:
            text = cell.encode("utf-8", errors="replace").decode()
            other |= {cell: text} if text != cell else {}
    if other:
        return [other.get(cell, cell) or None for cell in cells]
    return [cell or None for cell in cells]


def _located(cells: Cells, numbers: Sequence[int], profile: Profile) -> Locate:
    def locate(wanted: Sequence[str]) -> tuple[int, str, int]:
        sought = set(wanted)
        first = next(place for place, cell in enumerate(cells) if cell in sought)
        return sum(profile.counts[cell] for cell in wanted), cells[first], numbers[first]

    return locate


def _insert(connection: duckdb.DuckDBPyConnection, types: Sequence[str], values: Sequence[Values]) -> None:
    """Create `data` and put the values in."""
    names = ["row", *(f"c{index}" for index in range(len(values) - 1))]
    cast = ", ".join(f"CAST({name} AS {kind}) AS {name}" for name, kind in zip(names, types, strict=True))
    texts = ", ".join(f"unnest(?::VARCHAR[]) AS {name}" for name in names[1:])
    block = max(1, _BLOCK_CELLS // len(values))
    for start in range(0, max(1, len(values[0])), block):
        making = "INSERT INTO data" if start else "CREATE TABLE data AS"
        part = [column[start : start + block] for column in values]
        connection.execute(f"{making} SELECT {cast} FROM (SELECT unnest(?::BIGINT[]) AS row, {texts})", part)
