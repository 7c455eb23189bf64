"""Sales of a contributor at a stock agency: Adobe Stock, Getty and iStock, Freepik and their like."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from msgspec.structs import replace

from svodka.analysis.lenses.asking import fact, listed, money, row_of, rows_of, sql_name
from svodka.analysis.lenses.model import Fact, View
from svodka.analysis.lenses.months import month_fact
from svodka.analysis.lenses.stock_columns import Sales, recognised
from svodka.analysis.model import Column
from svodka.analysis.plain import clipped
from svodka.analysis.profiling import Focus, Profile, priced
from svodka.analysis.table import Table
from svodka.analysis.wording import Wording

_NEW_DAYS: Final = 90
_LONGEST_TITLE: Final = 40


class StockSales:
    """One row is one sale of one file, or what one file came to."""

    name = "stock_sales"

    def view(self, table: Table, profile: Profile, focus: Focus, wording: Wording) -> View | None:
        """Tell earnings, sales, files, licences and media."""
        sales = recognised(table, profile)
        if sales is None:
            return None
        names = {column.name: wording.say(f"stock-{code}") for code, column in sales.names.items()}
        told = replace(wording, names=names)
        category = sales.media or sales.licence or sales.title
        seen = Focus(
            time=sales.time,
            measure=priced(sales.earned, profile),
            category=category,
            second=sales.licence if category is not sales.licence else None,
        )
        return View(
            focus=seen,
            facts=list(_facts(table, seen, sales, told)),
            names=names,
            kind=wording.say("kind-stock_sales"),
        )


def _facts(table: Table, focus: Focus, sales: Sales, wording: Wording) -> Iterator[Fact]:
    unit, earned, asset = sales.earned.unit, sql_name(sales.earned), sql_name(sales.asset)
    total, count, assets = row_of(
        table, f"SELECT coalesce(sum({earned}), 0), {sales.sold}, count(DISTINCT {asset}) FROM data"
    )
    if not count:
        return
    mean = Decimal(total) / count
    figures = {"total": total, "sales": count, "mean": round(mean, 4), "assets": assets}
    yield fact(
        wording,
        "stock-total",
        figures,
        total=money(wording, total, unit),
        count=count,
        mean=money(wording, mean, unit),
    )
    yield from month_fact(table, focus, wording)
    yield from _best(table, sales, assets, wording)
    for column in (sales.licence, sales.media):
        if column is not None:
            yield from _split(table, sales, column, Decimal(total), count, wording)
    if sales.time is not None:
        yield from _new(table, sales, Decimal(total), assets, wording)
    if sales.repeated:
        yield fact(wording, "stock-repeated", {}, caveat=True)


def _best(table: Table, sales: Sales, assets: int, wording: Wording) -> Iterator[Fact]:
    asset, earned = sql_name(sales.asset), sql_name(sales.earned)
    title = f"any_value({sql_name(sales.title)})" if sales.title is not None else "NULL"
    grouped = f"SELECT {asset}::VARCHAR, coalesce(sum({earned}), 0) AS s, {sales.sold} AS n, {title} FROM data GROUP BY 1"
    best = row_of(table, f"{grouped} ORDER BY s DESC NULLS LAST, 1 LIMIT 1")
    often = row_of(table, f"{grouped} ORDER BY n DESC, s DESC, 1 LIMIT 1")
    yield fact(
        wording,
        "stock-assets",
        {"assets": assets, "best": best[0], "earned": best[1]},
        assets=assets,
        best=_called(best[0], best[3]),
        earned=money(wording, best[1], sales.earned.unit),
    )
    if often[2] > 1:
        figures = {"often": often[0], "sales": often[2]}
        yield fact(wording, "stock-often", figures, often=_called(often[0], often[3]), count=often[2])


def _called(asset: str, title: str | None) -> str:
    return f"{asset} ({clipped(title, _LONGEST_TITLE)})" if title else asset


def _split(
    table: Table, sales: Sales, column: Column, total: Decimal, count: int, wording: Wording
) -> Iterator[Fact]:
    name, earned = sql_name(column), sql_name(sales.earned)
    rows = rows_of(
        table,
        f"SELECT {name}, coalesce(sum({earned}), 0) AS s, {sales.sold} FROM data WHERE {name} IS NOT NULL"
        " GROUP BY 1 ORDER BY s DESC, 1 LIMIT 3",
    )
    if len(rows) < 2 or not total:
        return
    parts = [
        (
            clipped(str(value), _LONGEST_TITLE),
            wording.say(
                "lens-stock-part",
                money=wording.share(Decimal(part), total),
                sales=wording.share(number, count),
            ),
        )
        for value, part, number in rows
    ]
    figures = {str(value): f"{part:f}" for value, part, _ in rows}
    yield fact(wording, "stock-split", figures, column=wording.column(column.name), parts=listed(parts))


def _new(table: Table, sales: Sales, total: Decimal, assets: int, wording: Wording) -> Iterator[Fact]:
    """Tell how much the files earn that were first sold in the last 90 days, if the table goes back further."""
    assert sales.time is not None
    time, asset, earned = (sql_name(column) for column in (sales.time, sales.asset, sales.earned))
    first, last = row_of(table, f"SELECT min({time})::DATE, max({time})::DATE FROM data")
    since = last - dt.timedelta(days=_NEW_DAYS - 1)
    if (since - first).days < _NEW_DAYS or not total:
        return
    count, part = row_of(
        table,
        f"SELECT count(*), coalesce(sum(s), 0) FROM (SELECT sum({earned}) AS s FROM data"
        f" GROUP BY {asset} HAVING min({time}) >= DATE '{since}')",
    )
    yield fact(
        wording,
        "stock-new",
        {"assets": count, "earned": part, "since": since.isoformat()},
        count=count,
        share=wording.share(count, assets),
        money=wording.share(Decimal(part), total),
        since=wording.day(since),
    )
