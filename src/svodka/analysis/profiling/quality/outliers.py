"""Numbers far from all others, above or below."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from svodka.analysis.model import Role, Severity
from svodka.analysis.profiling.focus import is_serial
from svodka.analysis.profiling.held import known_counts
from svodka.analysis.profiling.model import ColumnProfile, Numbers, Profile
from svodka.analysis.profiling.quality.examples import example_rows
from svodka.analysis.profiling.quality.model import Finding
from svodka.analysis.profiling.tails import Spread, highest_usual
from svodka.analysis.table import Table

_FEWEST_VALUES: Final = 30
_AT_ONCE: Final = 200  # columns: each takes memory for its farthest values while it is asked for


def outliers(table: Table, profile: Profile) -> Iterator[Finding]:
    """Find the columns with a few values far from all others."""
    candidates = [each for each in profile.columns if _may_have_outliers(each)]
    for start in range(0, len(candidates), _AT_ONCE):
        yield from _outliers_in(table, candidates[start : start + _AT_ONCE])


def _outliers_in(table: Table, candidates: Sequence[ColumnProfile]) -> Iterator[Finding]:
    spreads = [_spread(each) for each in candidates]
    ends = _ends(table, candidates, spreads)
    for each, spread, (largest, smallest) in zip(candidates, spreads, ends, strict=True):
        conditions = _conditions(each, spread, largest=largest, smallest=smallest)
        if conditions:
            yield _beyond(table, each, " OR ".join(conditions))


def _ends(
    table: Table, candidates: Sequence[ColumnProfile], spreads: Sequence[Spread]
) -> list[tuple[Sequence[float], Sequence[float]]]:
    """Return the largest values of each column, falling, and the smallest, rising."""
    known = [counts for each in candidates if (counts := known_counts(table, each.column)) is not None]
    if len(known) == len(candidates):
        return [
            (_first(counts, spread.tail, falling=True), _first(counts, spread.tail, falling=False))
            for counts, spread in zip(known, spreads, strict=True)
        ]
    asked = ", ".join(
        f"max(c{each.column.index}::DOUBLE, {spread.tail}), min(c{each.column.index}::DOUBLE, {spread.tail})"
        for each, spread in zip(candidates, spreads, strict=True)
    )
    row = table.connection.execute(f"SELECT {asked} FROM data").fetchone()
    assert row is not None
    return list(zip(row[::2], row[1::2], strict=True))


def _first(counts: Mapping[Any, int], most: int, *, falling: bool) -> list[float]:
    """Return the first so many values by size, each as often as it occurs."""
    found: list[float] = []
    for value in sorted(counts, reverse=falling):
        found += [float(value)] * min(counts[value], most - len(found))
        if len(found) == most:
            break
    return found


def _may_have_outliers(each: ColumnProfile) -> bool:
    measured = each.column.role is Role.MEASURE and each.numbers is not None
    return measured and each.filled >= _FEWEST_VALUES and each.distinct > 10 and not is_serial(each)


def _spread(each: ColumnProfile) -> Spread:
    numbers = _numbers(each)
    return Spread(
        count=each.filled,
        least=float(str(each.minimum)),
        p05=float(numbers.p05),
        q1=float(numbers.q1),
        median=float(numbers.median),
        q3=float(numbers.q3),
        p95=float(numbers.p95),
    )


def _conditions(
    each: ColumnProfile, spread: Spread, *, largest: Sequence[float], smallest: Sequence[float]
) -> list[str]:
    """Return SQL for what lies above the highest usual value, and below the lowest."""
    name = f"c{each.column.index}::DOUBLE"
    high = highest_usual(spread, largest)
    below = spread.mirrored(float(str(each.maximum)))
    low = highest_usual(below, [-value for value in smallest])
    return [
        *([f"{name} > {high!r}"] if high is not None else []),
        *([f"{name} < {-low!r}"] if low is not None else []),
    ]


def _beyond(table: Table, each: ColumnProfile, far: str) -> Finding:
    name, numbers = f"c{each.column.index}", _numbers(each)
    distance = f"abs({name}::DOUBLE - {float(numbers.median)!r})"
    row = table.connection.execute(
        f"SELECT count(*), arg_max({name}, {distance}) FROM data WHERE {far}"
    ).fetchone()
    assert row is not None
    count, farthest = row
    return Finding(
        code="outliers",
        severity=Severity.WARNING,
        count=count,
        share=count / each.filled,
        cost=0.45,
        column=each.column,
        rows=example_rows(table, f"({far})", f"{distance} DESC, row"),
        figures={"value": Decimal(farthest), "low": numbers.p05, "high": numbers.p95},
    )


def _numbers(each: ColumnProfile) -> Numbers:
    assert each.numbers is not None
    return each.numbers
