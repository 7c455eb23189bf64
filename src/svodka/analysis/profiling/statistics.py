"""The exact statistics of a table, by SQL in as few passes as possible; Python sees aggregates only."""

import decimal
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import duckdb

from svodka.analysis.model import Column, Type
from svodka.analysis.profiling.histogram import bins_of_numbers, bins_of_times
from svodka.analysis.profiling.model import Bin, ColumnProfile, Lengths, Numbers, Profile, TopValue
from svodka.analysis.table import Table

TOP_VALUES: Final = 10
NUMERIC: Final = frozenset({Type.INTEGER, Type.DECIMAL})
_COLUMNS_A_QUERY: Final = 40
_QUANTILES: Final = (Decimal("0.05"), Decimal("0.25"), Decimal("0.5"), Decimal("0.75"), Decimal("0.95"))
# Enough for the square of any number of 38 digits; Python's default of 28 would round money.
EXACT: Final = decimal.Context(prec=90, rounding=decimal.ROUND_HALF_EVEN)

Facts = dict[str, Any]


def profile(table: Table, progress: Callable[[float], None] | None = None) -> Profile:
    """Measure every column. `progress` hears the fraction done, from 0 to 1."""
    columns: list[ColumnProfile] = []
    scales = _scales(table)
    for start in range(0, len(table.columns), _COLUMNS_A_QUERY):
        part = table.columns[start : start + _COLUMNS_A_QUERY]
        basics = _basics(table, part)
        quantiles = _quantiles(table, part, basics)
        for column in part:
            facts = basics[column.index] | {"quantiles": quantiles.get(column.index)}
            columns.append(_column(table, column, facts, scales[column.index]))
            if progress is not None:
                progress(len(columns) / len(table.columns))
    # Where a column tells all rows apart, none repeats another.
    told_apart = any(each.unique for each in columns)
    return Profile(rows=table.rows, columns=columns, duplicates=0 if told_apart else _duplicates(table))


def _scales(table: Table) -> dict[int, int]:
    described = table.connection.execute("DESCRIBE data").fetchall()
    types = {name: kind for name, kind, *_ in described}
    return {column.index: _scale(types[f"c{column.index}"]) for column in table.columns}


def _scale(kind: str) -> int:
    return int(kind.rstrip(")").rpartition(",")[2]) if kind.startswith("DECIMAL") else 0


def _basics(table: Table, columns: Sequence[Column]) -> dict[int, dict[str, Any]]:
    """Return count, extremes and whatever one plain pass over these columns can tell."""
    wanted = [(column.index, name, sql) for column in columns for name, sql in _aggregates(column).items()]
    try:
        row = table.connection.execute(f"SELECT {', '.join(sql for *_, sql in wanted)} FROM data").fetchone()
    except duckdb.OutOfRangeException:
        return {column.index: _wide_basics(table, column) for column in columns}
    assert row is not None
    facts: dict[int, dict[str, Any]] = {column.index: {} for column in columns}
    for (index, name, _), value in zip(wanted, row, strict=True):
        facts[index][name] = value
    return facts


def _wide_basics(table: Table, column: Column) -> dict[str, Any]:
    """Measure a column whose sum may not fit 38 digits: that sum is then reckoned in Python."""
    aggregates = _aggregates(column)
    aggregates.pop("total", None)
    row = table.connection.execute(f"SELECT {', '.join(aggregates.values())} FROM data").fetchone()
    assert row is not None
    facts = dict(zip(aggregates, row, strict=True))
    if column.type in NUMERIC:
        values = table.connection.execute(f"SELECT c{column.index} FROM data").fetchall()
        total = Decimal(0)
        for (value,) in values:
            total = EXACT.add(total, Decimal(value or 0))
        facts["total"] = total
    return facts


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


def _quantiles(
    table: Table, columns: Sequence[Column], basics: Mapping[int, Facts]
) -> dict[int, list[Decimal]]:
    """Return the quantiles of the numeric columns, each from its exact neighbours in rank."""
    numeric = [column for column in columns if column.type in NUMERIC and basics[column.index]["filled"]]
    if not numeric:
        return {}
    ranks = {column.index: _ranks(basics[column.index]["filled"]) for column in numeric}
    parts = ", ".join(f"quantile_disc(c{column.index}, {ranks[column.index]})" for column in numeric)
    row = table.connection.execute(f"SELECT {parts} FROM data").fetchone()
    assert row is not None
    return {
        column.index: _interpolated(values, basics[column.index]["filled"])
        for column, values in zip(numeric, row, strict=True)
    }


def _ranks(filled: int) -> list[float]:
    """Return fractions that name exactly the 0-based ranks below and above each quantile."""
    ranks = []
    for quantile in _QUANTILES:
        below = int((filled - 1) * quantile)
        ranks += [(below + 0.5) / filled, (min(below + 1, filled - 1) + 0.5) / filled]
    return ranks


def _interpolated(values: Sequence[int | Decimal], filled: int) -> list[Decimal]:
    result = []
    for position, quantile in enumerate(_QUANTILES):
        low, high = Decimal(values[2 * position]), Decimal(values[2 * position + 1])
        fraction = (filled - 1) * quantile % 1
        result.append(EXACT.add(low, EXACT.multiply(EXACT.subtract(high, low), fraction)))
    return result


def _column(table: Table, column: Column, facts: Facts, scale: int) -> ColumnProfile:
    filled = facts["filled"]
    values = facts | (_values(table, column) if filled else _NO_VALUES)
    numbers = _numbers(facts, scale) if facts["quantiles"] else None
    lengths = None
    if column.type is Type.TEXT and filled:
        mean = values["characters"] / filled
        lengths = Lengths(shortest=values["shortest"], longest=values["longest"], mean=float(mean))
    return ColumnProfile(
        column=column,
        filled=filled,
        nulls=table.rows - filled,
        distinct=values["distinct"],
        scale=scale,
        minimum=values["minimum"],
        maximum=values["maximum"],
        numbers=numbers,
        lengths=lengths,
        top=values["top"],
        bins=_bins(table, column, values, numbers, scale) if values["distinct"] > 1 else (),
    )


_NO_VALUES: Final[Facts] = {"distinct": 0, "top": (), "minimum": None, "maximum": None}
_OF_TEXTS: Final = {
    "minimum": "min(v)",
    "maximum": "max(v)",
    "shortest": "min(length(v))",
    "longest": "max(length(v))",
    "characters": "sum(length(v) * n)",
}


def _values(table: Table, column: Column) -> Facts:
    """Count the different values, find the most frequent ones, and what texts are like."""
    name = f"c{column.index}"
    wanted = {"distinct": "count(*)"} | (_OF_TEXTS if column.type is Type.TEXT else {})
    rows = table.connection.execute(
        f"WITH g AS MATERIALIZED"
        f" (SELECT {name} AS v, count(*) AS n FROM data WHERE {name} IS NOT NULL GROUP BY 1)"
        f" SELECT g.v, g.n, s.* FROM g, (SELECT {', '.join(wanted.values())} FROM g) AS s"
        f" ORDER BY g.n DESC, g.v LIMIT {TOP_VALUES}"
    ).fetchall()
    top = [TopValue(value=value, count=count) for value, count, *_ in rows]
    return {"top": top, **dict(zip(wanted, rows[0][2:], strict=True))}


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


def _bins(table: Table, column: Column, facts: Facts, numbers: Numbers | None, scale: int) -> Sequence[Bin]:
    low, high = facts["minimum"], facts["maximum"]
    if numbers is not None:
        with decimal.localcontext(EXACT):
            return bins_of_numbers(table, column, Decimal(low), Decimal(high), numbers=numbers, scale=scale)
    if column.type in {Type.DATE, Type.DATETIME}:
        return bins_of_times(table, column, low, high)
    return ()


def _duplicates(table: Table) -> int:
    """Count the rows that equal an earlier one in every column."""
    if not table.columns:
        return 0
    names = ", ".join(f"c{column.index}" for column in table.columns)
    # Hashes first: only if they collide is the comparison by value worth its cost.
    hashed = _one(table, f"SELECT count(*) - count(DISTINCT hash({names})) FROM data")
    if not hashed:
        return 0
    return _one(
        table, f"SELECT count(*) - (SELECT count(*) FROM (SELECT DISTINCT {names} FROM data)) FROM data"
    )


def _one(table: Table, sql: str) -> int:
    row = table.connection.execute(sql).fetchone()
    assert row is not None
    return int(row[0])
