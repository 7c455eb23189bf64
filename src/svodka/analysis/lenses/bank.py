"""An account statement: one signed column with a status (T-Bank), or two columns for in and out."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from svodka.analysis.lenses.asking import (
    about,
    column_of,
    fact,
    listed,
    money,
    named,
    numeric,
    row_of,
    rows_of,
    sql_name,
    timed,
)
from svodka.analysis.lenses.model import Fact, View
from svodka.analysis.lenses.months import month_fact
from svodka.analysis.model import Column, Type
from svodka.analysis.plain import clipped
from svodka.analysis.profiling import ColumnProfile, Focus, Profile, priced
from svodka.analysis.table import Table
from svodka.analysis.wording import Wording

_FAILED: Final = (
    "FAILED", "DECLINED", "REJECTED", "CANCELLED", "REVERTED",
    "ОТКЛОНЕНО", "ОТКЛОНЕН", "ОТКЛОНЁН", "ОТКЛОНЕНА", "ОТМЕНЕНО", "ОТМЕНЕН", "ОТМЕНЁН", "ОТМЕНЕНА", "НЕ ВЫПОЛНЕНО",
)  # fmt: skip
# Names are compared as small words with single spaces.
_AMOUNT: Final = (
    r"сумма платежа( в валюте счета)?",
    r"сумма операции( в валюте (счета|карты))?",
    r"(payment|operation|transaction) amount|amount",
    r"сумма( в валюте (счета|карты))?",
)
_STATUS: Final = (r"статус( операции)?|(transaction |payment )?(status|state)",)
_CARD: Final = (r"номер карты|карта|mcc( код)?|мсс|card( number)?|merchant category code",)
_BALANCE: Final = (r"(остаток|баланс|сальдо)( .*)?|(running |account |closing )?balance( .*)?",)
_TIME: Final = (
    r"дата( и время)? (операции|проводки)|(operation|transaction|posting|booking) date",
    r"дата платежа|payment date|(started|completed) date|дата|date",
)
_PARTY: Final = (
    r"(наименование )?контрагент[а]?( .*)?|counterparty( name)?|payee( name)?|merchant( name)?",
    r"получатель( .*)?|плательщик.*|корреспондент|beneficiary( name)?|recipient",
    r"описание( операции)?|(transaction )?(description|details)|details of payment",
)
_PURPOSE: Final = (r"назначение( платежа)?|(payment )?(purpose|reference)|основание( платежа)?",)
_CATEGORY: Final = (r"категория( операции| трат)?|(spending |transaction )?category",)
# What is counted in a warehouse comes in and goes out, too.
_GOODS: Final = (
    r"товар.*|номенклатура.*|артикул.*|sku|склад.*|кол во.*|количество.*|ед изм.*|items?|product.*|qty|quantity|warehouse",
)
_LONGEST_PARTY: Final = 40
_MOST_REGULAR: Final = 3


class _Account(Struct, frozen=True, kw_only=True):
    """The statement by what its columns mean: SQL for money in and out, both at least zero."""

    income: str
    outgo: str
    time: Column
    unit: str | None
    where: str
    party: Column | None
    category: Column | None


class BankStatement:
    """One row is one movement on an account."""

    name = "bank_statement"

    def view(self, table: Table, profile: Profile, focus: Focus, wording: Wording) -> View | None:
        """Tell what came in and went out, to whom, what is regular, and what was left out."""
        seen = _operations(profile) or _two_columns(profile, focus) or _balanced(profile)
        if seen is None or seen.time is None:
            return None
        party, category = named(profile, *_PARTY), named(profile, *_CATEGORY)
        if party is None and category is None and named(profile, *_PURPOSE) is None:
            return None
        account = _account(seen, party, category)
        split = category or party
        seen = replace(
            seen,
            category=column_of(split),
            second=column_of(party) if split is not party else None,
            expression=account.outgo,
            label=wording.say("bank-spent"),
        )
        return View(
            focus=seen,
            facts=list(_facts(table, seen, account, wording)),
            kind=wording.say("kind-bank_statement"),
        )


def _operations(profile: Profile) -> Focus | None:
    """Recognise T-Bank's columns: signed amounts, a card or its trade's code; failed operations are no money."""
    amount = numeric(named(profile, *_AMOUNT))
    if amount is None or named(profile, *_CARD) is None or not _both_ways(amount):
        return None
    return _signed(profile, amount)


def _two_columns(profile: Profile, focus: Focus) -> Focus | None:
    """Recognise money in and money out, each in a column of its own."""
    if focus.incoming is None or focus.measure is None or named(profile, *_GOODS) is not None:
        return None
    fractional = focus.measure.type is Type.DECIMAL or focus.measure.unit is not None
    return replace(focus, time=_moved(profile) or focus.time) if fractional else None


def _balanced(profile: Profile) -> Focus | None:
    """Recognise signed amounts that run up to a balance."""
    amount, balance = numeric(named(profile, *_AMOUNT)), numeric(named(profile, *_BALANCE))
    if amount is None or balance is None or not _both_ways(amount) or named(profile, *_GOODS) is not None:
        return None
    return _signed(profile, amount)


def _both_ways(amount: ColumnProfile) -> bool:
    assert amount.numbers is not None
    return amount.numbers.negatives > 0


def _moved(profile: Profile) -> Column | None:
    return next((time for pattern in _TIME if (time := timed(named(profile, pattern)))), None)


def _signed(profile: Profile, amount: ColumnProfile) -> Focus | None:
    time, status = _moved(profile), named(profile, *_STATUS)
    if time is None:
        return None
    where = "true"
    if status is not None and status.column.type is Type.TEXT:
        failed = ", ".join(f"'{word}'" for word in _FAILED)
        where = f"coalesce(upper(trim({sql_name(status.column)})), '') NOT IN ({failed})"
    value = f"coalesce({sql_name(amount.column)}, 0)"
    return Focus(
        time=time,
        measure=priced(amount.column, profile),
        incoming=f"greatest({value}, 0)",
        outgoing=f"greatest(-{value}, 0)",
        where=where,
    )


def _account(focus: Focus, party: ColumnProfile | None, category: ColumnProfile | None) -> _Account:
    assert focus.time is not None
    assert focus.incoming is not None
    assert focus.outgoing is not None
    return _Account(
        income=focus.incoming,
        outgo=focus.outgoing,
        time=focus.time,
        unit=focus.unit,
        where=focus.where,
        party=party.column if party is not None else None,
        category=category.column if category is not None else None,
    )


def _facts(table: Table, focus: Focus, account: _Account, wording: Wording) -> Iterator[Fact]:
    income, outgo = row_of(
        table, f"SELECT sum({account.income}), sum({account.outgo}) FROM data WHERE {account.where}"
    )
    income, outgo = Decimal(income or 0), Decimal(outgo or 0)
    yield fact(
        wording,
        "bank-flow",
        {"in": income, "out": outgo, "net": income - outgo},
        income=money(wording, income, account.unit),
        outgo=money(wording, outgo, account.unit),
        net=money(wording, income - outgo, account.unit),
    )
    yield from month_fact(table, focus, wording, called="bank-month")
    yield from _spent(table, account.category, account, outgo, "bank-category", wording)
    yield from _spent(table, account.party, account, outgo, "bank-party", wording)
    yield from _largest(table, account, wording)
    if account.party is not None:
        yield from _regular(table, account.party, account, wording)
    yield from _left_out(table, focus, wording)


def _spent(
    table: Table, column: Column | None, account: _Account, outgo: Decimal, code: str, wording: Wording
) -> Iterator[Fact]:
    """Tell where most of the money goes."""
    if column is None or not outgo:
        return
    name = sql_name(column)
    rows = rows_of(
        table,
        f"SELECT {name}, sum({account.outgo}) AS s FROM data WHERE {account.where} AND {name} IS NOT NULL"
        " GROUP BY 1 HAVING s > 0 ORDER BY s DESC, 1 LIMIT 3",
    )
    if len(rows) < 2:
        return
    parts = [
        (
            clipped(str(value), _LONGEST_PARTY),
            f"{about(wording, part, account.unit)} ({wording.share(part, outgo)})",
        )
        for value, part in rows
    ]
    yield fact(wording, code, {str(value): part for value, part in rows}, parts=listed(parts))


def _largest(table: Table, account: _Account, wording: Wording) -> Iterator[Fact]:
    party = sql_name(account.party) if account.party is not None else "NULL"
    value, day, who = row_of(
        table,
        f"SELECT max({account.outgo}), arg_max({sql_name(account.time)}::DATE, {account.outgo}),"
        f" arg_max({party}, {account.outgo}) FROM data WHERE {account.where}",
    )
    if not value or day is None:
        return
    yield fact(
        wording,
        "bank-largest",
        {"value": value, "day": day.isoformat(), "party": who or ""},
        value=money(wording, value, account.unit),
        day=wording.day(day),
        party=clipped(str(who or "—"), _LONGEST_PARTY),
    )


def _regular(table: Table, party: Column, account: _Account, wording: Wording) -> Iterator[Fact]:
    """Find payments to one party of one amount, month after month: at least three, 25 to 35 days apart."""
    name, time = sql_name(party), sql_name(account.time)
    rows = rows_of(
        table,
        "SELECT p, a, count(*) FROM (SELECT p, a, d, date_diff('day', lag(d) OVER (PARTITION BY p, a ORDER BY d), d)"
        f" AS gap FROM (SELECT {name} AS p, {account.outgo} AS a, {time}::DATE AS d FROM data"
        f" WHERE {account.where} AND {account.outgo} > 0 AND {name} IS NOT NULL))"
        " GROUP BY p, a HAVING count(*) >= 3 AND bool_and(coalesce(gap BETWEEN 25 AND 35, true))"
        f" ORDER BY a DESC, p LIMIT {_MOST_REGULAR}",
    )
    if rows:
        parts = [
            (clipped(who, _LONGEST_PARTY), money(wording, amount, account.unit)) for who, amount, _ in rows
        ]
        yield fact(wording, "bank-regular", {who: amount for who, amount, _ in rows}, parts=listed(parts))


def _left_out(table: Table, focus: Focus, wording: Wording) -> Iterator[Fact]:
    if focus.measure is None or focus.where == "true":
        return
    count, value = row_of(
        table,
        f"SELECT count(*), coalesce(sum({sql_name(focus.measure)}), 0) FROM data WHERE NOT ({focus.where})",
    )
    if count:
        yield fact(
            wording,
            "bank-failed",
            {"rows": count, "sum": Decimal(value)},
            caveat=True,
            count=count,
            value=money(wording, Decimal(value), focus.measure.unit),
        )
