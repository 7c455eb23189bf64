"""A large text to a typed table: the fast way first, and the slow way where the count does not come out."""

from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Final

import duckdb

from svodka.analysis.model import ReadOptions
from svodka.analysis.reading.describing import describe_columns, hints_of
from svodka.analysis.reading.large import (
    BodySieve,
    Judged,
    Loaded,
    is_regular,
    judge,
    load_fast,
    load_slow,
)
from svodka.analysis.reading.loading import (
    THREADS,
    Typed,
    columns_of,
    connect,
    lock,
    profile_columns,
    type_table,
)
from svodka.analysis.reading.naming import name_columns
from svodka.analysis.reading.survey import Survey, survey
from svodka.analysis.reading.trace import Trace
from svodka.analysis.reading.workspace import Workspace
from svodka.analysis.table import Table

# Is given the table's names and its rows as they stand in the file, before the table is handed over.
Tap = Callable[[Sequence[str] | None, Iterator[Sequence[str | None]]], None]
_FETCHED_ROWS: Final = 2_000


def read_large(
    source: Path | bytes,
    options: ReadOptions,
    *,
    trace: Trace | None = None,
    tell: Callable[[float], None] = lambda _: None,
    tap: Tap | None = None,
) -> Table:
    """Read a large text."""
    workspace = Workspace()
    try:
        path = source if isinstance(source, Path) else workspace.keep("source", source)
        known: Survey | None = None
        for trusting in (True, False):
            found = survey(path, workspace, encoding=options.encoding, trusting=trusting, trace=trace)
            if known is not None and (found.path, found.encoding) == (known.path, known.encoding):
                break  # What was trusted is proven, and has not helped.
            known, judged = found, judge(found, options, trace)
            tell(0.2)
            table = (
                _fast(found, judged, options, workspace, trace, tap) if is_regular(found, judged) else None
            )
            if table is not None:
                return table
        if trace is not None:
            trace.note("loading", "what is irregular was mended line by line")
        return _slow(found, judged, options, workspace, trace, tap)
    except BaseException:
        workspace.close()
        raise


def _fast(
    found: Survey,
    judged: Judged,
    options: ReadOptions,
    workspace: Workspace,
    trace: Trace | None,
    tap: Tap | None,
) -> Table | None:
    """Read with DuckDB alone; None if it refuses the file or has not seen every line."""
    connection = connect(str(workspace.path("spill")), threads=1)
    try:
        loaded = load_fast(found, judged)
        table = _typed(connection, loaded, judged, options, workspace, trace, tap)
        if table is not None and trace is not None:
            trace.note("loading", "by DuckDB as it is", rows=table.rows)
    except duckdb.Error as error:
        if trace is not None:
            trace.note("loading", f"DuckDB refused: {str(error)[:200]}")
        table = None
    except BaseException:
        connection.close()
        raise
    if table is None:
        connection.close()
    return table


def _slow(
    found: Survey,
    judged: Judged,
    options: ReadOptions,
    workspace: Workspace,
    trace: Trace | None,
    tap: Tap | None,
) -> Table:
    connection = connect(str(workspace.path("spill")), threads=1)
    try:
        loaded = load_slow(found, judged, workspace)
        table = _typed(connection, loaded, judged, options, workspace, trace, tap)
    except BaseException:
        connection.close()
        raise
    if table is None:
        raise AssertionError("the rows that were written did not come back")
    return table


def _typed(
    connection: duckdb.DuckDBPyConnection,
    loaded: Loaded,
    judged: Judged,
    options: ReadOptions,
    workspace: Workspace,
    trace: Trace | None,
    tap: Tap | None,
) -> Table | None:
    names, name_issues = name_columns(loaded.header, loaded.width)
    sieve = BodySieve(judged.shape.grain, loaded.sample)
    hints = hints_of(loaded.source.delimiter, loaded.sample[:20], options)
    profiles = profile_columns(names, columns_of(loaded.sample, loaded.width))
    typed = type_table(
        connection,
        profiles,
        hints,
        source=loaded.relation,
        sieve=sieve,
        first_row=loaded.first_row,
        trace=trace,
    )
    if sieve.rewritten and loaded.first_row is not None:
        return None  # What is written otherwise is read again, line by line.
    rows = typed.rows + len(typed.removed)
    if rows != loaded.expected_rows and not _breaks_explain(connection, typed, loaded, rows):
        return None
    if tap is not None:
        tap(loaded.header, _as_written(connection, loaded, typed.removed))
    connection.execute(f"SET threads={THREADS}")
    lock(connection)
    return Table(
        connection=connection,
        source=loaded.source,
        columns=describe_columns(typed, loaded.units),
        rows=typed.rows,
        issues=[*loaded.issues, *name_issues, *sieve.tally.issues(), *typed.issues],
        workspace=workspace,
    )


def _as_written(
    connection: duckdb.DuckDBPyConnection, loaded: Loaded, removed: Collection[int]
) -> Iterator[Sequence[str | None]]:
    """Yield the cells of the table's rows as they stand in the file, in its order."""
    counted = loaded.first_row is not None
    names = [*([] if counted else ["row"]), *(f"c{index}" for index in range(loaded.width))]
    found = connection.execute(f"SELECT {', '.join(names)} FROM {loaded.relation}")
    number = loaded.first_row or 0
    while rows := found.fetchmany(_FETCHED_ROWS):
        if counted:
            yield from (row for n, row in enumerate(rows, number) if n not in removed)
        else:
            yield from (row[1:] for row in rows if row[0] not in removed)
        number += len(rows)


def _breaks_explain(connection: duckdb.DuckDBPyConnection, typed: Typed, loaded: Loaded, rows: int) -> bool:
    """Say whether line breaks inside cells explain that there are fewer rows than lines."""
    if loaded.expected_rows is None or rows > loaded.expected_rows:
        return False
    texts = [f"c{index}" for index, v in enumerate(typed.verdicts) if v.format.sql_type == "VARCHAR"]
    if not texts:
        return False
    breaks = " + ".join(f"coalesce(length({c}) - length(replace({c}, chr(10), '')), 0)" for c in texts)
    found = connection.execute(f"SELECT sum({breaks}), max({breaks}) FROM data").fetchone()
    return (
        found is not None
        and found[0] is not None
        and found[0] + rows == loaded.expected_rows
        and found[1] < 100
    )
