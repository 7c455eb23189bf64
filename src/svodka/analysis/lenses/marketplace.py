"""Sales on a marketplace: Wildberries' weekly detail and Ozon's orders."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final

from svodka.analysis.lenses.asking import fact, money, named, row_of, sql_name
from svodka.analysis.lenses.model import Fact, View
from svodka.analysis.model import Column, Type
from svodka.analysis.profiling import ColumnProfile, Focus, Profile
from svodka.analysis.table import Table
from svodka.analysis.wording import Wording

_RUBLES: Final = "RUB"
# What Wildberries takes off, by the beginning of the column's name: the long names change over the years.
_TAKEN: Final = {
    "delivery": r"услуги по доставке товара покупателю.*",
    "fines": r"общая сумма штрафов.*",
    "storage": r"хранение.*",
    "deductions": r"удержания.*",
    "acceptance": r"(платная приемка|операции на приемке|операции при приемке).*",
}
_CANCELLED: Final = r"отмен|cancel"


class MarketplaceSales:
    """Rows are sales, returns and charges (Wildberries), or orders (Ozon)."""

    name = "marketplace_sales"

    def view(self, table: Table, profile: Profile, focus: Focus, wording: Wording) -> View | None:
        """Tell sales, returns, charges and what is paid out."""
        return _wildberries(table, profile, focus, wording) or _ozon(table, profile, focus, wording)


def _wildberries(table: Table, profile: Profile, focus: Focus, wording: Wording) -> View | None:
    reason = named(profile, r"обоснование для оплаты")
    paid = named(profile, r"к перечислению продавцу за реализованный товар.*")
    if reason is None or paid is None or paid.numbers is None:
        return None
    time = _timed(named(profile, r"дата продажи")) or focus.time
    product = named(profile, r"предмет") or named(profile, r"артикул поставщика")
    kind = named(profile, r"тип документа") or reason
    sold = f"lower(trim({sql_name(reason.column)})) = 'продажа'"
    seen = Focus(
        time=time,
        measure=paid.column,
        category=product.column if product is not None else focus.category,
        label=wording.say("market-paid"),
        where=sold,
    )
    facts = list(_payout(table, profile, reason.column, kind.column, paid.column, wording))
    return View(focus=seen, facts=facts)


def _payout(
    table: Table, profile: Profile, reason: Column, kind: Column, paid: Column, wording: Wording
) -> Iterator[Fact]:
    why, amount = f"lower(trim({sql_name(reason)}))", sql_name(paid)
    returned = f"({why} = 'возврат' OR lower(trim({sql_name(kind)})) = 'возврат')"
    sales, sold, back, returns = row_of(
        table,
        f"SELECT count(*) FILTER (NOT {returned} AND {why} = 'продажа'),"
        f" coalesce(sum({amount}) FILTER (NOT {returned}), 0),"
        f" count(*) FILTER ({returned}), coalesce(sum(abs({amount})) FILTER ({returned}), 0) FROM data",
    )
    unit = paid.unit or _RUBLES
    yield fact(
        wording,
        "market-sales",
        {"sales": sales, "sold": Decimal(sold), "returns": back, "returned": Decimal(returns)},
        count=sales,
        sold=money(wording, sold, unit),
        returns=back,
        returned=money(wording, returns, unit),
    )
    taken = {code: _sum(table, profile, pattern) for code, pattern in _TAKEN.items()}
    charges = sum(taken.values(), Decimal(0))
    parts = [
        f"{wording.say(f'market-{code}')} {money(wording, value, unit)}"
        for code, value in taken.items()
        if value
    ]
    if parts:
        yield fact(
            wording,
            "market-charges",
            {**taken, "total": charges},
            total=money(wording, charges, unit),
            parts="; ".join(parts),
        )
    payout = Decimal(sold) - Decimal(returns) - charges
    yield fact(wording, "market-payout", {"payout": payout}, payout=money(wording, payout, unit))


def _sum(table: Table, profile: Profile, pattern: str) -> Decimal:
    each = named(profile, pattern)
    if each is None or each.numbers is None:
        return Decimal(0)
    return Decimal(row_of(table, f"SELECT coalesce(sum({sql_name(each.column)}), 0) FROM data")[0])


def _ozon(table: Table, profile: Profile, focus: Focus, wording: Wording) -> View | None:
    order, accepted = named(profile, r"номер (заказа|отправления)"), named(profile, r"принят в обработку")
    amount = named(profile, r"сумма отправления.*|стоимость (товара|отправления).*|оплачено покупателем.*")
    status = named(profile, r"статус.*")
    if order is None or accepted is None or amount is None or amount.numbers is None or status is None:
        return None
    where = f"NOT regexp_matches(lower(coalesce({sql_name(status.column)}, '')), '{_CANCELLED}')"
    product = named(profile, r"название товара|наименование товара|артикул")
    seen = replace(
        focus,
        time=_timed(accepted) or focus.time,
        measure=amount.column,
        category=product.column if product is not None else focus.category,
        where=where,
    )
    return View(focus=seen, facts=list(_orders(table, order.column, amount.column, where, wording)))


def _orders(table: Table, order: Column, amount: Column, where: str, wording: Wording) -> Iterator[Fact]:
    number, value = sql_name(order), sql_name(amount)
    orders, total, cancelled, lost = row_of(
        table,
        f"SELECT count(DISTINCT {number}) FILTER ({where}), coalesce(sum({value}) FILTER ({where}), 0),"
        f" count(*) FILTER (NOT {where}), coalesce(sum({value}) FILTER (NOT {where}), 0) FROM data",
    )
    unit = amount.unit or _RUBLES
    yield fact(
        wording,
        "market-orders",
        {"orders": orders, "total": Decimal(total), "cancelled": cancelled, "lost": Decimal(lost)},
        count=orders,
        total=money(wording, total, unit),
        cancelled=cancelled,
        lost=money(wording, lost, unit),
    )


def _timed(each: ColumnProfile | None) -> Column | None:
    return each.column if each is not None and each.column.type in {Type.DATE, Type.DATETIME} else None
