"""The way from bytes to a typed table, step by step; each step is a module of its own."""

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb

from svodka.analysis.model import Column, Issue, ReadOptions, Type
from svodka.analysis.reading.containers import Kind, kind_of_bytes, unpack_gzip, unpack_zip
from svodka.analysis.reading.delimited import read_delimited
from svodka.analysis.reading.encoding import decode
from svodka.analysis.reading.grid import Grid
from svodka.analysis.reading.issues import Code
from svodka.analysis.reading.loading import Typed, connect, lock, profile_rows, type_table
from svodka.analysis.reading.naming import name_columns
from svodka.analysis.reading.roles import role_of
from svodka.analysis.reading.trace import Trace
from svodka.analysis.reading.values.deciding import Hints
from svodka.analysis.reading.values.units import unit_in_name, unit_of
from svodka.analysis.reading.workbook import read_workbook
from svodka.analysis.reading.workspace import Workspace
from svodka.analysis.table import Table
from svodka.errors import EmptyFileError

Progress = Callable[[float], None]


def read(
    source: Path | bytes,
    *,
    name: str | None = None,
    options: ReadOptions = ReadOptions(),  # noqa: B008 - a frozen value
    trace: Trace | None = None,
    progress: Progress | None = None,
) -> Table:
    """Read a file, or its bytes, into a typed table. Raise an `UnreadableFileError` if it is none.

    `name` is not trusted for anything; it may serve as a hint in the trail. `progress` is told how much of
    the work is done, from 0 to 1.
    """
    data = source if isinstance(source, bytes) else source.read_bytes()
    if trace is not None:
        trace.note("file", name or (source.name if isinstance(source, Path) else "-"), bytes=len(data))
    tell = progress or (lambda _: None)
    grid = read_grid(data, options, trace=trace)
    tell(0.5)
    table = _to_table(grid, options, trace)
    tell(1.0)
    return table


def read_grid(data: bytes, options: ReadOptions, *, trace: Trace | None = None, depth: int = 0) -> Grid:
    """Read the bytes into a grid of texts."""
    kind = kind_of_bytes(data)
    if kind is Kind.GZIP and depth < 2:
        return read_grid(unpack_gzip(data), options, trace=trace, depth=depth + 1)
    if kind is Kind.ZIP and depth < 2:
        return _from_zip(data, options, trace, depth)
    if kind is Kind.WORKBOOK:
        grid = read_workbook(data, options, trace=trace)
    else:
        grid = read_delimited(decode(data, encoding=options.encoding, trace=trace), options, trace=trace)
    if not grid.rows and grid.header is None:
        raise EmptyFileError("no row and no header")
    return grid


def _from_zip(data: bytes, options: ReadOptions, trace: Trace | None, depth: int) -> Grid:
    member = unpack_zip(data, options.sheet)
    grid = read_grid(member.data, options, trace=trace, depth=depth + 1)
    issues = list(grid.issues)
    if member.others:
        listed = ", ".join(member.others[:10])
        issues.append(Issue(code=Code.MEMBERS_IGNORED, count=len(member.others), figures={"names": listed}))
    return replace(grid, source=replace(grid.source, member=grid.source.member or member.name), issues=issues)


def _to_table(grid: Grid, options: ReadOptions, trace: Trace | None) -> Table:
    workspace = Workspace()
    names, name_issues = name_columns(grid.header, grid.width)
    connection = connect(str(workspace.path("spill")))
    try:
        _fill(connection, workspace, grid)
        lock(connection)
        typed = type_table(
            connection, profile_rows(names, grid.rows), hints_of(grid, options), whole=True, trace=trace
        )
    except BaseException:
        connection.close()
        workspace.close()
        raise
    return Table(
        connection=connection,
        source=grid.source,
        columns=_columns(typed, grid, names),
        rows=len(grid.rows),
        issues=[*grid.issues, *name_issues, *typed.issues],
        workspace=workspace,
    )


def _fill(connection: duckdb.DuckDBPyConnection, workspace: Workspace, grid: Grid) -> None:
    """Bring the rows into DuckDB by a file of ours, which it reads far faster than rows from Python."""
    path = workspace.path("raw.csv")
    with path.open("w", encoding="utf-8", newline="", errors="replace") as file:
        writer = csv.writer(file, lineterminator="\n")
        for number, row in zip(grid.numbers, grid.rows, strict=True):
            writer.writerow([number, *row])
    width = grid.width
    columns = ", ".join(["'row': 'BIGINT'", *(f"'c{i}': 'VARCHAR'" for i in range(width))])
    longest = max(path.stat().st_size + 2, 2_097_152)
    connection.execute(
        f"CREATE TABLE raw AS SELECT * FROM read_csv(?, auto_detect=false, header=false, delim=',', quote='\"', "
        f"escape='\"', new_line='\\n', parallel=false, max_line_size={longest}, columns={{{columns}}})",
        [str(path)],
    )
    path.unlink()
    found = connection.execute("SELECT count(*) FROM raw").fetchone()
    if found is None or found[0] != len(grid.rows):
        raise AssertionError(f"{len(grid.rows)} rows were written and {found} came back")


def hints_of(grid: Grid, options: ReadOptions) -> Hints:
    """Gather what the file as a whole and the caller say about its values."""
    return Hints(
        forced_mark=options.decimal,
        forced_dayfirst=options.dayfirst,
        comma_decimal_likely=grid.source.delimiter == ";" or _speaks_russian(grid),
    )


def _speaks_russian(grid: Grid) -> bool:
    text = "".join("".join(row) for row in ([*(grid.header or ())], *grid.rows[:20]))
    return any("а" <= char.lower() <= "я" for char in text)


def _columns(typed: Typed, grid: Grid, names: list[str]) -> list[Column]:
    columns = []
    for index, (verdict, profile) in enumerate(zip(typed.verdicts, typed.profiles, strict=True)):
        kind = verdict.format.type
        unit = None
        if kind in (Type.INTEGER, Type.DECIMAL):
            told = grid.units[index].strip(" ()[]") if index < len(grid.units) else ""
            unit = verdict.unit or (unit_of(told) or told or None) or unit_in_name(names[index])
        columns.append(
            Column(
                index=index,
                name=names[index],
                type=kind,
                role=role_of(names[index], kind, profile.counts, verdict.reason),
                unit=unit,
            )
        )
    return columns
