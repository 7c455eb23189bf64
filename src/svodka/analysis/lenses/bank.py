"""An account statement: one signed column with a status (T-Bank), or two columns for in and out."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from svodka.analysis.lenses.asking import fact, money, named, row_of, rows_of, sql_name
from svodka.analysis.lenses.model import Fact, View
from svodka.analysis.model import Column, Type
from svodka.analysis.plain import clipped
from svodka.analysis.profiling import ColumnProfile, Focus, Profile, priced
from svodka.analysis.table import Table
from svodka.analysis.wording import Wording

_FAILED: Final = ("FAILED", "DECLINED", "REJECTED", "ОТКЛОНЕНО", "ОТМЕНЕНО", "НЕ ВЫПОЛНЕНО")
_PARTY: Final = r"описание|контрагент|получатель|плательщик.*|наименование контрагента|description|counterparty|payee|merchant"
_CATEGORY: Final = r"категория|category"
_LONGEST_PARTY: Final = 40
_MOST_REGULAR: Final = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class _Account:
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
        if focus.time is None:
            return None
        seen = _signed(profile, focus) or (focus if focus.incoming is not None else None)
        party, category = named(profile, _PARTY), named(profile, _CATEGORY)
        if seen is None or (party is None and category is None):
            return None
        account = _account(seen, party, category)
        split = category or party
        seen = replace(
            seen,
            category=split.column if split is not None else None,
            expression=account.outgo,
            label=wording.say("bank-spent"),
        )
        return View(focus=seen, facts=list(_facts(table, seen, account, wording)))


def _signed(profile: Profile, focus: Focus) -> Focus | None:
    """Recognise T-Bank's columns; failed operations are no money."""
    amount = named(profile, r"сумма платежа") or named(profile, r"сумма операции")
    status, card = named(profile, r"статус|status"), named(profile, r"номер карты|mcc")
    if amount is None or status is None or card is None or amount.numbers is None:
        return None
    if status.column.type is not Type.TEXT or not amount.numbers.negatives:
        return None
    time = named(profile, r"дата операции") or named(profile, r"дата платежа")
    if time is None or time.column.type not in {Type.DATE, Type.DATETIME}:
        return None
    failed = ", ".join(f"'{word}'" for word in _FAILED)
    where = f"coalesce(upper(trim({sql_name(status.column)})), '') NOT IN ({failed})"
    value = sql_name(amount.column)
    return Focus(
        time=time.column,
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
    if not rows:
        return
    parts = [
        f"{clipped(str(value), _LONGEST_PARTY)} — {money(wording, part, account.unit)} ({wording.share(part, outgo)})"
        for value, part in rows
    ]
    yield fact(wording, code, {str(value): part for value, part in rows}, parts="; ".join(parts))


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
        day=wording.moment(day),
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
            f"{clipped(who, _LONGEST_PARTY)} — {money(wording, amount, account.unit)}"
            for who, amount, _ in rows
        ]
        yield fact(wording, "bank-regular", {who: amount for who, amount, _ in rows}, parts="; ".join(parts))


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
