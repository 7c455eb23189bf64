"""Sales of a contributor at a stock agency: Adobe Stock (no header), Getty and iStock, Freepik."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from svodka.analysis.lenses.asking import fact, money, named, row_of, rows_of, sql_name
from svodka.analysis.lenses.model import Fact, View
from svodka.analysis.lenses.months import month_fact
from svodka.analysis.model import Column, Type
from svodka.analysis.plain import clipped
from svodka.analysis.profiling import ColumnProfile, Focus, Profile
from svodka.analysis.table import Table
from svodka.analysis.wording import Wording

_MEDIA: Final = frozenset(
    {"photos", "videos", "illustrations", "vectors", "templates", "3d", "premium", "audio", "motion graphics"}
)
_LICENCES: Final = frozenset(
    {"custom", "subscription", "extended", "standard", "enhanced", "on demand", "credits"}
)
_ADOBE_COLUMNS: Final = 9
_NEW_DAYS: Final = 90
_LONGEST_TITLE: Final = 40


@dataclass(frozen=True, kw_only=True, slots=True)
class _Sales:
    """The columns of a sales export by what they mean."""

    earned: Column
    asset: Column
    time: Column | None = None
    title: Column | None = None
    licence: Column | None = None
    media: Column | None = None
    repeated: bool = False
    names: tuple[str, ...] = ()


class StockSales:
    """One row is one sale of one file."""

    name = "stock_sales"

    def view(self, table: Table, profile: Profile, focus: Focus, wording: Wording) -> View | None:
        """Tell earnings, sales, files, licences and media."""
        sales = _adobe(table, profile) or _getty(profile) or _freepik(profile)
        if sales is None:
            return None
        codes = zip(profile.columns, sales.names, strict=False)
        names = {each.column.name: wording.say(f"stock-{code}") for each, code in codes}
        told = replace(wording, names=names)
        category = sales.media or sales.licence or sales.title
        seen = Focus(time=sales.time, measure=sales.earned, category=category)
        return View(focus=seen, facts=list(_facts(table, sales, told)), names=names)


def _adobe(table: Table, profile: Profile) -> _Sales | None:
    """Recognise Adobe's export by its nine columns: time, number, title, licence, money, media, file, …"""
    columns = profile.columns
    if table.source.header_row is not None or len(columns) != _ADOBE_COLUMNS:
        return None
    time, asset, title, licence, earned, media = columns[:6]
    fits = (
        time.column.type in {Type.DATETIME, Type.DATE}
        and asset.column.type in {Type.TEXT, Type.INTEGER}
        and earned.column.type is Type.DECIMAL
        and _only(licence, _LICENCES)
        and _only(media, _MEDIA)
    )
    if not fits:
        return None
    return _Sales(
        time=time.column,
        asset=asset.column,
        title=title.column,
        licence=licence.column,
        earned=earned.column,
        media=media.column,
        names=("time", "asset", "title", "licence", "earned", "media", "file", "author", "size"),
    )


def _only(each: ColumnProfile, known: frozenset[str]) -> bool:
    values = {str(top.value).strip().lower() for top in each.top}
    return bool(values) and values <= known and each.distinct <= len(each.top)


def _getty(profile: Profile) -> _Sales | None:
    earned = named(profile, r"gross royalty in \w+")
    asset = named(profile, r"asset number")
    if earned is None or asset is None or earned.column.type is not Type.DECIMAL:
        return None
    time = named(profile, r"sales date") or named(profile, r"royalty month")
    return _Sales(
        time=_timed(time),
        asset=asset.column,
        title=_column(named(profile, r"asset description")),
        licence=_column(named(profile, r"collection")),
        earned=earned.column,
        media=_column(named(profile, r"media type|asset type")),
        repeated=named(profile, r"statementsummary_\w+") is not None,
    )


def _freepik(profile: Profile) -> _Sales | None:
    earned, asset = named(profile, r"freepik earnings \w+"), named(profile, r"freepik asset id")
    if earned is None or asset is None or earned.numbers is None:
        return None
    return _Sales(
        asset=asset.column,
        title=_column(named(profile, r"description")),
        earned=earned.column,
        media=_column(named(profile, r"asset type")),
    )


def _column(each: ColumnProfile | None) -> Column | None:
    return each.column if each is not None else None


def _timed(each: ColumnProfile | None) -> Column | None:
    return each.column if each is not None and each.column.type in {Type.DATE, Type.DATETIME} else None


def _facts(table: Table, sales: _Sales, wording: Wording) -> Iterator[Fact]:
    unit, earned, asset = sales.earned.unit, sql_name(sales.earned), sql_name(sales.asset)
    total, count, assets = row_of(
        table, f"SELECT sum({earned}), count({earned}), count(DISTINCT {asset}) FROM data"
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
    if sales.time is not None:
        yield from month_fact(table, sales.time, sales.earned, wording)
    yield from _best(table, sales, assets, wording)
    for column in (sales.licence, sales.media):
        if column is not None:
            yield from _split(table, sales, column, Decimal(total), count, wording)
    if sales.time is not None:
        yield from _new(table, sales, Decimal(total), assets, wording)
    if sales.repeated:
        yield fact(wording, "stock-repeated", {}, caveat=True)


def _best(table: Table, sales: _Sales, assets: int, wording: Wording) -> Iterator[Fact]:
    asset, earned = sql_name(sales.asset), sql_name(sales.earned)
    title = f"any_value({sql_name(sales.title)})" if sales.title is not None else "NULL"
    grouped = f"SELECT {asset}::VARCHAR, sum({earned}) AS s, count(*) AS n, {title} FROM data GROUP BY 1"
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
    table: Table, sales: _Sales, column: Column, total: Decimal, count: int, wording: Wording
) -> Iterator[Fact]:
    name, earned = sql_name(column), sql_name(sales.earned)
    rows = rows_of(
        table,
        f"SELECT {name}, sum({earned}) AS s, count(*) FROM data WHERE {name} IS NOT NULL"
        " GROUP BY 1 ORDER BY s DESC, 1 LIMIT 3",
    )
    if len(rows) < 2 or not total:
        return
    parts = [
        wording.say(
            "lens-stock-part",
            value=clipped(value, _LONGEST_TITLE),
            money=wording.share(Decimal(part), total),
            sales=wording.share(number, count),
        )
        for value, part, number in rows
    ]
    figures = {value: f"{part:f}" for value, part, _ in rows}
    yield fact(wording, "stock-split", figures, column=wording.column(column.name), parts="; ".join(parts))


def _new(table: Table, sales: _Sales, total: Decimal, assets: int, wording: Wording) -> Iterator[Fact]:
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
        since=wording.moment(since),
    )
