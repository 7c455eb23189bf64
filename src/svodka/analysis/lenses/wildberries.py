"""Wildberries' weekly detail: sales, returns and charges are rows, told apart by what they are paid for.

The long names of its columns change over the years; the service's own names come in tables made from its API.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from svodka.analysis.lenses.asking import column_of, fact, money, named, numeric, row_of, sql_name, timed
from svodka.analysis.lenses.model import Fact, View
from svodka.analysis.lenses.tops import top_fact
from svodka.analysis.model import Column
from svodka.analysis.profiling import ColumnProfile, Focus, Profile
from svodka.analysis.table import Table
from svodka.analysis.wording import Wording

_RUBLES: Final = "RUB"
_REASON: Final = (r"обоснование( для)?( оплаты)?|supplier oper name",)
_KIND: Final = (r"тип документа|doc type name",)
_PAID: Final = (r"к перечислению( продавцу.*| за .*)?|ppvz for pay|(итого )?к перечислению.*",)
_RETAIL: Final = (r"(вайлдберриз|wildberries|wb) реализовал товар.*|retail amount",)
_TIME: Final = (r"дата продажи|sale dt", r"дата операции|rr dt", r"дата заказа.*|order dt")
_PRODUCT: Final = (
    r"предмет|subject name",
    r"название|наименование",
    r"артикул (поставщика|продавца)|sa name|vendor code",
)
# What is taken off, by the columns that hold it.
_TAKEN: Final = {
    "delivery": (r"услуги по доставке товара.*|(стоимость )?логистик[аи]|delivery rub",),
    "fines": (r"(общая сумма )?штраф(ов|ы).*|penalty",),
    "storage": (r"(стоимость )?хранени[ея].*|storage fee",),
    "deductions": (r"(прочие )?удержания.*|deduction",),
    "acceptance": (r"(платная )?приемка.*|операции (на|при) приемке.*|acceptance",),
}
# What is paid on top of the goods: what makes good a loss, a bonus.
_ADDED: Final = (r"(общая сумма )?доплат[аы].*|additional payment",)
_SALE: Final = "'продажа', 'sale'"
_RETURN: Final = "'возврат', 'return'"


class _Detail(Struct, frozen=True, kw_only=True):
    """The report's columns by what they mean; `why` and `returned` are SQL on a row."""

    paid: Column
    retail: Column | None
    why: str
    returned: str
    unit: str


def weekly_detail(table: Table, profile: Profile, focus: Focus, wording: Wording) -> View | None:
    """Return the table as Wildberries' weekly detail, None if it is something else."""
    reason, kind = named(profile, *_REASON), named(profile, *_KIND)
    paid = numeric(named(profile, *_PAID))
    told = reason or kind
    if paid is None or told is None or not (reason is not None or _known(told)):
        return None
    why, document = (f"lower(trim({sql_name((each or told).column)}))" for each in (reason, kind))
    detail = _Detail(
        paid=replace(paid.column, unit=paid.column.unit or _RUBLES),
        retail=column_of(numeric(named(profile, *_RETAIL))),
        why=why,
        returned=f"coalesce({why} IN ({_RETURN}) OR {document} IN ({_RETURN}), false)",
        unit=paid.column.unit or _RUBLES,
    )
    time = next((found for pattern in _TIME if (found := timed(named(profile, pattern)))), None)
    seen = Focus(
        time=time or focus.time,
        measure=detail.paid,
        category=column_of(named(profile, *_PRODUCT)) or focus.category,
        label=wording.say("market-paid"),
        where=f"{why} IN ({_SALE}) AND NOT {detail.returned}",
    )
    return View(
        focus=seen,
        facts=list(_facts(table, profile, seen, detail, wording)),
        kind=wording.say("kind-wildberries"),
    )


def _known(each: ColumnProfile) -> bool:
    """Tell whether a column of documents speaks of sales."""
    return any(str(top.value).strip().lower() in {"продажа", "sale"} for top in each.top)


def _facts(table: Table, profile: Profile, focus: Focus, detail: _Detail, wording: Wording) -> Iterator[Fact]:
    amount, unit = sql_name(detail.paid), detail.unit
    sales, sold, back, returns = row_of(
        table,
        f"SELECT count(*) FILTER (NOT {detail.returned} AND {detail.why} IN ({_SALE})),"
        f" coalesce(sum({amount}) FILTER (NOT {detail.returned}), 0), count(*) FILTER ({detail.returned}),"
        f" coalesce(sum(abs({amount})) FILTER ({detail.returned}), 0) FROM data",
    )
    sold, returns = Decimal(sold), Decimal(returns)
    yield fact(
        wording,
        "market-sales",
        {"sales": sales, "sold": sold, "returns": back, "returned": returns},
        count=sales,
        sold=money(wording, sold, unit),
        returns=back,
        returned=money(wording, returns, unit),
        share=wording.share(Decimal(back), Decimal(sales + back)),
    )
    taken = {code: _sum(table, profile, patterns) for code, patterns in _TAKEN.items()}
    charges = sum(taken.values(), Decimal(0))
    added = _sum(table, profile, _ADDED)
    payout = sold - returns - charges + added
    yield fact(wording, "market-payout", {"payout": payout}, payout=money(wording, payout, unit))
    if any(taken.values()):
        yield fact(
            wording,
            "market-charges",
            {**taken, "total": charges},
            total=money(wording, charges, unit),
            parts="; ".join(
                f"{wording.say(f'market-{code}')} {money(wording, value, unit)}"
                for code, value in taken.items()
                if value
            ),
        )
    if added:
        yield fact(wording, "market-added", {"added": added}, added=money(wording, added, unit))
    yield from _commission(table, detail, sold - returns, wording)
    yield from top_fact(table, focus, wording)


def _sum(table: Table, profile: Profile, patterns: tuple[str, ...]) -> Decimal:
    each = numeric(named(profile, *patterns))
    if each is None:
        return Decimal(0)
    return Decimal(row_of(table, f"SELECT coalesce(sum({sql_name(each.column)}), 0) FROM data")[0])


def _commission(table: Table, detail: _Detail, paid: Decimal, wording: Wording) -> Iterator[Fact]:
    """Tell what is between the buyers' price and what the seller is paid for goods."""
    if detail.retail is None:
        return
    price = sql_name(detail.retail)
    row = row_of(
        table,
        f"SELECT coalesce(sum({price}) FILTER (NOT {detail.returned}), 0)"
        f" - coalesce(sum(abs({price})) FILTER ({detail.returned}), 0) FROM data",
    )
    retail = Decimal(row[0])
    if retail > paid > 0:
        yield fact(
            wording,
            "market-commission",
            {"retail": retail, "commission": retail - paid},
            retail=money(wording, retail, detail.unit),
            commission=money(wording, retail - paid, detail.unit),
            share=wording.share(retail - paid, retail),
        )
