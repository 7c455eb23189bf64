"""The columns of a table with few rows, measured in Python: a question to the database costs a millisecond, and more
the more columns there are, however few the rows. Finds the same as `asked` does.
"""

import decimal
import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from svodka.analysis.model import Column, Type
from svodka.analysis.profiling.asked import Asked
from svodka.analysis.profiling.exact import EXACT
from svodka.analysis.profiling.histogram import Steps
from svodka.analysis.profiling.measuring import (
    NUMERIC,
    TOP_VALUES,
    Facts,
    interpolated,
    quantile_ranks,
)
from svodka.analysis.profiling.model import TopValue
from svodka.analysis.table import Table

# Beyond that many, the database is cheaper, unless
MOST_CELLS: Final = 8_000
# there are no more rows to a column than this: what a question costs grows with the table's columns.
MOST_ROWS_A_COLUMN: Final = 4
_MOST_KEPT_VALUES: Final = 200_000
_CELLS: Final = "cells"


class Held:
    """Measures the columns of a table by their values, of which it holds those asked for last; see `Measures`."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._rows: Sequence[tuple[Any, ...]] = ()
        self._counts: dict[int, Counter[Any]] = {}
        self._kept = 0

    @staticmethod
    def suits(table: Table) -> bool:
        """Tell whether this is cheaper than asking the database."""
        columns = len(table.columns)
        return table.rows * columns <= MOST_CELLS or table.rows <= MOST_ROWS_A_COLUMN * columns

    def facts(self, columns: Sequence[Column]) -> Mapping[int, Facts]:
        """Fetch these columns; return what is cheaply found of all of them: how many cells are filled."""
        self._fetch(columns)
        return {column.index: {"filled": self._counts[column.index].total()} for column in columns}

    def _fetch(self, columns: Sequence[Column]) -> None:
        names = ", ".join(f"c{column.index}" for column in columns)
        self._rows = self._table.connection.execute(f"SELECT {names} FROM data").fetchall()
        held = list(zip(*self._rows, strict=True)) if self._rows else [()] * len(columns)
        self._counts = {column.index: Counter(values) for column, values in zip(columns, held, strict=True)}
        if len(self._rows) * len(self._table.columns) <= MOST_CELLS:
            for column, values in zip(columns, held, strict=True):
                self._table.answers[_CELLS, column.index] = values
        for column in columns:
            counts = self._counts[column.index]
            counts.pop(None, None)
            if self._kept + len(counts) <= _MOST_KEPT_VALUES:
                self._kept += len(counts)
                self._table.answers[_question(column)] = counts

    def values(self, column: Column) -> Facts:
        """Measure a column that is not empty."""
        counts = self._counts[column.index]
        facts: Facts = {
            "distinct": len(counts),
            "minimum": min(counts),
            "maximum": max(counts),
            "top": [
                TopValue(value=value, count=count)
                for value, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:TOP_VALUES]
            ],
        }
        if column.type is Type.TEXT:
            facts |= {
                "shortest": min(map(len, counts)),
                "longest": max(map(len, counts)),
                "characters": sum(len(value) * count for value, count in counts.items()),
            }
        elif column.type in NUMERIC:
            facts |= _numeric(counts)
        return facts

    def binned(self, column: Column, steps: Steps) -> Mapping[int, int]:
        """Count the values in each bin that is not empty."""
        binned: Counter[int] = Counter()
        for value, count in self._counts[column.index].items():
            binned[steps.of(value)] += count
        return binned

    def duplicates(self) -> int:
        """Count the rows that equal an earlier one in every column."""
        if len(self._counts) < len(self._table.columns):
            return Asked(self._table).duplicates()
        return len(self._rows) - len(set(self._rows))


def value_counts(table: Table, column: Column) -> Mapping[Any, int]:
    """Return how often each value of a column with not too many of them occurs."""
    question = _question(column)
    if question not in table.answers:
        name = f"c{column.index}"
        counted = table.connection.execute(
            f"SELECT {name}, count(*) FROM data WHERE {name} IS NOT NULL GROUP BY 1"
        ).fetchall()
        table.answers[question] = dict(counted)
    counts: Mapping[Any, int] = table.answers[question]
    return counts


def known_counts(table: Table, column: Column) -> Mapping[Any, int] | None:
    """Return how often each value of a column occurs where that is known already."""
    counts: Mapping[Any, int] | None = table.answers.get(_question(column))
    return counts


def known_values(table: Table, column: Column) -> Collection[Any] | None:
    """Return the values of a column where they are counted already."""
    counts = known_counts(table, column)
    return counts.keys() if counts is not None else None


def known_cells(table: Table, column: Column) -> Sequence[Any] | None:
    """Return the cells of a column, in the rows' order, where the table is small and they were fetched already."""
    cells: Sequence[Any] | None = table.answers.get((_CELLS, column.index))
    return cells


def _question(column: Column) -> tuple[str, int]:
    return "values", column.index


def _numeric(counts: Counter[Any]) -> Facts:
    filled = counts.total()
    ranked = sorted(counts.elements())
    with decimal.localcontext(EXACT):
        total = sum((value * count for value, count in counts.items()), Decimal(0))
    deviation, skew = _moments(ranked)
    return {
        "total": total,
        "deviation": deviation,
        "skew": skew,
        "zeros": counts[0],
        "negatives": sum(count for value, count in counts.items() if value < 0),
        "quantiles": interpolated(
            [(ranked[low], ranked[high]) for low, high in quantile_ranks(filled)], filled
        ),
    }


def _moments(values: Sequence[int | Decimal]) -> tuple[float | None, float | None]:
    """Return the standard deviation of ranked values, and their skewness (Fisher and Pearson's, adjusted)."""
    numbers = [float(value) for value in values]
    n = len(numbers)
    if n < 2:
        return None, None
    if numbers[0] == numbers[-1]:
        return 0.0, None
    mean = math.fsum(numbers) / n
    squares = math.fsum((number - mean) ** 2 for number in numbers)
    deviation = math.sqrt(squares / (n - 1))
    if n < 3:
        return deviation, None
    cubes = math.fsum((number - mean) ** 3 for number in numbers)
    return deviation, math.sqrt(n * (n - 1)) / (n - 2) * (cubes / n) / (squares / n) ** 1.5
