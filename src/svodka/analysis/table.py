"""The table in memory: a DuckDB connection with one relation, and what is known of its columns."""

from collections.abc import Hashable, Sequence
from types import TracebackType
from typing import Any, Protocol, Self

import duckdb
from msgspec import Struct, field

from svodka.analysis.model import Column, Issue, Source


class Closable(Protocol):
    """Something that is freed by `close`, which may be called twice."""

    def close(self) -> None:
        """Free it."""
        ...


class Table(Struct, frozen=True, kw_only=True):
    """A typed table, held by the DuckDB connection it lives in; close it, or use it as a context manager.

    The relation `data` has the column `row` (BIGINT: the 0-based record in the file) and one column
    `c<index>` for each of `columns`: INTEGER → BIGINT or HUGEINT, DECIMAL → DECIMAL(38, s), DATE → DATE,
    DATETIME → TIMESTAMP (wall-clock time as written; UTC if the column carries differing offsets),
    TIME → TIME, BOOLEAN → BOOLEAN, TEXT → VARCHAR as it stands in the file. NULL is a missing value.
    Rows are in the file's order. Percentages are in percent: "12,5 %" is 12.5 with unit "%".
    `answers` keeps what was asked already, by question: the table does not change.
    """

    connection: duckdb.DuckDBPyConnection
    source: Source
    columns: Sequence[Column]
    rows: int
    issues: Sequence[Issue]
    workspace: Closable | None = None
    answers: dict[Hashable, Any] = field(default_factory=dict)

    def close(self) -> None:
        """Free the table's memory and temporary files."""
        self.connection.close()
        if self.workspace is not None:
            self.workspace.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
