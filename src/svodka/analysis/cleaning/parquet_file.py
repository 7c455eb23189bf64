"""The cleaned table as a Parquet file: typed columns, identifiers as text, money as exact decimals.

The table's own database is closed off from the world and may write no file. So the rows go through a file of our
own into a second one, which sees nothing else.
"""

import tempfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final

import duckdb

from svodka.analysis.cleaning.lines import lines
from svodka.analysis.model import Column, Role, Type
from svodka.analysis.table import Table

_ROWS_AT_ONCE: Final = 20_000
_COLUMNS_A_QUERY: Final = 100
_QUOTE: Final = '"'
_LEAST_LINE_BYTES: Final = 2_097_152
_Limits = dict[str, str | int | float | list[str]]
_LIMITS: Final[_Limits] = {"threads": 2, "memory_limit": "320MB"}
# Each thread sets apart blocks of 2,048 values for each column, of which a table with few rows hardly touches any.
_WIDE: Final = 500
_WIDE_LIMITS: Final[_Limits] = {"threads": 1, "memory_limit": "480MB"}
# Decimals of up to 18 digits take eight bytes each, longer ones sixteen.
_SHORT_DIGITS: Final = 18
_LONG_DIGITS: Final = 38
_SQL_TYPES: Final = {
    Type.DATE: "DATE",
    Type.DATETIME: "TIMESTAMP",
    Type.TIME: "TIME",
    Type.BOOLEAN: "BOOLEAN",
    Type.TEXT: "VARCHAR",
}


def write_parquet(table: Table, target: Path) -> None:
    """Write the table; whole numbers beyond 64 bits become decimals without a fraction."""
    with tempfile.TemporaryDirectory(prefix="svodka-") as folder:
        passed = Path(folder) / "table.csv"
        longest = _pass_on(table, passed)
        limits = _WIDE_LIMITS if len(table.columns) > _WIDE else _LIMITS
        with duckdb.connect(config={**limits, "temp_directory": folder}) as connection:
            connection.execute(
                f"COPY ({_typed_sql(table, passed, longest)}) TO {_literal(target)}"
                " (FORMAT parquet, COMPRESSION zstd)"
            )


def _pass_on(table: Table, target: Path) -> int:
    """Write the rows as text, a missing value as nothing and any other text in quotes; return the longest line."""
    cells = [f"coalesce({_cell_sql(column)}, '')" for column in table.columns]
    longest = 0
    with target.open("wb") as file:
        for rows in lines(table, cells, ",", at_once=_ROWS_AT_ONCE):
            written = [row.encode() for row in rows]
            longest = max(longest, *map(len, written))
            file.write(b"\n".join(written) + b"\n")
    return longest


def _cell_sql(column: Column) -> str:
    name = f"c{column.index}"
    if column.type is Type.TEXT:
        return f"'\"' || replace({name}, '\"', '\"\"') || '\"'"
    return f"{name}::VARCHAR"


def _typed_sql(table: Table, passed: Path, longest: int) -> str:
    """Return SQL that reads the rows passed on, in their types and under their names."""
    declared = ", ".join(
        f"'c{column.index}': '{kind}'" for column, kind in zip(table.columns, _types(table), strict=True)
    )
    wanted = ", ".join(
        f'c{column.index} AS "{name.replace(_QUOTE, 2 * _QUOTE)}"'
        for column, name in zip(table.columns, _names(table.columns), strict=True)
    )
    return (
        f"SELECT {wanted} FROM read_csv({_literal(passed)}, header=false, auto_detect=false,"
        f" columns={{{declared}}}, delim=',', quote='\"', escape='\"', new_line='\\n', nullstr='', allow_quoted_nulls=false,"
        f" max_line_size={max(_LEAST_LINE_BYTES, 2 * longest)})"
    )


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _types(table: Table) -> list[str]:
    described = {name: kind for name, kind, *_ in table.connection.execute("DESCRIBE data").fetchall()}
    largest = _largest(table, [column for column in table.columns if column.type is Type.DECIMAL])
    return [
        _type(column, described[f"c{column.index}"], largest.get(column.index)) for column in table.columns
    ]


def _largest(table: Table, columns: Sequence[Column]) -> dict[int, Decimal]:
    """Return the largest absolute value of each column, by its index."""
    largest: dict[int, Decimal] = {}
    for start in range(0, len(columns), _COLUMNS_A_QUERY):
        part = columns[start : start + _COLUMNS_A_QUERY]
        asked = ", ".join(f"coalesce(max(abs(c{column.index})), 0)" for column in part)
        row = table.connection.execute(f"SELECT {asked} FROM data").fetchone()
        assert row is not None
        largest |= {column.index: value for column, value in zip(part, row, strict=True)}
    return largest


def _type(column: Column, held: str, largest: Decimal | None) -> str:
    if column.type is Type.INTEGER:
        if column.role is Role.IDENTIFIER:
            return "VARCHAR"
        return f"DECIMAL({_LONG_DIGITS}, 0)" if held == "HUGEINT" else "BIGINT"
    if largest is not None:
        scale = int(held.rstrip(")").rpartition(",")[2]) if held.startswith("DECIMAL") else 0
        short = scale < _SHORT_DIGITS and largest < 10 ** (_SHORT_DIGITS - scale)
        return f"DECIMAL({_SHORT_DIGITS if short else _LONG_DIGITS}, {scale})"
    return _SQL_TYPES[column.type]


def _names(columns: Sequence[Column]) -> list[str]:
    """Return the columns' names; those that differ in case only, which many readers take for one, are numbered."""
    taken: set[str] = set()
    names = []
    for column in columns:
        name, number = column.name, 1
        wanted = name
        while wanted.casefold() in taken:
            number += 1
            wanted = f"{name} ({number})"
        taken.add(wanted.casefold())
        names.append(wanted)
    return names
