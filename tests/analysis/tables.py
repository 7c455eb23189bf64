"""Tables built by hand for tests, as the reader would hand them over."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import duckdb

from svodka.analysis.model import Column, Issue, Role, Source, Type
from svodka.analysis.table import Table

Cell = str | int | Decimal | dt.date | dt.time | bool | None
Spec = tuple[str, Type, Role] | tuple[str, Type, Role, str | None]

_SQL_TYPES = {
    Type.INTEGER: "BIGINT",
    Type.DATE: "DATE",
    Type.DATETIME: "TIMESTAMP",
    Type.TIME: "TIME",
    Type.BOOLEAN: "BOOLEAN",
    Type.TEXT: "VARCHAR",
}


def build(
    specs: Sequence[Spec],
    rows: Sequence[Sequence[Cell]],
    *,
    issues: Sequence[Issue] = (),
    source: Source | None = None,
    first_row: int = 1,
) -> Table:
    """Build a table of these columns (name, type, role[, unit]) and rows."""
    columns = [
        Column(index=n, name=spec[0], type=spec[1], role=spec[2], unit=spec[3] if len(spec) > 3 else None)
        for n, spec in enumerate(specs)
    ]
    connection = duckdb.connect(config={"enable_external_access": "false"})
    types = ", ".join(f"c{column.index} {_sql_type(column, rows)}" for column in columns)
    connection.execute(f"CREATE TABLE data (row BIGINT, {types})")
    numbered = [(first_row + n, *row) for n, row in enumerate(rows)]
    for start in range(0, len(numbered), 500):
        part = numbered[start : start + 500]
        marks = ", ".join("(" + ", ".join("?" * (len(columns) + 1)) + ")" for _ in part)
        connection.execute(f"INSERT INTO data VALUES {marks}", [cell for row in part for cell in row])
    found = source or Source(format="csv", encoding="utf-8", delimiter=",", quotechar='"', header_row=0)
    return Table(connection=connection, source=found, columns=columns, rows=len(rows), issues=list(issues))


def _sql_type(column: Column, rows: Sequence[Sequence[Cell]]) -> str:
    if column.type is not Type.DECIMAL:
        return _SQL_TYPES[column.type]
    scales = [
        -int(value.as_tuple().exponent)
        for value in (row[column.index] for row in rows)
        if isinstance(value, Decimal)
    ]
    return f"DECIMAL(38, {max(scales, default=0)})"
