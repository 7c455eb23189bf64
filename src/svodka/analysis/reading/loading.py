"""From cells to a typed table: a database, the columns' notations, and rows that turn out to be no data."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Final

import duckdb
from msgspec import Struct
from msgspec.structs import replace

from svodka.analysis.model import Issue
from svodka.analysis.reading.casting import Cells, Leftovers, Sieve
from svodka.analysis.reading.issues import Code
from svodka.analysis.reading.trace import Trace
from svodka.analysis.reading.values.deciding import Hints, Profile, Verdict, decide
from svodka.analysis.reading.values.missing import is_blank

MEMORY_LIMIT: Final = "320MB"
THREADS: Final = 2
_ROUNDS: Final = 4
_LOCK: Final = "SET enable_external_access=false; SET lock_configuration=true"


_spares: Final[list[duckdb.DuckDBPyConnection]] = []


def connect(directory: str, *, threads: int = THREADS, locked: bool = False) -> duckdb.DuckDBPyConnection:
    """Open a database in memory that may use some threads, little memory, and this directory to spill.

    `locked`: it never sees a file at all; see `lock`.
    """
    connection = _spares.pop() if _spares else _open()
    quoted = directory.replace("'", "''")
    # In one go: each execution costs as much as all the settings.
    connection.execute(f"SET temp_directory='{quoted}'; SET threads={threads}; {_LOCK if locked else ''}")
    return connection


def prepare_spare() -> None:
    """Open a database ahead of its use: a process that is forked finds it open, 12 ms cheaper.

    It has no thread but the caller's, without which no process may be forked.
    """
    _spares.append(_open())


def _open() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(
        config={
            "threads": 1,
            "async_threads": 0,
            "memory_limit": MEMORY_LIMIT,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    )
    connection.execute("SET enable_progress_bar=false")  # DuckDB draws it on a stdout that is not its own.
    return connection


def lock(connection: duckdb.DuckDBPyConnection) -> None:
    """Close the database off from the world: from here on it sees no file."""
    connection.execute(_LOCK)


class Typed(Struct, frozen=True, kw_only=True):
    """What was decided for each column, what did not fit, and how many rows there are."""

    verdicts: Sequence[Verdict]
    profiles: Sequence[Profile]
    issues: Sequence[Issue]
    rows: int
    removed: Collection[int] = ()


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
    source: str,
    sieve: Sieve,
    first_row: int | None,
    trace: Trace | None = None,
) -> Typed:
    """Make `data` from the source, a relation of texts.

    The profiles are a sample, which is widened by the cells that did not fit until nothing changes, and rows
    that are no data are taken out by the sieve. `first_row` is the number of the first row where rows have no
    number of their own and are to be counted.
    """
    cells = Cells(connection, source, first_row=first_row)
    verdicts = decide_all(profiles, hints, trace)
    removed: Mapping[int, bool] = {}
    for _ in range(_ROUNDS):
        cells.create(verdicts, profiles)
        leftovers = cells.leftovers()
        removed = _sift(cells, sieve, leftovers, removed)
        if any(removed.values()):
            leftovers = cells.leftovers()
        profiles = _widened(cells, profiles, leftovers)
        again = decide_all(profiles, hints, trace)
        same = [v.format for v in again] == [v.format for v in verdicts]
        verdicts = again
        if same:
            break
    issues = [issue for verdict in verdicts for issue in verdict.issues]
    for index, left in leftovers.items():
        issues += cells.settle(index, profiles[index].name, left)
    issues += cells.settle_texts(profiles)
    return Typed(
        verdicts=verdicts,
        profiles=profiles,
        issues=issues,
        rows=cells.finish(),
        removed={number for number, gone in removed.items() if gone},
    )


def _sift(
    cells: Cells, sieve: Sieve, leftovers: Mapping[int, Leftovers], known: Mapping[int, bool]
) -> Mapping[int, bool]:
    """Take out the rows that are no data; return which rows were looked at, and whether they are gone."""
    seen = dict(known)
    suspects = cells.suspects(sieve, leftovers, seen)
    if suspects:
        gone = set(sieve.misplaced(cells.fetch(suspects)))
        seen.update({number: number in gone for number in suspects})
    out = [number for number, taken in seen.items() if taken]
    if out:
        cells.delete(out)
    return seen


def _widened(cells: Cells, profiles: Sequence[Profile], leftovers: Mapping[int, Leftovers]) -> list[Profile]:
    """Add the whole column's unusual cells to the samples, which are scaled up to the whole column first."""
    widened = list(profiles)
    for index, left in leftovers.items():
        fresh = {cell: count for cell, count in left.counts.items() if not is_blank(cell)}
        if not fresh:
            continue
        fitting = cells.fitting(index)
        profile = profiles[index]
        sampled = {cell: count for cell, count in profile.counts.items() if cell not in fresh}
        factor = max(1, fitting // max(1, sum(sampled.values())))
        scaled = {cell: count * factor for cell, count in sampled.items()} if fitting else sampled
        widened[index] = replace(profile, counts={**scaled, **fresh})
    return widened


def columns_of(rows: Sequence[Sequence[str]], width: int) -> Sequence[Sequence[str]]:
    """Return the columns of rows, all of which have so many cells."""
    return list(zip(*rows, strict=True)) or [()] * width


def profile_columns(names: Sequence[str], columns: Sequence[Sequence[str]]) -> list[Profile]:
    """Count the distinct cells of each column."""
    profiles = []
    for name, cells in zip(names, columns, strict=True):
        counts = {cell: count for cell, count in Counter(cells).items() if not is_blank(cell)}
        profiles.append(Profile(name=name, counts=counts))
    return profiles
