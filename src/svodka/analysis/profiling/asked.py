"""The columns of a table, measured by SQL, in as few passes as can be."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import duckdb

from svodka.analysis.model import Column, Type
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

_OF_TEXTS: Final = {
    "minimum": "min(v)",
    "maximum": "max(v)",
    "shortest": "min(length(v))",
    "longest": "max(length(v))",
    "characters": "sum(length(v) * n)",
}


class Asked:
    """Measures the columns of a table where it lies; see `Measures`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def facts(self, columns: Sequence[Column]) -> Mapping[int, Facts]:
        """Return counts, extremes, sums and quantiles of these columns."""
        basics = self._basics(columns)
        for index, quantiles in self._quantiles(columns, basics).items():
            basics[index]["quantiles"] = quantiles
        return basics

    def values(self, column: Column) -> Facts:
        """Count the different values, find the most frequent ones, and what texts are like."""
        name = f"c{column.index}"
        wanted = {"distinct": "count(*)"} | (_OF_TEXTS if column.type is Type.TEXT else {})
        rows = self._fetched(
            f"WITH g AS MATERIALIZED"
            f" (SELECT {name} AS v, count(*) AS n FROM data WHERE {name} IS NOT NULL GROUP BY 1)"
            f" SELECT g.v, g.n, s.* FROM g, (SELECT {', '.join(wanted.values())} FROM g) AS s"
            f" ORDER BY g.n DESC, g.v LIMIT {TOP_VALUES}"
        )
        top = [TopValue(value=value, count=count) for value, count, *_ in rows]
        return {"top": top, **dict(zip(wanted, rows[0][2:], strict=True))}

    def binned(self, column: Column, steps: Steps) -> Mapping[int, int]:
        """Count the values in each bin that is not empty."""
        name = f"c{column.index}"
        rows = self._fetched(
            f"SELECT ({steps.sql(name)})::INTEGER, count(*) FROM data WHERE {name} IS NOT NULL GROUP BY 1"
        )
        return dict(rows)

    def duplicates(self) -> int:
        """Count the rows that equal an earlier one in every column."""
        names = ", ".join(f"c{column.index}" for column in self._table.columns)
        # Hashes first: only if they collide is the comparison by value worth its cost.
        [(hashed,)] = self._fetched(f"SELECT count(*) - count(DISTINCT hash({names})) FROM data")
        if not hashed:
            return 0
        [(exact,)] = self._fetched(
            f"SELECT count(*) - (SELECT count(*) FROM (SELECT DISTINCT {names} FROM data)) FROM data"
        )
        return int(exact)

    def _fetched(self, sql: str) -> list[tuple[Any, ...]]:
        return self._table.connection.execute(sql).fetchall()

    def _basics(self, columns: Sequence[Column]) -> dict[int, Facts]:
        """Return count, extremes and whatever one plain pass over these columns can tell."""
        wanted = [
            (column.index, name, sql) for column in columns for name, sql in _aggregates(column).items()
        ]
        try:
            [row] = self._fetched(f"SELECT {', '.join(sql for *_, sql in wanted)} FROM data")
        except duckdb.OutOfRangeException:
            return {column.index: self._wide_basics(column) for column in columns}
        facts: dict[int, Facts] = {column.index: {} for column in columns}
        for (index, name, _), value in zip(wanted, row, strict=True):
            facts[index][name] = value
        return facts

    def _wide_basics(self, column: Column) -> Facts:
        """Measure a column whose sum may not fit 38 digits: that sum is then reckoned in Python."""
        aggregates = _aggregates(column)
        aggregates.pop("total", None)
        [row] = self._fetched(f"SELECT {', '.join(aggregates.values())} FROM data")
        facts = dict(zip(aggregates, row, strict=True))
        if column.type in NUMERIC:
            total = Decimal(0)
            for (value,) in self._fetched(f"SELECT c{column.index} FROM data"):
                total = EXACT.add(total, Decimal(value or 0))
            facts["total"] = total
        return facts

    def _quantiles(self, columns: Sequence[Column], basics: Mapping[int, Facts]) -> dict[int, list[Decimal]]:
        """Return the quantiles of the numeric columns."""
        numeric = [column for column in columns if column.type in NUMERIC and basics[column.index]["filled"]]
        if not numeric:
            return {}
        parts = ", ".join(
            f"quantile_disc(c{column.index}, {_fractions(basics[column.index]['filled'])})"
            for column in numeric
        )
        [row] = self._fetched(f"SELECT {parts} FROM data")
        return {
            column.index: interpolated(
                list(zip(values[::2], values[1::2], strict=True)), basics[column.index]["filled"]
            )
            for column, values in zip(numeric, row, strict=True)
        }


def _fractions(filled: int) -> list[float]:
    """Return fractions that name exactly the ranks below and above each quantile."""
    return [(rank + 0.5) / filled for ranks in quantile_ranks(filled) for rank in ranks]


def _aggregates(column: Column) -> dict[str, str]:
    name = f"c{column.index}"
    if column.type is Type.TEXT:
        return {"filled": f"count({name})"}  # the rest is cheaper to say of its different values
    wanted = {"filled": f"count({name})", "minimum": f"min({name})", "maximum": f"max({name})"}
    if column.type in NUMERIC:
        wanted["total"] = f"sum({name})"
        wanted["deviation"] = f"stddev_samp({name}::DOUBLE)"
        wanted["skew"] = f"skewness({name}::DOUBLE)"
        wanted["zeros"] = f"count(*) FILTER ({name} = 0)"
        wanted["negatives"] = f"count(*) FILTER ({name} < 0)"
    return wanted
