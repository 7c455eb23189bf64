"""Values that cannot be right: beyond what is possible, totals among the data, several currencies."""

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from svodka.analysis.model import Column, Role, Severity, Type
from svodka.analysis.profiling.model import ColumnProfile, Profile
from svodka.analysis.profiling.quality.examples import example_rows
from svodka.analysis.profiling.quality.model import Finding
from svodka.analysis.table import Table

_FEWEST_VALUES: Final = 30
_COUNTED: Final = re.compile(r"кол-?во|количеств|штук|\bшт\b|чеков|qty|quantity|units|count", re.IGNORECASE)
_PRICED: Final = re.compile(r"цен[аы]|price", re.IGNORECASE)
_AGED: Final = re.compile(r"возраст|\bage\b", re.IGNORECASE)
_RARE: Final = 0.02


def impossible(table: Table, profile: Profile) -> Iterator[Finding]:
    """Find a few values that contradict what the column is: negative counts, shares above 100 %, odd dates."""
    for each in profile.columns:
        condition = _impossible_sql(each)
        if condition is None:
            continue
        row = table.connection.execute(
            f"SELECT count(*), arg_min(c{each.column.index}, row) FROM data WHERE {condition}"
        ).fetchone()
        assert row is not None
        count, first = row
        if 0 < count <= max(1, _RARE * each.filled):
            yield Finding(
                code="impossible",
                severity=Severity.WARNING,
                count=count,
                share=count / each.filled,
                cost=0.5,
                column=each.column,
                rows=example_rows(table, condition),
                figures={"value": first if not isinstance(first, int) else Decimal(first)},
            )


def _impossible_sql(each: ColumnProfile) -> str | None:
    column, name, numbers = each.column, f"c{each.column.index}", each.numbers
    if column.type in {Type.DATE, Type.DATETIME} and each.filled >= _FEWEST_VALUES:
        return _odd_dates_sql(each)
    if numbers is None or column.role is not Role.MEASURE or each.filled < _FEWEST_VALUES:
        return None
    if _AGED.search(column.name):
        return _beyond_sql(each, 120)
    if column.unit == "%" and numbers.p05 >= 0 and numbers.p95 <= 100:
        return _beyond_sql(each, 100)
    if (_COUNTED.search(column.name) or _PRICED.search(column.name)) and numbers.p05 >= 0:
        return f"{name} < 0" if numbers.negatives else None
    return None


def _beyond_sql(each: ColumnProfile, most: int) -> str | None:
    """Return SQL for what does not lie between zero and this, if there is any."""
    low, high = (Decimal(str(value)) for value in (each.minimum, each.maximum))
    return f"c{each.column.index} NOT BETWEEN 0 AND {most}" if low < 0 or high > most else None


def _odd_dates_sql(each: ColumnProfile) -> str | None:
    """Return SQL for dates that stand apart from all others by more than the span of these and a year."""
    timed = [found for found in each.bins if found.count]
    low, high = each.minimum, each.maximum
    if (
        not isinstance(low, dt.date)
        or not isinstance(high, dt.date)
        or len(timed) > 3
        or (high - low).days < 730
    ):
        return None
    main = max(timed, key=lambda found: found.count)
    assert isinstance(main.lower, dt.datetime)
    assert isinstance(main.upper, dt.datetime)
    width = main.upper - main.lower
    if main.lower - dt.datetime.min < width or dt.datetime.max - main.upper < width:  # noqa: DTZ901 - wall-clock time
        return None
    first, last = main.lower - width, main.upper + width
    return f"c{each.column.index} NOT BETWEEN TIMESTAMP '{first}' AND TIMESTAMP '{last}'"


def hidden_totals(table: Table, profile: Profile) -> Iterator[Finding]:
    """Find a row whose value is the sum of all others: a total that was taken for data."""
    for each in profile.columns:
        numbers = each.numbers
        if (
            numbers is None
            or each.column.role is not Role.MEASURE
            or each.filled < 5
            or each.column.unit == "%"
        ):
            continue
        largest = each.maximum if numbers.total > 0 else each.minimum
        if not numbers.total or 2 * Decimal(str(largest)) != numbers.total:
            continue
        rows = example_rows(table, f"c{each.column.index} = {largest}")
        yield Finding(
            code="hidden_total",
            severity=Severity.WARNING,
            count=1,
            share=1 / profile.rows,
            cost=0.95,
            column=each.column,
            rows=rows[:1],
            figures={"value": Decimal(str(largest))},
        )


def mixed_currencies(table: Table, profile: Profile) -> Iterator[Finding]:
    """Find a column of currency codes with more than one of them."""
    for each in profile.columns:
        if each.column.type is not Type.TEXT or not 2 <= each.distinct <= len(each.top):
            continue
        codes = [str(top.value).strip().upper() for top in each.top]
        if not _CURRENCY_CODES.issuperset(codes):
            continue
        rare = each.filled - each.top[0].count
        main = str(each.top[0].value)
        yield Finding(
            code="mixed_currencies",
            severity=Severity.WARNING,
            count=rare,
            share=rare / profile.rows,
            cost=0.8,
            column=each.column,
            rows=_other_currency(table, each.column, main),
            figures={"units": ", ".join(codes)},
        )


def _other_currency(table: Table, column: Column, main: str) -> list[int]:
    return example_rows(table, f"c{column.index} <> '{main}'")


_CURRENCY_CODES: Final = frozenset(
    {
        "RUB",
        "RUR",
        "USD",
        "EUR",
        "GBP",
        "KZT",
        "UAH",
        "BYN",
        "GEL",
        "AMD",
        "CNY",
        "JPY",
        "TRY",
        "CHF",
        "PLN",
        "AED",
    }
    | {
        "CZK",
        "SEK",
        "NOK",
        "DKK",
        "HUF",
        "INR",
        "CAD",
        "AUD",
        "KRW",
        "UZS",
        "AZN",
        "KGS",
        "RSD",
        "THB",
        "ILS",
    }
)
