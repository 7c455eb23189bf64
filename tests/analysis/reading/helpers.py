"""Short ways to read a text and look at what came of it."""

from svodka.analysis.model import ReadOptions
from svodka.analysis.reading import Trace, read
from svodka.analysis.table import Table

PLAIN = ReadOptions()


def table_of(text: str | bytes, options: ReadOptions = PLAIN, trace: Trace | None = None) -> Table:
    """Read a text in UTF-8, or bytes."""
    return read(text.encode() if isinstance(text, str) else text, options=options, trace=trace)


def values(table: Table, index: int) -> list[str | None]:
    """Return a column's values as DuckDB writes them, in the file's order."""
    rows = table.connection.execute(f"SELECT c{index}::VARCHAR FROM data ORDER BY row").fetchall()
    return [row[0] for row in rows]


def types(table: Table) -> list[str]:
    """Return the types of the columns."""
    return [column.type.value for column in table.columns]


def names(table: Table) -> list[str]:
    """Return the names of the columns."""
    return [column.name for column in table.columns]


def codes(table: Table) -> list[str]:
    """Return the codes of the issues."""
    return [issue.code for issue in table.issues]
