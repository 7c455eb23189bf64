"""The way from bytes to a typed table, step by step; each step is a module of its own."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

import duckdb

from svodka.analysis.model import Issue, ReadOptions, Severity
from svodka.analysis.reading.bulk import read_large
from svodka.analysis.reading.containers import Kind, kind_of_bytes, unpack_gzip, unpack_zip
from svodka.analysis.reading.delimited import check_width, read_delimited
from svodka.analysis.reading.describing import describe_columns, hints_of
from svodka.analysis.reading.direct import load_grid
from svodka.analysis.reading.encoding import decode
from svodka.analysis.reading.grid import Grid
from svodka.analysis.reading.issues import Code
from svodka.analysis.reading.loading import connect, lock
from svodka.analysis.reading.mojibake import undo
from svodka.analysis.reading.naming import name_columns
from svodka.analysis.reading.objects import looks_like_objects, read_objects
from svodka.analysis.reading.parquet import read_parquet
from svodka.analysis.reading.trace import Trace
from svodka.analysis.reading.values.deciding import Hints
from svodka.analysis.reading.workbook import read_workbook
from svodka.analysis.reading.workspace import Workspace
from svodka.analysis.table import Table
from svodka.errors import EmptyFileError, OptionMismatchError, TableTooComplexError, UnreadableFileError

# From here on reading by pieces, with DuckDB doing the bulk, is cheaper than looking at each cell.
LARGE_BYTES: Final = 300_000
_LOOK_BYTES: Final = 64 << 10
_MAX_ARCHIVES: Final = 2
_HEAD_RECORDS: Final = 200
_WIDE_BYTES: Final = 8 << 20
_WIDE_CELLS: Final = 400


def read(
    source: Path | bytes,
    *,
    name: str | None = None,
    options: ReadOptions = ReadOptions(),  # noqa: B008 - a frozen value
    trace: Trace | None = None,
    progress: Callable[[float], None] | None = None,
) -> Table:
    """Read a file, or its bytes, into a typed table. Raise an `UnreadableFileError` if it is none.

    `name` is not trusted for anything; it may serve as a hint in the trail. `progress` is told how much of
    the work is done, from 0 to 1.
    """
    tell = progress or (lambda _: None)
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if trace is not None:
        trace.note("file", name or (source.name if isinstance(source, Path) else "-"), bytes=size)
    try:
        if is_large_text(source, options):
            table = read_large(source, options, trace=trace, tell=tell)
        else:
            data = source if isinstance(source, bytes) else source.read_bytes()
            grid = read_grid(data, options, trace=trace)
            tell(0.5)
            table = _to_table(grid, options, trace)
    except (duckdb.OutOfMemoryException, MemoryError) as error:
        raise TableTooComplexError(f"the table needs more memory than it may have: {error}") from error
    tell(1.0)
    return table


def _is_plain(options: ReadOptions) -> bool:
    """Say whether the options are such that the head of a file is enough to judge it by."""
    return options.sheet is None and max(options.header_row or 0, options.skip_rows) < _HEAD_RECORDS


def is_large_text(source: Path | bytes, options: ReadOptions) -> bool:
    """Say whether a file is read by pieces; what it is, is judged by its first bytes."""
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    return size > LARGE_BYTES and _is_plain(options) and _is_for_pieces(source, size)


def _is_for_pieces(source: Path | bytes, size: int) -> bool:
    if isinstance(source, bytes):
        head = source[:_LOOK_BYTES]
    else:
        with source.open("rb") as file:
            head = file.read(_LOOK_BYTES)
    if head.startswith(b"PK") or not head.strip():
        return False  # A container, or nothing.
    if looks_like_objects(head.decode("utf-8-sig", errors="replace")):
        return False
    first = re.split(rb"[\r\n]", head, maxsplit=1)[0]
    if size < _WIDE_BYTES and (len(first) == len(head) or max(map(first.count, b",;\t|")) > _WIDE_CELLS):
        return False  # No piece holds a whole line; or DuckDB takes more memory for a column than Python does for its few cells.
    return kind_of_bytes(head) is Kind.TEXT


def read_grid(data: bytes, options: ReadOptions, *, trace: Trace | None = None, depth: int = 0) -> Grid:
    """Read the bytes into a grid of texts."""
    kind = kind_of_bytes(data)
    if kind in (Kind.GZIP, Kind.ZIP) and depth >= _MAX_ARCHIVES:
        raise UnreadableFileError("an archive in an archive in an archive", found="archive")
    if kind is Kind.GZIP:
        return read_grid(unpack_gzip(data), options, trace=trace, depth=depth + 1)
    if kind is Kind.ZIP:
        return _from_zip(data, options, trace, depth)
    if kind is Kind.WORKBOOK:
        grid = read_workbook(data, options, trace=trace)
    elif kind is Kind.PARQUET:
        grid = read_parquet(data)
    else:
        grid = _from_text(data, options, trace)
    if not grid.rows and grid.header is None:
        raise EmptyFileError("no row and no header")
    if not grid.rows and grid.width == 1:
        raise UnreadableFileError("one line of text and no table", found="text")
    return grid


def _from_text(data: bytes, options: ReadOptions, trace: Trace | None) -> Grid:
    if options.sheet is not None:
        raise OptionMismatchError("a text has no sheets", option="sheet", value=options.sheet)
    decoded = decode(data, encoding=options.encoding, trace=trace)
    undone = undo(decoded.text, trace=trace) if not options.encoding else None
    if undone is not None:
        issue = Issue(
            code=Code.MOJIBAKE_REVERSED, severity=Severity.WARNING, value=undone.codec, count=undone.lines
        )
        decoded = replace(decoded, text=undone.text, issues=[*decoded.issues, issue])
    if looks_like_objects(decoded.text):
        grid = read_objects(decoded.text, decoded.encoding, decoded.issues)
        if grid is not None:
            return grid
    grid = read_delimited(decoded, options, trace=trace)
    return (
        grid
        if undone is None
        else replace(
            grid, source=replace(grid.source, mojibake="+".join(dict.fromkeys(undone.codec.split("+"))))
        )
    )


def _from_zip(data: bytes, options: ReadOptions, trace: Trace | None, depth: int) -> Grid:
    member = unpack_zip(data, options.sheet)
    inner = replace(options, sheet=None) if options.sheet == member.name else options
    grid = read_grid(member.data, inner, trace=trace, depth=depth + 1)
    issues = list(grid.issues)
    if member.others:
        listed = ", ".join(member.others[:10])
        issues.append(Issue(code=Code.MEMBERS_IGNORED, count=len(member.others), figures={"names": listed}))
    return replace(grid, source=replace(grid.source, member=grid.source.member or member.name), issues=issues)


def _to_table(grid: Grid, options: ReadOptions, trace: Trace | None) -> Table:
    check_width(grid.width)
    workspace = Workspace()
    names, name_issues = name_columns(grid.header, grid.width)
    connection = connect(str(workspace.path("spill")), threads=1)
    try:
        lock(connection)
        typed = load_grid(connection, names, grid, _hints(grid, options), trace=trace)
    except BaseException:
        connection.close()
        workspace.close()
        raise
    return Table(
        connection=connection,
        source=grid.source,
        columns=describe_columns(typed, grid.units),
        rows=len(grid.rows),
        issues=[*grid.issues, *name_issues, *typed.issues],
        workspace=workspace,
    )


def _hints(grid: Grid, options: ReadOptions) -> Hints:
    return hints_of(
        grid.source.delimiter, [*([grid.header] if grid.header else []), *grid.rows[:20]], options
    )
