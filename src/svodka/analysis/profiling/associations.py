"""Which columns go together: correlation of numbers, Cramér's V of categories; capped by cost, and said so."""

import itertools
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final, Literal

from msgspec import Struct

from svodka.analysis.model import Column, Role, Type
from svodka.analysis.profiling.focus import is_serial
from svodka.analysis.profiling.held import known_cells
from svodka.analysis.profiling.model import ColumnProfile, Profile
from svodka.analysis.table import Table

_MOST_NUMBERS: Final = 6
_MOST_CATEGORIES: Final = 3
_MOST_VALUES: Final = 50
_FEWEST_ROWS: Final = 30


class Association(Struct, frozen=True, kw_only=True):
    """How strongly two columns go together: `pearson` from -1 to 1, `cramers_v` from 0 to 1."""

    one: Column
    other: Column
    kind: Literal["pearson", "cramers_v"]
    value: float
    rows: int


class Associations(Struct, frozen=True, kw_only=True):
    """The pairs that were looked at, the strongest first; `capped` tells that there were too many for all."""

    pairs: Sequence[Association]
    capped: bool


def associations(table: Table, profile: Profile) -> Associations:
    """Measure the pairs of the first few measures and categories."""
    numbers = [each for each in profile.columns if _is_measure(each)]
    categories = [each for each in profile.columns if _is_category(each)]
    capped = len(numbers) > _MOST_NUMBERS or len(categories) > _MOST_CATEGORIES
    if profile.rows < _FEWEST_ROWS:
        return Associations(pairs=(), capped=False)
    pairs = [
        *_correlations(table, numbers[:_MOST_NUMBERS]),
        *_contingencies(table, categories[:_MOST_CATEGORIES]),
    ]
    return Associations(pairs=sorted(pairs, key=lambda pair: -abs(pair.value)), capped=capped)


def _is_measure(each: ColumnProfile) -> bool:
    numeric = each.column.type in {Type.INTEGER, Type.DECIMAL}
    return numeric and each.column.role is Role.MEASURE and each.distinct > 2 and not is_serial(each)


def _is_category(each: ColumnProfile) -> bool:
    named = each.column.role in {Role.CATEGORY, Role.GEOGRAPHY, Role.FLAG}
    return named and 2 <= each.distinct <= _MOST_VALUES


def _correlations(table: Table, columns: Sequence[ColumnProfile]) -> Iterator[Association]:
    pairs = list(itertools.combinations([each.column for each in columns], 2))
    if not pairs:
        return
    parts = ", ".join(
        f"corr(c{one.index}::DOUBLE, c{other.index}::DOUBLE), regr_count(c{one.index}::DOUBLE, c{other.index}::DOUBLE)"
        for one, other in pairs
    )
    row = table.connection.execute(f"SELECT {parts} FROM data").fetchone()
    assert row is not None
    for n, (one, other) in enumerate(pairs):
        value, rows = row[2 * n], row[2 * n + 1]
        if value is not None and not math.isnan(value) and rows >= _FEWEST_ROWS:
            yield Association(one=one, other=other, kind="pearson", value=value, rows=rows)


def _contingencies(table: Table, columns: Sequence[ColumnProfile]) -> Iterator[Association]:
    for one, other in itertools.combinations([each.column for each in columns], 2):
        value, rows = _cramers_v(_counted(table, one, other))
        if rows >= _FEWEST_ROWS:
            yield Association(one=one, other=other, kind="cramers_v", value=value, rows=rows)


def _counted(table: Table, one: Column, other: Column) -> Sequence[tuple[Any, Any, int]]:
    """Count how often each two values stand in a row together."""
    ones, others = known_cells(table, one), known_cells(table, other)
    if ones is None or others is None:
        return table.connection.execute(
            f"SELECT c{one.index}, c{other.index}, count(*) FROM data"
            f" WHERE c{one.index} IS NOT NULL AND c{other.index} IS NOT NULL GROUP BY 1, 2"
        ).fetchall()
    pairs = Counter(zip(ones, others, strict=True))
    return [(*pair, count) for pair, count in pairs.items() if None not in pair]


def _cramers_v(counted: Sequence[tuple[object, object, int]]) -> tuple[float, int]:
    """Return Cramér's V with the correction of its bias (Bergsma 2013), and the rows it is of."""
    rows: dict[object, int] = {}
    columns: dict[object, int] = {}
    for row, column, count in counted:
        rows[row] = rows.get(row, 0) + count
        columns[column] = columns.get(column, 0) + count
    total = sum(rows.values())
    if total < 2 or len(rows) < 2 or len(columns) < 2:
        return 0.0, total
    # Σ observed² / expected − n is the chi-square statistic; empty cells add nothing to it.
    chi_square = (
        sum(count**2 * total / (rows[row] * columns[column]) for row, column, count in counted) - total
    )
    freedom = (len(rows) - 1) * (len(columns) - 1)
    phi = max(0.0, chi_square / total - freedom / (total - 1))
    smaller = min(
        len(rows) - (len(rows) - 1) ** 2 / (total - 1), len(columns) - (len(columns) - 1) ** 2 / (total - 1)
    )
    return (min(1.0, math.sqrt(phi / (smaller - 1))) if smaller > 1 else 0.0), total
