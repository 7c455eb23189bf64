"""A large text to a typed table: the fast way first, and the slow way where the count does not come out."""

from collections.abc import Callable
from pathlib import Path

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
from svodka.analysis.reading.loading import THREADS, Typed, connect, lock, profile_rows, type_table
from svodka.analysis.reading.naming import name_columns
from svodka.analysis.reading.survey import Survey, survey
from svodka.analysis.reading.trace import Trace
from svodka.analysis.reading.workspace import Workspace
from svodka.analysis.table import Table


def read_large(
    source: Path | bytes, options: ReadOptions, *, trace: Trace | None, tell: Callable[[float], None]
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
            table = _fast(found, judged, options, workspace, trace) if is_regular(found, judged) else None
            if table is not None:
                return table
        if trace is not None:
            trace.note("loading", "what is irregular was mended line by line")
        return _slow(found, judged, options, workspace, trace)
    except BaseException:
        workspace.close()
        raise


def _fast(
    found: Survey, judged: Judged, options: ReadOptions, workspace: Workspace, trace: Trace | None
) -> Table | None:
    """Read with DuckDB alone; None if it refuses the file or has not seen every line."""
    connection = connect(str(workspace.path("spill")), threads=1)
    try:
        loaded = load_fast(found, judged)
        table = _typed(connection, loaded, judged, options, workspace, trace)
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
    found: Survey, judged: Judged, options: ReadOptions, workspace: Workspace, trace: Trace | None
) -> Table:
    connection = connect(str(workspace.path("spill")), threads=1)
    try:
        loaded = load_slow(found, judged, workspace)
        table = _typed(connection, loaded, judged, options, workspace, trace)
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
) -> Table | None:
    names, name_issues = name_columns(loaded.header, loaded.width)
    sieve = BodySieve(judged.shape.grain)
    hints = hints_of(loaded.source.delimiter, loaded.sample[:20], options)
    profiles = profile_rows(names, loaded.sample)
    typed = type_table(
        connection,
        profiles,
        hints,
        source=loaded.relation,
        sieve=sieve,
        first_row=loaded.first_row,
        trace=trace,
    )
    rows = typed.rows + typed.removed
    if rows != loaded.expected_rows and not _breaks_explain(connection, typed, loaded, rows):
        return None
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
