"""Numbers far from all others, by two robust rules: one for even spreads, one for long tails."""

import math
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from svodka.analysis.model import Role, Severity
from svodka.analysis.profiling.focus import is_serial
from svodka.analysis.profiling.model import ColumnProfile, Numbers, Profile
from svodka.analysis.profiling.quality.examples import example_rows
from svodka.analysis.profiling.quality.model import Finding
from svodka.analysis.table import Table

_FEWEST_VALUES: Final = 30
# Of a normal distribution, the median absolute deviation is this many standard deviations.
_MAD_OF_SIGMA: Final = 0.6745
_MOST_OUTLIERS: Final = 0.005
# How much farther the upper tail reaches than the lower one before a spread counts as skewed.
_SKEWED: Final = 1.4
_TAIL: Final = 0.05
_LONGEST_TAIL: Final = 300
_SHORTEST_TAIL: Final = 8
_CHANCE: Final = 0.001
_FEWEST_TIMES: Final = 3.0


def outliers(table: Table, profile: Profile) -> Iterator[Finding]:
    """Find the columns with a few values far from all others."""
    candidates = [each for each in profile.columns if _may_have_outliers(each)]
    if not candidates:
        return
    measured = ", ".join(_measured_sql(each) for each in candidates)
    row = table.connection.execute(f"SELECT {measured} FROM data").fetchone()
    assert row is not None
    for each, found in zip(candidates, row, strict=True):
        limit = _tail_limit(found, each.filled) if _long_tailed(each) else _spread_limit(each, found)
        if limit is not None:
            yield from _beyond(table, each, limit)


def _may_have_outliers(each: ColumnProfile) -> bool:
    measured = each.column.role is Role.MEASURE and each.numbers is not None
    return measured and each.filled >= _FEWEST_VALUES and each.distinct > 10 and not is_serial(each)


def _long_tailed(each: ColumnProfile) -> bool:
    """Tell whether a column of positive values reaches much farther up than down; outliers hardly sway it."""
    numbers = _numbers(each)
    up, down = numbers.p95 - numbers.median, numbers.median - numbers.p05
    return isinstance(each.minimum, int | Decimal) and each.minimum >= 0 and up > Decimal(str(_SKEWED)) * down


def _measured_sql(each: ColumnProfile) -> str:
    """Return SQL for the median absolute deviation, or for the largest values where the tail is long."""
    name = f"c{each.column.index}"
    if _long_tailed(each):
        return f"max({name}::DOUBLE, {_tail_length(each.filled)})"
    return f"median(abs({name}::DOUBLE - {float(_numbers(each).median)!r}))"


def _tail_length(filled: int) -> int:
    return min(_LONGEST_TAIL, max(2 * _SHORTEST_TAIL, int(_TAIL * filled)))


def _spread_limit(each: ColumnProfile, deviation: float | None) -> tuple[float, float] | None:
    """Return the lowest and highest usual value by the modified z-score.

    Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993. The limit grows with the number of
    values as the expected largest of a normal sample does, so that a long table is not accused of being long.
    """
    if not deviation:
        return None
    reach = (math.sqrt(2 * math.log(each.filled)) + 2) * deviation / _MAD_OF_SIGMA
    middle = float(_numbers(each).median)
    return middle - reach, middle + reach


def _tail_limit(largest: Sequence[float], filled: int) -> tuple[float, float] | None:
    """Return the highest usual value of a long tail: below the first gap that chance would hardly leave.

    In a tail as heavy as a power law's, j times the logarithm of the ratio of the j-th and the next largest
    value is exponential with the tail's index as its mean (Rényi 1953); the index is estimated from the
    values below the candidates (Hill 1975). Lighter tails leave smaller gaps.
    """
    values = [value for value in sorted(largest, reverse=True) if value > 0]
    candidates = max(2, int(_MOST_OUTLIERS * filled))
    tail = values[candidates:]
    if len(tail) < _SHORTEST_TAIL:
        return None
    index = sum(math.log(value / tail[-1]) for value in tail[:-1]) / (len(tail) - 1)
    least = index * math.log(candidates / _CHANCE)
    for j in range(candidates, 0, -1):
        ratio = values[j - 1] / values[j]
        if ratio >= _FEWEST_TIMES and j * math.log(ratio) > least:
            return -math.inf, math.sqrt(values[j - 1] * values[j])
    return None


def _beyond(table: Table, each: ColumnProfile, limit: tuple[float, float]) -> Iterator[Finding]:
    name, numbers, (low, high) = f"c{each.column.index}", _numbers(each), limit
    distance = f"abs({name}::DOUBLE - {float(numbers.median)!r})"
    far = f"{name}::DOUBLE > {high!r}" + (f" OR {name}::DOUBLE < {low!r}" if math.isfinite(low) else "")
    row = table.connection.execute(
        f"SELECT count(*), arg_max({name}, {distance}) FROM data WHERE {far}"
    ).fetchone()
    assert row is not None
    count, farthest = row
    if not count or count > max(2, _MOST_OUTLIERS * each.filled):
        return  # many values far out are a long tail, not mistakes
    yield Finding(
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
