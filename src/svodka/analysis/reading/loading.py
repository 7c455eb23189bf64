"""Cells to typed columns: one pass by DuckDB for plain cells, the rest by the columns' own notations.

`raw` holds `row` and the cells as text, c0 … cn; `data` becomes the table that `Table` promises.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import duckdb

from svodka.analysis.model import Issue, Severity, Type
from svodka.analysis.reading.issues import Code
from svodka.analysis.reading.trace import Trace
from svodka.analysis.reading.values.deciding import Hints, Profile, Verdict, decide
from svodka.analysis.reading.values.missing import is_blank, is_missing, is_missing_typed

MEMORY_LIMIT: Final = "320MB"
THREADS: Final = 2
FindMisplaced = Callable[[Sequence[int]], Sequence[int]]
_MAX_LEFTOVERS: Final = 200_000
_ROUNDS: Final = 4
_FEW_COLUMNS: Final = 60


_spares: Final[list[duckdb.DuckDBPyConnection]] = []


def connect(directory: str, *, threads: int = THREADS) -> duckdb.DuckDBPyConnection:
    """Open a database in memory that may use some threads, little memory, and this directory to spill."""
    connection = _spares.pop() if _spares else _open()
    quoted = directory.replace("'", "''")
    connection.execute(f"SET temp_directory='{quoted}'")
    connection.execute(f"SET threads={threads}")
    return connection


def prepare_spare() -> None:
    """Open a database ahead of its use: a process that is forked finds it open, 12 ms cheaper.

    It has no thread but the caller's, without which no process may be forked.
    """
    _spares.append(_open())


def _open() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(
        config={
            "threads": 1,
            "async_threads": 0,
            "memory_limit": MEMORY_LIMIT,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    )


def lock(connection: duckdb.DuckDBPyConnection) -> None:
    """Close the database off from the world: from here on it sees no file."""
    connection.execute("SET enable_external_access=false")
    connection.execute("SET lock_configuration=true")


@dataclass(frozen=True, kw_only=True, slots=True)
class Typed:
    """What was decided for each column, and what did not fit."""

    verdicts: Sequence[Verdict]
    profiles: Sequence[Profile]
    issues: Sequence[Issue]


@dataclass(slots=True)
class _Leftovers:
    """Cells that the fast expression of a column did not take: how often, and in which row first."""

    counts: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)


def decide_all(profiles: Sequence[Profile], hints: Hints, trace: Trace | None = None) -> list[Verdict]:
    """Decide each column, then the doubtful ones again with what the others have shown."""
    verdicts = [decide(profile, hints) for profile in profiles]
    marks = Counter(v.firm_mark for v in verdicts if v.firm_mark)
    orders = Counter(v.firm_dayfirst for v in verdicts if v.firm_dayfirst is not None)
    mark = marks.most_common(1)[0][0] if len(marks) == 1 else None
    dayfirst = orders.most_common(1)[0][0] if len(orders) == 1 else None
    informed = replace(
        hints, mark=mark or hints.mark, dayfirst=dayfirst if dayfirst is not None else hints.dayfirst
    )
    return [
        decide(profile, informed, trace) if _doubtful(verdict) or trace is not None else verdict
        for profile, verdict in zip(profiles, verdicts, strict=True)
    ]


def _doubtful(verdict: Verdict) -> bool:
    return any(issue.code in (Code.AMBIGUOUS_DATE, Code.AMBIGUOUS_NUMBER) for issue in verdict.issues)


def type_table(
    connection: duckdb.DuckDBPyConnection,
    profiles: Sequence[Profile],
    hints: Hints,
    *,
    find_misplaced: FindMisplaced | None = None,
    trace: Trace | None = None,
) -> Typed:
    """Make `data` from `raw`.

    Without `find_misplaced` the profiles hold every distinct cell. With it they are a sample, which is
    widened by the cells that did not fit until nothing changes, and rows that are no data are taken out.
    """
    verdicts = decide_all(profiles, hints, trace)
    gone: Sequence[int] = ()
    for _ in range(_ROUNDS):
        _create(connection, verdicts, profiles)
        leftovers = _all_left(connection, verdicts)
        if find_misplaced is None:
            break
        gone = [*gone, *find_misplaced(sorted(index for index, left in leftovers.items() if left.counts))]
        if gone:
            connection.execute("DELETE FROM data WHERE row IN (SELECT unnest(?::BIGINT[]))", [list(gone)])
            leftovers = _all_left(connection, verdicts)
        profiles = _widened(connection, profiles, leftovers)
        again = decide_all(profiles, hints, trace)
        if [v.format for v in again] == [v.format for v in verdicts]:
            verdicts = again
            break
        verdicts = again
    issues = [issue for verdict in verdicts for issue in verdict.issues]
    for index, left in leftovers.items():
        issues += _settle(connection, index, profiles[index].name, verdicts[index], left)
    for index, verdict in enumerate(verdicts):
        if verdict.format.type is Type.TEXT:
            issues += _text_missing(profiles[index])
    _finish(connection, verdicts, sampled=find_misplaced is not None)
    return Typed(verdicts=verdicts, profiles=profiles, issues=issues)


def _all_left(connection: duckdb.DuckDBPyConnection, verdicts: Sequence[Verdict]) -> dict[int, _Leftovers]:
    """Return the leftovers of each typed column; one query tells which have any."""
    typed = [index for index, verdict in enumerate(verdicts) if verdict.format.type is not Type.TEXT]
    if not typed:
        return {}
    counts = connection.execute(
        f"SELECT {', '.join(f'count(x{index})' for index in typed)} FROM data"
    ).fetchone()
    assert counts is not None
    return {
        index: _left(connection, index) if count else _Leftovers()
        for index, count in zip(typed, counts, strict=True)
    }


def _widened(
    connection: duckdb.DuckDBPyConnection, profiles: Sequence[Profile], leftovers: Mapping[int, _Leftovers]
) -> list[Profile]:
    """Add the whole column's unusual cells to the samples, which are scaled up to the whole column first."""
    widened = list(profiles)
    for index, left in leftovers.items():
        fresh = {cell: count for cell, count in left.counts.items() if not is_blank(cell)}
        if not fresh:
            continue
        row = connection.execute(f"SELECT count(c{index}) FROM data").fetchone()
        fitting = row[0] if row else 0
        profile = profiles[index]
        sampled = {cell: count for cell, count in profile.counts.items() if cell not in fresh}
        factor = max(1, fitting // max(1, sum(sampled.values())))
        scaled = {cell: count * factor for cell, count in sampled.items()} if fitting else sampled
        widened[index] = replace(profile, counts={**scaled, **fresh})
    return widened


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _create(
    connection: duckdb.DuckDBPyConnection, verdicts: Sequence[Verdict], profiles: Sequence[Profile]
) -> None:
    items, inner = ["row"], ["*"]
    for index, verdict in enumerate(verdicts):
        cell = f"c{index}"
        if verdict.format.type is Type.TEXT:
            signs = [c for c in profiles[index].counts if is_missing(c)][:50]
            listed = ", ".join(_quoted(sign) for sign in signs)
            items.append(
                f"CASE WHEN {cell} IN ({listed}) THEN NULL ELSE {cell} END AS {cell}" if signs else cell
            )
            continue
        fast = verdict.format.fast(cell)
        if fast is None:
            items += [f"NULL::{verdict.format.sql_type} AS {cell}", f"{cell} AS x{index}"]
        else:
            inner.append(f"{fast} AS f{index}")
            items += [f"f{index} AS {cell}", f"CASE WHEN f{index} IS NULL THEN {cell} END AS x{index}"]
    connection.execute("DROP TABLE IF EXISTS data")
    connection.execute(
        f"CREATE TABLE data AS SELECT {', '.join(items)} FROM (SELECT {', '.join(inner)} FROM raw)"
    )


def _left(connection: duckdb.DuckDBPyConnection, index: int) -> _Leftovers:
    found = connection.execute(
        f"SELECT x{index}, count(*), min(row) FROM data WHERE x{index} IS NOT NULL GROUP BY 1 ORDER BY 3 LIMIT ?",
        [_MAX_LEFTOVERS],
    ).fetchall()
    return _Leftovers(
        counts={cell: count for cell, count, _ in found},
        rows={cell: row for cell, _, row in found},
    )


def _settle(
    connection: duckdb.DuckDBPyConnection, index: int, name: str, verdict: Verdict, left: _Leftovers
) -> list[Issue]:
    """Give the leftover cells their values; what has none is a missing value or a bad one."""
    values: dict[str, str] = {}
    bad: list[str] = []
    signs: list[str] = []
    for cell in left.counts:
        value = verdict.format.parse(cell)
        if value is not None:
            values[cell] = value
        elif is_missing_typed(cell):
            signs += [] if is_blank(cell) else [cell]
        else:
            bad.append(cell)
    if values:
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE reading AS SELECT unnest(?::VARCHAR[]) AS x, unnest(?::VARCHAR[]) AS v",
            [list(values), list(values.values())],
        )
        connection.execute(
            f"UPDATE data SET c{index} = CAST(reading.v AS {verdict.format.sql_type}) "
            f"FROM reading WHERE data.x{index} = reading.x"
        )
    issues = [_counted(Code.MISSING_SIGN, Severity.INFO, name, [sign], left) for sign in signs[:10]]
    if bad:
        issues.append(_counted(Code.BAD_VALUE, Severity.WARNING, name, bad, left))
    return issues


def _counted(code: Code, severity: Severity, name: str, cells: Sequence[str], left: _Leftovers) -> Issue:
    first = min(cells, key=lambda cell: left.rows[cell])
    count = sum(left.counts[cell] for cell in cells)
    return Issue(
        code=code, severity=severity, row=left.rows[first], column=name, count=count, value=first[:120]
    )


def _text_missing(profile: Profile) -> list[Issue]:
    return [
        Issue(code=Code.MISSING_SIGN, column=profile.name, count=count, value=cell)
        for cell, count in list(profile.counts.items())
        if is_missing(cell) and not is_blank(cell)
    ][:10]


def _finish(connection: duckdb.DuckDBPyConnection, verdicts: Sequence[Verdict], *, sampled: bool) -> None:
    extra = [index for index, verdict in enumerate(verdicts) if verdict.format.type is not Type.TEXT]
    if len(extra) <= _FEW_COLUMNS:
        for index in extra:
            connection.execute(f"ALTER TABLE data DROP COLUMN x{index}")
    else:  # each ALTER costs time in proportion to all columns; one copy is cheaper than many of them
        kept = ", ".join(["row", *(f"c{index}" for index in range(len(verdicts)))])
        connection.execute(f"CREATE TABLE copied AS SELECT {kept} FROM data")
        connection.execute("DROP TABLE data")
        connection.execute("ALTER TABLE copied RENAME TO data")
    connection.execute("DROP VIEW raw" if sampled else "DROP TABLE raw")
    connection.execute("DROP TABLE IF EXISTS reading")


def profile_rows(names: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Profile]:
    """Count the distinct cells of each column."""
    profiles = []
    for index, name in enumerate(names):
        counts: Mapping[str, int] = Counter(row[index] for row in rows)
        profiles.append(
            Profile(name=name, counts={cell: n for cell, n in counts.items() if not is_blank(cell)})
        )
    return profiles
