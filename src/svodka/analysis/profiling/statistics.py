"""Exact statistics of every column. Small and wide tables are measured in Python, long ones by SQL."""

import decimal
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from svodka.analysis.model import Column, Type
from svodka.analysis.profiling.asked import Asked
from svodka.analysis.profiling.exact import EXACT
from svodka.analysis.profiling.held import Held
from svodka.analysis.profiling.histogram import bins, steps_of_numbers, steps_of_times
from svodka.analysis.profiling.measuring import Facts, Measures
from svodka.analysis.profiling.model import Bin, ColumnProfile, Lengths, Numbers, Profile
from svodka.analysis.profiling.patterns import patterns
from svodka.analysis.table import Table

_COLUMNS_A_QUERY: Final = 40
_NO_VALUES: Final[Facts] = {"distinct": 0, "top": (), "minimum": None, "maximum": None}

Progress = Callable[[float], None]


def profile(table: Table, progress: Progress | None = None) -> Profile:
    """Measure every column. `progress` hears the fraction done, from 0 to 1."""
    return measured(table, Held(table) if Held.suits(table) else Asked(table), progress)


def measured(table: Table, measures: Measures, progress: Progress | None = None) -> Profile:
    """Measure every column by the means given."""
    columns: list[ColumnProfile] = []
    scales = _scales(table)
    for start in range(0, len(table.columns), _COLUMNS_A_QUERY):
        part = table.columns[start : start + _COLUMNS_A_QUERY]
        facts = measures.facts(part)
        for column in part:
            columns.append(_column(table, measures, column, facts[column.index], scales[column.index]))
            if progress is not None:
                progress(len(columns) / len(table.columns))
    # Where a column tells all rows apart, none repeats another.
    told_apart = not columns or any(each.unique for each in columns)
    return Profile(rows=table.rows, columns=columns, duplicates=0 if told_apart else measures.duplicates())


def _scales(table: Table) -> dict[int, int]:
    """Return how many digits after the point each column has."""
    described = table.connection.execute("DESCRIBE data").fetchall()
    types = {name: kind for name, kind, *_ in described}
    return {column.index: _scale(types[f"c{column.index}"]) for column in table.columns}


def _scale(kind: str) -> int:
    return int(kind.rstrip(")").rpartition(",")[2]) if kind.startswith("DECIMAL") else 0


def _column(table: Table, measures: Measures, column: Column, facts: Facts, scale: int) -> ColumnProfile:
    filled = facts["filled"]
    facts = facts | (measures.values(column) if filled else _NO_VALUES)
    numbers = _numbers(facts, scale) if "quantiles" in facts else None
    lengths = None
    if column.type is Type.TEXT and filled:
        mean = facts["characters"] / filled
        lengths = Lengths(shortest=facts["shortest"], longest=facts["longest"], mean=float(mean))
    return ColumnProfile(
        column=column,
        filled=filled,
        nulls=table.rows - filled,
        distinct=facts["distinct"],
        scale=scale,
        minimum=facts["minimum"],
        maximum=facts["maximum"],
        numbers=numbers,
        lengths=lengths,
        top=facts["top"],
        bins=_bins(measures, column, facts, numbers, scale) if facts["distinct"] > 1 else (),
        patterns=patterns(table, column),
    )


def _numbers(facts: Facts, scale: int) -> Numbers:
    p05, q1, median, q3, p95 = facts["quantiles"]
    total = EXACT.quantize(Decimal(facts["total"]), Decimal(1).scaleb(-scale))
    return Numbers(
        total=total,
        mean=EXACT.quantize(EXACT.divide(total, facts["filled"]), Decimal(1).scaleb(-max(scale, 2))),
        p05=p05,
        q1=q1,
        median=median,
        q3=q3,
        p95=p95,
        deviation=facts["deviation"],
        skew=facts["skew"],
        zeros=facts["zeros"],
        negatives=facts["negatives"],
    )


def _bins(
    measures: Measures, column: Column, facts: Facts, numbers: Numbers | None, scale: int
) -> Sequence[Bin]:
    low, high = facts["minimum"], facts["maximum"]
    if numbers is not None:
        with decimal.localcontext(EXACT):
            steps = steps_of_numbers(Decimal(low), Decimal(high), numbers=numbers, scale=scale)
            return bins(steps, measures.binned(column, steps))
    if column.type in {Type.DATE, Type.DATETIME}:
        times = steps_of_times(low, high)
        return bins(times, measures.binned(column, times))
    return ()
