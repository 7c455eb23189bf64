"""Missing values, repeated rows and keys, columns that tell nothing apart, missing days."""

import datetime as dt
import itertools
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from svodka.analysis.model import Column, Role, Severity, Type
from svodka.analysis.plain import clipped
from svodka.analysis.profiling.held import known_counts
from svodka.analysis.profiling.model import ColumnProfile, Profile
from svodka.analysis.profiling.quality.examples import EXAMPLES, example_rows
from svodka.analysis.profiling.quality.model import Finding
from svodka.analysis.table import Table

_MISSING_WORTH_SAYING: Final = 0.02
_MOST_HOLED: Final = 6
_FEWEST_ROWS: Final = 10
_NEARLY_ALL: Final = 0.99
_KEY_NAME: Final = re.compile(
    r"\b(id|uuid|guid)\b|_id$|\bno\.?$|order|invoice|transaction|receipt|заказ|накладн|чек|транзакц|№|номер",
    re.IGNORECASE,
)
_NEARLY_UNIQUE: Final = 0.98
_DAILY_COVER: Final = 0.8
_MOST_SIDES: Final = 12
_MOST_NAMES: Final = 6
_LONGEST_NAME: Final = 30
_FEWEST_DAYS: Final = 14
_CHANCE_OF_A_GAP: Final = 0.005
_MOST_DAYS: Final = 4_000


def missing(table: Table, profile: Profile) -> Iterator[Finding]:
    """Find the columns that lack values: the emptiest by name, the others by their number."""
    sides = _two_sides(table, profile)
    holed = [
        each
        for each in profile.columns
        if each.filled
        and each.nulls >= _MISSING_WORTH_SAYING * profile.rows
        and each.nulls
        and each.column.index not in sides
    ]
    holed.sort(key=lambda each: -each.nulls)
    for each in holed[:_MOST_HOLED]:
        share = each.nulls / profile.rows
        yield Finding(
            code="missing",
            severity=Severity.INFO,
            count=each.nulls,
            share=share,
            cost=0.1 + 0.2 * share + (0.1 if each.column.role in {Role.MEASURE, Role.TIME} else 0),
            column=each.column,
            rows=example_rows(table, f"c{each.column.index} IS NULL"),
        )
    rest = holed[_MOST_HOLED:]
    if rest:
        share = sum(each.nulls for each in rest) / (len(rest) * profile.rows)
        yield Finding(code="missing_more", severity=Severity.INFO, count=len(rest), share=share, cost=0.09)


def _two_sides(table: Table, profile: Profile) -> set[int]:
    """Return the columns of amounts of which each row fills exactly one, like in and out: gaps are meant."""
    halves = [
        each for each in profile.columns if each.column.role is Role.MEASURE and each.nulls and each.filled
    ]
    for one, other in itertools.combinations(halves[:_MOST_SIDES], 2):
        if one.filled + other.filled == profile.rows:
            both = example_rows(table, f"(c{one.column.index} IS NULL) = (c{other.column.index} IS NULL)")
            if not both:
                return {one.column.index, other.column.index}
    return set()


def duplicate_rows(table: Table, profile: Profile) -> Iterator[Finding]:
    """Find rows that repeat an earlier one in every column."""
    if not profile.duplicates:
        return
    names = ", ".join(f"c{each.column.index}" for each in profile.columns)
    share = profile.duplicates / profile.rows
    rows = table.connection.execute(
        f"SELECT row FROM data QUALIFY row_number() OVER (PARTITION BY {names} ORDER BY row) > 1"
        f" ORDER BY row LIMIT {EXAMPLES}"
    ).fetchall()
    yield Finding(
        code="duplicate_rows",
        severity=Severity.WARNING,
        count=profile.duplicates,
        share=share,
        cost=0.6 + 0.4 * share,
        rows=[row for (row,) in rows],
    )


def duplicate_keys(table: Table, profile: Profile) -> Iterator[Finding]:
    """Find columns that name each row by their title, and nearly do, but for a few repeats."""
    for each in profile.columns:
        repeats = each.filled - each.distinct
        named = each.column.role is Role.IDENTIFIER and _KEY_NAME.search(each.column.name)
        if named and repeats and each.filled >= 50 and each.distinct >= _NEARLY_UNIQUE * each.filled:
            name = f"c{each.column.index}"
            again = f"row_number() OVER (PARTITION BY {name} ORDER BY row) > 1"
            rows = table.connection.execute(
                f"SELECT row, {name}::VARCHAR FROM data WHERE {name} IS NOT NULL QUALIFY {again}"
                f" ORDER BY row LIMIT {EXAMPLES}"
            ).fetchall()
            yield Finding(
                code="duplicate_key",
                severity=Severity.WARNING,
                count=repeats,
                share=repeats / profile.rows,
                cost=0.55,
                column=each.column,
                rows=[row for row, _ in rows],
                figures={"value": rows[0][1]},
            )


def idle_columns(table: Table, profile: Profile) -> Iterator[Finding]:
    """Find columns that are empty, or the same in (nearly) all rows."""
    if profile.rows < _FEWEST_ROWS:
        return
    constant = [each for each in profile.columns if each.distinct == 1 and not each.nulls]
    if len(constant) > 1:
        yield _constants(constant)
    elif constant:
        yield _idle("constant", constant[0], profile.rows)
    for each in profile.columns:
        top = each.top[0].count if each.top else 0
        if not each.filled:
            yield _idle("empty_column", each, profile.rows)
        elif each.distinct > 1 and profile.rows >= 100 and top >= _NEARLY_ALL * profile.rows:
            value = f"c{each.column.index}"
            rows = example_rows(table, f"{value} IS DISTINCT FROM (SELECT mode({value}) FROM data)")
            yield _idle("near_constant", each, top, rows)


def _constants(columns: Sequence[ColumnProfile]) -> Finding:
    names = ", ".join(clipped(each.column.name, _LONGEST_NAME) for each in columns[:_MOST_NAMES])
    return Finding(
        code="constants",
        severity=Severity.INFO,
        count=len(columns),
        share=1.0,
        cost=0.04,
        figures={"names": names + (" …" if len(columns) > _MOST_NAMES else "")},
    )


def _idle(code: str, each: ColumnProfile, count: int, rows: list[int] | None = None) -> Finding:
    whole = each.filled + each.nulls
    return Finding(
        code=code,
        severity=Severity.INFO,
        count=count,
        share=count / whole,
        cost=0.08 if code == "near_constant" else 0.04,
        column=each.column,
        rows=rows or (),
        figures={"value": str(each.top[0].value) if each.top else ""},
    )


def missing_days(table: Table, profile: Profile) -> Iterator[Finding]:
    """Find days without rows in a table that else has rows on all of them (or on all working days)."""
    times = [
        each for each in profile.columns if each.column.type in {Type.DATE, Type.DATETIME} and each.filled
    ]
    if not times or profile.rows < _FEWEST_ROWS:
        return
    column = times[0].column
    expected, missed = _missed(_rows_by_day(table, column))
    if missed:
        yield Finding(
            code="missing_days",
            severity=Severity.INFO,
            count=len(missed),
            share=len(missed) / expected,
            cost=0.25,
            column=column,
            figures={"day": missed[0]},
        )


def _rows_by_day(table: Table, column: Column) -> dict[dt.date, int]:
    """Count the rows of the first days that have any, in order."""
    known = known_counts(table, column)
    if known is None:
        counted = table.connection.execute(
            f"SELECT c{column.index}::DATE, count(*) FROM data WHERE c{column.index} IS NOT NULL"
            f" GROUP BY 1 ORDER BY 1 LIMIT {_MOST_DAYS + 1}"
        ).fetchall()
        return dict(counted)
    rows: Counter[dt.date] = Counter()
    for moment, count in known.items():
        rows[moment.date() if isinstance(moment, dt.datetime) else moment] += count
    return dict(sorted(rows.items())[: _MOST_DAYS + 1])


def _missed(rows_by_day: Mapping[dt.date, int]) -> tuple[int, list[dt.date]]:
    """Return how many days should have rows, and those that have none; none where gaps are usual.

    Where days have many rows on average, or exactly one each, chance leaves hardly any day of them empty.
    """
    days = list(rows_by_day)
    span = (days[-1] - days[0]).days + 1
    by_chance = span * math.exp(-sum(rows_by_day.values()) / len(days))
    dense = by_chance < _CHANCE_OF_A_GAP or max(rows_by_day.values()) == 1
    # Even where only one day of the week has rows, most weeks must have theirs.
    if not dense or not _FEWEST_DAYS <= span <= 10 * len(days) or len(days) > _MOST_DAYS:
        return 0, []
    every = [days[0] + dt.timedelta(days=n) for n in range(span)]
    worked = Counter(day.weekday() for day in days)
    all_of = Counter(day.weekday() for day in every)
    expected = [day for day in every if worked[day.weekday()] >= all_of[day.weekday()] / 2]
    missed = [day for day in expected if day not in rows_by_day]
    return len(expected), missed if len(missed) <= (1 - _DAILY_COVER) * len(expected) else []
