"""Sales of any kind (date, money, and what or whom they split by), and plain time series."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from svodka.analysis.lenses.asking import amount_of, fact, row_of, rows_of, sql_name
from svodka.analysis.lenses.model import Fact, View
from svodka.analysis.lenses.months import month_fact
from svodka.analysis.lenses.tops import top_fact
from svodka.analysis.model import Column, Type
from svodka.analysis.profiling import ColumnProfile, Focus, Profile, series
from svodka.analysis.table import Table
from svodka.analysis.wording import Wording

_MONEY: Final = re.compile(
    r"выручк|продаж|оборот|сумм|стоимост|оплат|чек|amount|revenue|sales|total|turnover|paid|price",
    re.IGNORECASE,
)
_SPLIT: Final = re.compile(
    r"товар|продукт|издели|услуг|категор|клиент|покупател|заказчик|город|магазин|регион|менеджер|канал"
    r"|product|item|sku|categor|customer|client|city|store|shop|region|channel|account",
    re.IGNORECASE,
)
# What makes amounts sales, and not just amounts.
_SOLD: Final = re.compile(
    r"выручк|продаж|заказ|товар|продукт|клиент|покупател|\bчек|revenue|sales|sold|order|product|item|sku|customer|client",
    re.IGNORECASE,
)
_STATUS: Final = re.compile(r"статус|status|state", re.IGNORECASE)
_UNDONE: Final = re.compile(r"отмен|возврат|отказ|cancel|refund|return|declin|fail", re.IGNORECASE)
_MOST_STATUSES: Final = 50
_FEWEST_MOMENTS: Final = 10
_STEADY: Final = 0.8
_STEPS: Final = {1: "day", 7: "week", 30: "month", 31: "month"}


class GenericSales:
    """One row is one sale, at a time, for money, of something or to somebody."""

    name = "sales"

    def view(self, table: Table, profile: Profile, focus: Focus, wording: Wording) -> View | None:
        """Tell the total, a sale's average, the last month, and who or what brings most."""
        measure = focus.measure
        if focus.time is None or measure is None or focus.mean or focus.incoming is not None:
            return None
        if (
            not any(_splits(each) for each in profile.columns)
            or not (_MONEY.search(measure.name) or measure.unit)
            or measure.unit == "%"
        ):
            return None
        sold = _SOLD.search(measure.name) or any(_SOLD.search(each.column.name) for each in profile.columns)
        facts = list(_sales(table, profile, focus, wording))
        return View(focus=focus, facts=facts, kind=wording.say("kind-sales" if sold else "kind-amounts"))


def _splits(each: ColumnProfile) -> bool:
    named = _SPLIT.search(each.column.name) is not None
    return named and each.distinct > 1 and each.column.type in {Type.TEXT, Type.INTEGER}


class TimeSeries:
    """One row is one moment, about as far from the next as the others are; the columns are measured at it."""

    name = "time_series"

    def view(self, table: Table, profile: Profile, focus: Focus, wording: Wording) -> View | None:
        """Tell the total, the usual value, the highest and the lowest."""
        if focus.time is None or focus.measure is None:
            return None
        timed = profile.of(focus.time)
        if timed.distinct < _FEWEST_MOMENTS or timed.distinct != timed.filled or timed.nulls:
            return None
        if not _is_steady(table, focus.time):
            return None
        facts = list(_levels(table, focus, wording))
        return View(focus=focus, facts=facts, kind=wording.say("kind-time_series"))


def _is_steady(table: Table, time: Column) -> bool:
    """Tell whether most moments are one step apart: what happens by chance, as answers come in, is no series."""
    name = sql_name(time)
    row = row_of(
        table,
        "SELECT count(*) FILTER (gap BETWEEN 0.5 * usual AND 1.6 * usual) / count(*) FROM"
        " (SELECT gap, median(gap) OVER () AS usual FROM (SELECT"
        f" epoch({name}::TIMESTAMP) - lag(epoch({name}::TIMESTAMP)) OVER (ORDER BY {name}) AS gap FROM data)"
        " WHERE gap IS NOT NULL)",
    )
    return float(row[0] or 0) >= _STEADY


def _sales(table: Table, profile: Profile, focus: Focus, wording: Wording) -> Iterator[Fact]:
    assert focus.measure is not None
    assert focus.time is not None
    measure = focus.measure
    amount = sql_name(measure)
    total, count, days = row_of(
        table,
        f"SELECT sum({amount}), count({amount}), count(DISTINCT {sql_name(focus.time)}::DATE) FROM data",
    )
    if not count:
        return
    total, mean = Decimal(total), Decimal(total) / count
    yield fact(
        wording,
        "sales-total",
        {"total": total, "rows": count, "mean": round(mean, 4), "days": days},
        measure=wording.amounts(measure),
        total=amount_of(wording, total, measure),
        count=count,
        mean=wording.amount(mean, measure.unit, 2),
    )
    yield from month_fact(table, focus, wording)
    yield from top_fact(table, focus, wording)
    yield from _undone(table, profile, measure, total, wording)


def _undone(
    table: Table, profile: Profile, measure: Column, total: Decimal, wording: Wording
) -> Iterator[Fact]:
    """Say that cancelled and returned rows are in the sum: they are money only for whoever wants them to be."""
    status = next(
        (
            each.column
            for each in profile.columns
            if _STATUS.search(each.column.name)
            and each.column.type is Type.TEXT
            and each.distinct <= _MOST_STATUSES
        ),
        None,
    )
    if status is None:
        return
    name = sql_name(status)
    rows = rows_of(
        table, f"SELECT {name}, count(*), coalesce(sum({sql_name(measure)}), 0) FROM data GROUP BY 1"
    )
    undone = [row for row in rows if row[0] and _UNDONE.search(row[0])]
    count, part = sum(row[1] for row in undone), sum((Decimal(row[2]) for row in undone), Decimal(0))
    if count and total:
        yield fact(
            wording,
            "sales-undone",
            {"rows": count, "sum": Decimal(part)},
            caveat=True,
            count=count,
            value=amount_of(wording, Decimal(part), measure),
            share=wording.share(Decimal(part), total),
        )


def _levels(table: Table, focus: Focus, wording: Wording) -> Iterator[Fact]:
    assert focus.time is not None
    assert focus.measure is not None
    time, measure, mean = focus.time, focus.measure, focus.mean
    amount, moment = sql_name(measure), sql_name(time)
    total, average, high, high_at, low, low_at = row_of(
        table,
        f"SELECT sum({amount}), sum({amount}) / count({amount}), max({amount}), arg_max({moment}, {amount}),"
        f" min({amount}), arg_min({moment}, {amount}) FROM data",
    )
    if total is None:
        return
    unit = measure.unit
    yield fact(
        wording,
        "series-mean" if mean else "series-total",
        {"total": Decimal(total)},
        measure=wording.amounts(measure),
        total=amount_of(wording, Decimal(total), measure),
        mean=wording.short(Decimal(repr(float(average))), unit),
        step="" if mean else _step(table, time),
    )
    yield fact(
        wording,
        "series-extremes",
        {
            "high": Decimal(high),
            "high_at": high_at.isoformat(),
            "low": Decimal(low),
            "low_at": low_at.isoformat(),
        },
        high=amount_of(wording, Decimal(high), measure),
        high_at=wording.day(high_at),
        low=amount_of(wording, Decimal(low), measure),
        low_at=wording.day(low_at),
    )
    if not mean:
        yield from month_fact(table, focus, wording)


def _step(table: Table, time: Column) -> str:
    """Return how far a row is from the next: a day, a week or a month; nothing for anything else."""
    found = series(table, time, "count(*)")
    return _STEPS.get(found.usual_gap_days, "") if found is not None and time.type is Type.DATE else ""
