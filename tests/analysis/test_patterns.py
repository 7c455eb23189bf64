"""The patterns of identifiers, and how JSON and page show them and the histogram."""

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

import svodka
from svodka.analysis.model import Role, Type
from svodka.analysis.profiling import profile
from svodka.analysis.profiling.held import MOST_CELLS
from svodka.analysis.profiling.patterns import MOST_VALUES, pattern_of
from tests.analysis.tables import build

ORDERS = [f"ORD-{n:04}" for n in range(1, 400)]
ODD = ["ORD-12", "заказ 7"]


@pytest.mark.parametrize(
    ("value", "pattern"),
    [
        ("ORD-1042", "AAA-9999"),
        ("4601234567890", "9{13}"),
        ("АБ 12/7", "AA 99/9"),
        ("099950d836f675cc", "X{16}"),
        ("a_b", "A_A"),
        ("№ 5", "№ 9"),
        ("", ""),
    ],
)
def test_a_pattern_keeps_what_is_neither_letter_nor_digit(value: str, pattern: str) -> None:
    assert pattern_of(value) == pattern


def report(table: str) -> svodka.Report:
    return svodka.analyze(table.encode(), name="orders.csv", lang="en")


def orders() -> svodka.Report:
    rows = (f"{order};{n % 7}.50" for n, order in enumerate(ORDERS + ODD))
    return report("order id;price\n" + "\n".join(rows) + "\n")


def columns_of(found: svodka.Report) -> list[dict[str, Any]]:
    table = found.to_dict()["table"]
    assert isinstance(table, dict)
    columns: list[dict[str, Any]] = table["columns"]
    return columns


def test_patterns_of_identifiers_are_counted_the_commonest_first() -> None:
    with orders() as found:
        order, price = columns_of(found)
        page = found.to_html()
    assert order["patterns"] == {
        "values": 401,
        "top": [
            {"pattern": "AAA-9999", "count": 399},
            {"pattern": "AAA-99", "count": 1},
            {"pattern": "AAAAA 9", "count": 1},
        ],
    }
    assert "patterns" not in price
    assert "AAA-9999 (&gt;99%)" in page


def test_the_histogram_counts_each_value_between_the_borders_it_names() -> None:
    with orders() as found:
        _, price = columns_of(found)
    counts = Counter(Decimal(n % 7) + Decimal("0.5") for n in range(401))
    bars = price["histogram"]
    assert sum(bar["count"] for bar in bars) == 401
    for bar in bars[:-1]:
        inside = [v for v in counts if Decimal(bar["from"]) <= v < Decimal(bar["to"])]
        assert bar["count"] == sum(counts[v] for v in inside)


def test_of_a_large_table_the_first_values_are_looked_at_and_how_many_is_said() -> None:
    values = [[f"A-{n}"] for n in range(MOST_CELLS + MOST_VALUES)]
    with build([("id", Type.TEXT, Role.IDENTIFIER)], values) as table:
        [found] = profile(table).columns
    assert found.patterns is not None
    assert found.patterns.values == MOST_VALUES
    by_hand = Counter(pattern_of(value) for [value] in values[:MOST_VALUES])
    assert {each.text: each.count for each in found.patterns.top} == dict(by_hand.most_common(5))
