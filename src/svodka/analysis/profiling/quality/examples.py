"""The rows that a finding shows."""

from typing import Final

from svodka.analysis.table import Table

EXAMPLES: Final = 3


def example_rows(table: Table, where: str, order: str = "row") -> list[int]:
    """Return the first rows, 0-based, for which the condition (SQL of our own) holds."""
    rows = table.connection.execute(
        f"SELECT row FROM data WHERE {where} ORDER BY {order} LIMIT {EXAMPLES}"
    ).fetchall()
    return [row for (row,) in rows]


def literal(text: str) -> str:
    """Write a text as an SQL literal."""
    return "'" + text.replace("'", "''").replace("\x00", "") + "'"
