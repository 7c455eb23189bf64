"""Ozon's orders, by parcel and product, and Ozon's accruals, where the money that is paid out is reckoned."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from svodka.analysis.lenses.asking import column_of, fact, money, named, numeric, row_of, sql_name, timed
from svodka.analysis.lenses.model import Fact, View
from svodka.analysis.lenses.months import month_fact
from svodka.analysis.lenses.tops import top_fact
from svodka.analysis.model import Column, Type
from svodka.analysis.profiling import Focus, Profile
from svodka.analysis.table import Table
from svodka.analysis.wording import Wording

_RUBLES: Final = "RUB"
_CANCELLED: Final = r"отмен|cancel"
_ORDER: Final = (
    r"номер (заказа|отправления)|(order|posting|shipment) (number|no|id)",
    r"идентификатор (заказа|отправления)",
)
_ACCEPTED: Final = (
    r"принят в обработку|(дата|время|дата и время)( начала)? (принятия в обработку|обработки( .*)?)",
    r"in process at|processed at|accepted( for processing)?( at)?|processing date",
)
_STATUS: Final = (r"статус( .*)?|(order |posting |shipment )?status",)
_AMOUNT: Final = (
    r"сумма отправления( .*)?|(posting|shipment|order) amount",
    r"оплачено покупателем( .*)?|paid by customer|customer paid",
    r"стоимость (товара|отправления)( .*)?",
)
# The price of one piece, to be multiplied.
_PRICE: Final = (r"(ваша )?цена( товара| продавца)?( руб)?|(your|seller) price",)
_PIECES: Final = (r"кол во|количество|quantity|qty",)
_PRODUCT: Final = (
    r"(название|наименование) (товара|товара или услуги)|product name|item name",
    r"артикул( продавца)?|offer id|sku|vendor code",
)

_ACCRUED: Final = (r"дата начисления|accrual date",)
_KIND: Final = (r"тип начисления|accrual type",)
_GROUP: Final = (r"группа услуг|service group",)
_TOTAL: Final = (r"(сумма )?итого( руб)?|total( amount)?( rub)?",)
_GROSS: Final = (r"за продажу или возврат.*|(sale|sales) (or|and) returns? .*|accruals for sale.*",)
_COMMISSION: Final = (r"комиссия( за продажу)?|вознаграждение ozon( руб)?|sales? commission|commission",)
_SALES: Final = "'продажи', 'продажа', 'sales', 'выручка'"
_RETURNS: Final = "'возвраты', 'возврат', 'returns'"
_FEES: Final = "'вознаграждение ozon', 'комиссия за продажу', 'commission', 'ozon commission'"


class _Accruals(Struct, frozen=True, kw_only=True):
    """SQL on a row: what was sold, returned and kept as commission, each with its sign, and the total."""

    sold: str
    returned: str
    commission: str
    total: str
    unit: str


def accruals(table: Table, profile: Profile, focus: Focus, wording: Wording) -> View | None:
    """Return the table as Ozon's accruals, with a group a row or a column a service; None if it is no such."""
    time, kind = timed(named(profile, *_ACCRUED)), named(profile, *_KIND)
    total = numeric(named(profile, *_TOTAL))
    reckoned = _by_column(profile) or _by_group(profile)
    if total is None or reckoned is None or (kind is None and time is None):
        return None
    measure = replace(total.column, unit=total.column.unit or _RUBLES)
    money_ = replace(reckoned, total=sql_name(measure), unit=measure.unit or _RUBLES)
    seen = Focus(
        time=time or focus.time,
        measure=measure,
        category=column_of(named(profile, *_GROUP) or kind) or focus.category,
        second=column_of(named(profile, *_PRODUCT)),
        label=wording.say("market-accrued"),
    )
    return View(
        focus=seen, facts=list(_accrued(table, money_, wording)), kind=wording.say("kind-ozon_accruals")
    )


def _by_column(profile: Profile) -> _Accruals | None:
    gross, fee = numeric(named(profile, *_GROSS)), numeric(named(profile, *_COMMISSION))
    if gross is None:
        return None
    value = f"coalesce({sql_name(gross.column)}, 0)"
    return _Accruals(
        sold=f"greatest({value}, 0)",
        returned=f"least({value}, 0)",
        commission=f"coalesce({sql_name(fee.column)}, 0)" if fee is not None else "0",
        total="0",
        unit=_RUBLES,
    )


def _by_group(profile: Profile) -> _Accruals | None:
    group, total = named(profile, *_GROUP), numeric(named(profile, *_TOTAL))
    if group is None or total is None or group.column.type is not Type.TEXT:
        return None
    name, value = f"lower(trim({sql_name(group.column)}))", f"coalesce({sql_name(total.column)}, 0)"
    sold, returned, commission = (
        f"CASE WHEN {name} IN ({names}) THEN {value} ELSE 0 END" for names in (_SALES, _RETURNS, _FEES)
    )
    return _Accruals(sold=sold, returned=returned, commission=commission, total="0", unit=_RUBLES)


def _accrued(table: Table, sql: _Accruals, wording: Wording) -> Iterator[Fact]:
    row = row_of(
        table,
        f"SELECT sum({sql.sold}), count(*) FILTER ({sql.sold} > 0), sum({sql.returned}),"
        f" count(*) FILTER ({sql.returned} < 0), sum({sql.commission}), sum(coalesce({sql.total}, 0)) FROM data",
    )
    sold, returned, commission, total = (Decimal(row[n] or 0) for n in (0, 2, 4, 5))
    services = total - sold - returned - commission
    sales, returns, unit = row[1], row[3], sql.unit
    yield fact(
        wording,
        "market-sales",
        {"sales": sales, "sold": sold, "returns": returns, "returned": -returned},
        count=sales,
        sold=money(wording, sold, unit),
        returns=returns,
        returned=money(wording, -returned, unit),
        share=wording.share(Decimal(returns), Decimal(sales + returns)),
    )
    yield fact(wording, "market-payout", {"payout": total}, payout=money(wording, total, unit))
    kept = {"commission": -commission, "services": -services}
    if sold > 0 and any(kept.values()):
        yield fact(
            wording,
            "market-kept",
            {**kept, "total": sum(kept.values(), Decimal(0))},
            total=money(wording, sum(kept.values(), Decimal(0)), unit),
            share=wording.share(sum(kept.values(), Decimal(0)), sold),
            commission=money(wording, kept["commission"], unit),
            services=money(wording, kept["services"], unit),
        )


def orders(table: Table, profile: Profile, focus: Focus, wording: Wording) -> View | None:
    """Return the table as Ozon's orders, None if it is something else."""
    order, accepted, status = named(profile, *_ORDER), named(profile, *_ACCEPTED), named(profile, *_STATUS)
    amount, price = numeric(named(profile, *_AMOUNT)), numeric(named(profile, *_PRICE))
    priced = amount or price
    if order is None or accepted is None or status is None or priced is None:
        return None
    pieces = numeric(named(profile, *_PIECES))
    value = sql_name(priced.column)
    if amount is None and pieces is not None:
        value = f"{value} * {sql_name(pieces.column)}"
    where = f"NOT regexp_matches(lower(coalesce({sql_name(status.column)}, '')), '{_CANCELLED}')"
    measure = replace(priced.column, unit=priced.column.unit or _RUBLES)
    seen = replace(
        focus,
        time=timed(accepted) or focus.time,
        measure=measure,
        category=column_of(named(profile, *_PRODUCT)) or focus.category,
        incoming=None,
        outgoing=None,
        expression=value if value != sql_name(measure) else None,
        label=wording.say("market-ordered"),
        where=where,
        mean=False,
    )
    return View(
        focus=seen,
        facts=list(_orders(table, order.column, seen, wording)),
        kind=wording.say("kind-ozon_orders"),
    )


def _orders(table: Table, order: Column, focus: Focus, wording: Wording) -> Iterator[Fact]:
    number, value, where, unit = sql_name(order), focus.amount, focus.where, focus.unit
    count, total, cancelled, lost = row_of(
        table,
        f"SELECT count(DISTINCT {number}) FILTER ({where}), coalesce(sum({value}) FILTER ({where}), 0),"
        f" count(*) FILTER (NOT {where}), coalesce(sum({value}) FILTER (NOT {where}), 0) FROM data",
    )
    total, lost = Decimal(total), Decimal(lost)
    yield fact(
        wording,
        "market-orders",
        {"orders": count, "total": total, "cancelled": cancelled, "lost": lost},
        count=count,
        total=money(wording, total, unit),
        mean=money(wording, total / count, unit) if count else "",
    )
    yield from month_fact(table, focus, wording)
    yield from top_fact(table, focus, wording)
    if cancelled:
        yield fact(
            wording,
            "market-cancelled",
            {"rows": cancelled, "sum": lost},
            caveat=True,
            count=cancelled,
            value=money(wording, lost, unit),
            share=wording.share(lost, total + lost) if total + lost > 0 else wording.share(0, 1),
        )
