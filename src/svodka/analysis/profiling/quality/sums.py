"""Columns that follow from each other in nearly all rows (price × quantity = total), and the rows that break it."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from msgspec import Struct

from svodka.analysis.model import Column, Role, Severity
from svodka.analysis.profiling.model import ColumnProfile, Profile
from svodka.analysis.profiling.quality.examples import example_rows
from svodka.analysis.profiling.quality.model import Finding
from svodka.analysis.table import Table

_SAMPLE_ROWS: Final = 200
_FEWEST_ROWS: Final = 20
_MOST_COLUMNS: Final = 8
_HOLDS: Final = 0.9
_MOST_BROKEN: Final = 0.05


class _Rule(Struct, frozen=True, kw_only=True):
    """How the last column follows from the others: in Python for the sample, in SQL for the whole."""

    words: str
    sql: str
    reckon: Callable[..., float]


_PAIRS: Final = (
    _Rule(words="{0} × {1} = {2}", sql="{0} * {1}", reckon=lambda a, b: a * b),
    _Rule(words="{0} + {1} = {2}", sql="{0} + {1}", reckon=lambda a, b: a + b),
    _Rule(words="{0} − {1} = {2}", sql="{0} - {1}", reckon=lambda a, b: a - b),
)
_DISCOUNTED: Final = _Rule(
    words="{0} × {1} × (100 % − {2}) = {3}",
    sql="{0} * {1} * (100 - coalesce({2}, 0)) / 100",
    reckon=lambda a, b, share: a * b * (100 - share) / 100,
)


def broken_sums(table: Table, profile: Profile) -> Iterator[Finding]:
    """Find rows in which a sum or product that holds everywhere else does not add up."""
    numeric = [each for each in profile.columns if _usable(each, profile.rows)][:_MOST_COLUMNS]
    if len(numeric) < 3:
        return
    names = ", ".join(f"coalesce(c{each.column.index}, 0)::DOUBLE" for each in numeric)
    sample = table.connection.execute(
        f"SELECT {names} FROM data USING SAMPLE reservoir({_SAMPLE_ROWS} ROWS) REPEATABLE (7)"
    ).fetchall()
    found: set[int] = set()
    for rule, positions in _candidates(numeric):
        target = positions[-1]
        if target not in found and _holds(sample, rule, positions):
            found.add(target)
            yield from _broken(table, rule, [numeric[n].column for n in positions], profile.rows)


def _usable(each: ColumnProfile, rows: int) -> bool:
    measured = each.numbers is not None and each.column.role is Role.MEASURE
    return measured and rows >= _FEWEST_ROWS and each.filled >= rows / 2 and each.distinct > 1


def _candidates(numeric: Sequence[ColumnProfile]) -> Iterator[tuple[_Rule, tuple[int, ...]]]:
    shares = [
        n for n, each in enumerate(numeric) if each.column.unit == "%" or "pct" in each.column.name.lower()
    ]
    for target in range(len(numeric)):
        others = [n for n in range(len(numeric)) if n != target]
        for a, b in itertools.permutations(others, 2):
            for rule in _PAIRS:
                if a < b or rule is _PAIRS[2]:
                    yield rule, (a, b, target)
        for share in shares:
            for a, b in itertools.combinations([n for n in others if n != share], 2):
                yield _DISCOUNTED, (a, b, share, target)


def _holds(sample: Sequence[Sequence[float]], rule: _Rule, positions: Sequence[int]) -> bool:
    """Tell whether the rule holds in nearly all sampled rows, and says something in most of them."""
    allowed = (1 - _HOLDS) * len(sample)
    broken = telling = 0
    for row in sample:
        *operands, target = (row[n] for n in positions)
        if abs(rule.reckon(*operands) - target) > _tolerance(target):
            broken += 1
            if broken > allowed:
                return False
        elif operands[0] and operands[1] and operands[0] != 1 and operands[1] != 1:
            telling += 1
    return telling >= max(_FEWEST_ROWS, len(sample) * 0.3)


def _tolerance(value: float) -> float:
    return 0.0101 + 1e-9 * abs(value)


def _broken(table: Table, rule: _Rule, columns: Sequence[Column], rows: int) -> Iterator[Finding]:
    names = [f"c{column.index}::DOUBLE" for column in columns]
    off = f"abs({rule.sql.format(*names)} - {names[-1]}) > 0.0101 + 1e-9 * abs({names[-1]})"
    row = table.connection.execute(f"SELECT count(*) FROM data WHERE {off}").fetchone()
    assert row is not None
    if not 0 < row[0] <= _MOST_BROKEN * rows:
        return
    yield Finding(
        code="broken_sum",
        severity=Severity.WARNING,
        count=row[0],
        share=row[0] / rows,
        cost=0.7,
        column=columns[-1],
        rows=example_rows(table, off),
        figures={"rule": rule.words.format(*(column.name for column in columns))},
    )
