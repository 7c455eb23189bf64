"""The way from bytes to a typed table, step by step; each step is a module of its own."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

import duckdb
from msgspec.structs import replace

from svodka.analysis.model import Issue, ReadOptions, Severity
from svodka.analysis.reading.bulk import Tap, read_large
from svodka.analysis.reading.containers import Kind
from svodka.analysis.reading.delimited import check_width, read_delimited
from svodka.analysis.reading.describing import describe_columns, hints_of
from svodka.analysis.reading.direct import load_grid
from svodka.analysis.reading.drawn import read_drawn
from svodka.analysis.reading.encoding import decode
from svodka.analysis.reading.grid import Grid
from svodka.analysis.reading.issues import Code
from svodka.analysis.reading.loading import connect
from svodka.analysis.reading.markup import read_page, read_xml_workbook
from svodka.analysis.reading.mojibake import undo
from svodka.analysis.reading.naming import name_columns
from svodka.analysis.reading.object_stream import LARGE_BYTES as LARGE_OBJECTS_BYTES
from svodka.analysis.reading.object_stream import spool_objects
from svodka.analysis.reading.objects import looks_like_objects, read_objects
from svodka.analysis.reading.opening import Opened, open_archives
from svodka.analysis.reading.parquet import read_parquet
from svodka.analysis.reading.spooling import Spool
from svodka.analysis.reading.trace import Trace
from svodka.analysis.reading.values.deciding import Hints
from svodka.analysis.reading.workbook import read_workbook
from svodka.analysis.reading.workspace import Workspace
from svodka.analysis.table import Table
from svodka.errors import EmptyFileError, OptionMismatchError, TableTooComplexError, UnreadableFileError

# From here on reading by pieces, with DuckDB doing the bulk, is cheaper than looking at each cell.
LARGE_BYTES: Final = 300_000
_HEAD_RECORDS: Final = 200
_WIDE_BYTES: Final = 16 << 20
_MOST_OBJECTS_BYTES: Final = 24 << 20
# From here on DuckDB takes less memory for many columns than Python does for their cells.
_FEW_ROWS_BYTES: Final = 2 << 20
_WIDE_CELLS: Final = 400
_READERS: Final = {Kind.WORKBOOK: read_workbook, Kind.HTML: read_page, Kind.XML_WORKBOOK: read_xml_workbook}


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
    workspace = Workspace()
    try:
        opened = open_archives(source, options, workspace)
        found = read_grid_of(opened, workspace, trace=trace)
        if isinstance(found, Grid):
            tell(0.5)
            table = _to_table(found, opened.options, trace)
        else:
            table = read_by_pieces(opened, found, trace=trace, tell=tell)
    except (duckdb.OutOfMemoryException, MemoryError) as error:
        raise TableTooComplexError(f"the table needs more memory than it may have: {error}") from error
    finally:
        workspace.close()
    tell(1.0)
    return table


def read_by_pieces(
    opened: Opened,
    spool: Spool | None,
    *,
    trace: Trace | None = None,
    tell: Callable[[float], None] = lambda _: None,
    tap: Tap | None = None,
) -> Table:
    """Read a large text, or a large table of another format that was spooled."""
    if spool is None:
        table = read_large(opened.content, opened.options, trace=trace, tell=tell, tap=tap)
        return replace(table, source=opened.named(table.source), issues=[*table.issues, *opened.issues])
    table = read_large(spool.path, spool.options, trace=trace, tell=tell, tap=tap)
    source = opened.named(spool.placed(table.source))
    issues = _numbered(table, spool) if spool.gaps else table.issues
    return replace(table, source=source, issues=[*spool.issues, *issues, *opened.issues])


def _numbered(table: Table, spool: Spool) -> list[Issue]:
    """Give the rows the numbers that they have in the file; return the issues with these."""
    table.connection.execute("ALTER VIEW data RENAME TO written")
    number = spool.number_sql("row")
    table.connection.execute(f"CREATE VIEW data AS SELECT {number} AS row, * EXCLUDE (row) FROM written")
    found = table.connection.execute("SELECT max(row) - min(row) FROM data").fetchone()
    written = table.connection.execute("SELECT max(row) - min(row) FROM written").fetchone()
    missing = found[0] - written[0] if table.rows and found and written else 0
    return [_numbered_issue(issue, spool, missing) for issue in table.issues]


def _numbered_issue(issue: Issue, spool: Spool, missing: int) -> Issue:
    """Place an issue where it is in the file, and count the rows that were not written, too."""
    count = issue.count
    if issue.code == Code.BLANK_ROW:
        count += missing
    elif issue.code == Code.PREAMBLE:
        count = spool.number(count)
    return replace(issue, row=None if issue.row is None else spool.number(issue.row), count=count)


def _is_plain(options: ReadOptions) -> bool:
    """Say whether the options are such that the head of a file is enough to judge it by."""
    return options.sheet is None and max(options.header_row or 0, options.skip_rows) < _HEAD_RECORDS


def read_grid_of(opened: Opened, workspace: Workspace, *, trace: Trace | None = None) -> Grid | Spool | None:
    """Read a small table whole, and write a large one of another format as text. None: it is a large text."""
    if opened.kind is Kind.TEXT:
        found = _from_large_text(opened, workspace, trace)
    elif opened.kind is Kind.PARQUET:
        found = read_parquet(opened.content, opened.options, workspace)
    else:
        found = _READERS[opened.kind](opened.data(), opened.options, workspace, trace=trace)
    if not isinstance(found, Grid):
        return found
    if not found.rows and found.header is None:
        raise EmptyFileError("no row and no header")
    if not found.rows and found.width == 1:
        raise UnreadableFileError("one line of text and no table", found="text")
    return replace(found, source=opened.named(found.source), issues=[*found.issues, *opened.issues])


def _from_large_text(opened: Opened, workspace: Workspace, trace: Trace | None) -> Grid | Spool | None:
    if opened.size > LARGE_BYTES and _is_plain(opened.options):
        if opened.size > LARGE_OBJECTS_BYTES:
            content = opened.content
            path = content if isinstance(content, Path) else workspace.keep("objects", content)
            spool = spool_objects(path, opened.options, workspace)
            if spool is not None:
                return spool
        if _is_for_pieces(opened.head(), opened.size):
            return None
    return _from_text(opened.data(), opened.options, trace)


def _is_for_pieces(head: bytes, size: int) -> bool:
    """Say whether a large text is read by pieces."""
    if looks_like_objects(head.decode("utf-8-sig", errors="replace")):
        if size > _MOST_OBJECTS_BYTES:
            raise TableTooComplexError(f"{size} bytes of JSON in one piece")
        return False
    if size < _WIDE_BYTES and read_drawn(head.decode("utf-8", errors="replace").splitlines()[:_HEAD_RECORDS]):
        return False
    first = re.split(rb"[\r\n]", head, maxsplit=1)[0]
    if size >= _WIDE_BYTES:
        return True
    holds_a_line = len(first) < len(head)
    return holds_a_line and (size >= _FEW_ROWS_BYTES or max(map(first.count, b",;\t|")) <= _WIDE_CELLS)


def read_grid(data: bytes, options: ReadOptions, *, trace: Trace | None = None) -> Grid:
    """Read the bytes into a grid of texts, however many they are, unless they are a large table of another format."""
    workspace = Workspace()
    try:
        opened = open_archives(data, options, workspace)
        found = read_grid_of(opened, workspace, trace=trace)
        return found if isinstance(found, Grid) else _from_text(opened.data(), opened.options, trace)
    finally:
        workspace.close()


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


def _to_table(grid: Grid, options: ReadOptions, trace: Trace | None) -> Table:
    check_width(grid.width)
    workspace = Workspace()
    names, name_issues = name_columns(grid.header, grid.width)
    connection = connect(str(workspace.path("spill")), threads=1, locked=True)
    try:
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
