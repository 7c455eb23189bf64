"""The rows of a table as lines of text, put together by SQL: of a wide table some columns at a time."""

from collections.abc import Iterator, Sequence
from typing import Final

from svodka.analysis.table import Table

# An expression takes some blocks of 2,048 values for each of its columns: a sixth of a megabyte in all.
_COLUMNS_AT_ONCE: Final = 250
_CELLS_AT_ONCE: Final = 2_000_000


def lines(
    table: Table, cells: Sequence[str], between: str = "", *, at_once: int, most_rows: int | None = None
) -> Iterator[list[str]]:
    """Yield the lines of at most so many rows, in their order, a list of at most `at_once` of them each time.

    `cells` are the columns' expressions, none of which is ever NULL; `between` stands between two of them.
    """
    joined = [
        f"concat_ws('{between}', {', '.join(cells[start : start + _COLUMNS_AT_ONCE])})"
        for start in range(0, len(cells), _COLUMNS_AT_ONCE)
    ]
    limit = "" if most_rows is None else f" LIMIT {most_rows}"
    if len(joined) > 1:
        yield from _wide(table, joined, between, limit, max(1, _CELLS_AT_ONCE // len(cells)))
        return
    result = table.connection.execute(f"SELECT {joined[0]} FROM data ORDER BY row{limit}")
    while rows := result.fetchmany(at_once):
        yield [line for (line,) in rows]


def _wide(table: Table, joined: Sequence[str], between: str, limit: str, at_once: int) -> Iterator[list[str]]:
    """Ask for some rows and some columns at a time, and put the pieces of each line together."""
    numbers = table.connection.execute(f"SELECT row FROM data ORDER BY row{limit}").fetchall()
    for start in range(0, len(numbers), at_once):
        asked = numbers[start : start + at_once]
        within = f"row BETWEEN {asked[0][0]} AND {asked[-1][0]}"
        pieces = [
            table.connection.execute(f"SELECT {part} FROM data WHERE {within} ORDER BY row").fetchall()
            for part in joined
        ]
        yield [between.join(text for (text,) in row) for row in zip(*pieces, strict=True)]
