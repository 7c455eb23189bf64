"""What is found in the cells that profiling left at hand is what the database answers."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest

from svodka.analysis.insights.significance import mann_kendall
from svodka.analysis.model import Role, Type
from svodka.analysis.profiling import Focus, associations, profile, totals
from svodka.analysis.profiling.quality import find_quality
from svodka.analysis.table import Table
from tests.analysis.tables import Cell, build

SHOPS = ("North", "South", None, "Closed")
FIRST_DAY = dt.date(2026, 1, 1)


def rows() -> Iterator[list[Cell]]:
    for n in range(360):
        shop = SHOPS[n % 3] if n != 60 else SHOPS[3]
        amount = None if n == 60 else Decimal(n * 7 % 40) + Decimal("0.50")
        day = dt.datetime.combine(FIRST_DAY, dt.time(n % 24)) + dt.timedelta(n // 10 if n // 10 != 20 else 21)
        far = Decimal(90_000) if n == 50 else amount
        yield [
            day,
            shop,
            f"person{n}@example.org",
            ("red", "blue")[n % 2],
            amount,
            far,
            -1 if n == 3 else n % 15,
        ]


@pytest.fixture
def table() -> Iterator[Table]:
    columns = [
        ("Time", Type.DATETIME, Role.TIME),
        ("Shop", Type.TEXT, Role.CATEGORY),
        ("Mail", Type.TEXT, Role.CONTACT),
        ("Colour", Type.TEXT, Role.CATEGORY),
        ("Amount", Type.DECIMAL, Role.MEASURE),
        ("Total", Type.DECIMAL, Role.MEASURE),
        ("Quantity", Type.INTEGER, Role.MEASURE),
    ]
    with build(columns, list(rows())) as built:
        yield built


@pytest.mark.parametrize("measured", [True, False])
def test_totals_are_those_of_the_database(table: Table, measured: bool) -> None:
    category, focus = table.columns[1], Focus(measure=table.columns[4] if measured else None)
    asked = dict(totals(table, category, focus))
    table.answers.clear()
    profile(table)
    held = dict(totals(table, category, focus))
    assert {value: str(total) for value, total in held.items()} == {
        value: str(total) for value, total in asked.items()
    }
    assert set(held) == {"North", "South", None, "Closed"}


def test_findings_are_those_of_the_database(table: Table) -> None:
    measured = profile(table)
    held = find_quality(table, measured), associations(table, measured)
    table.answers.clear()
    asked = find_quality(table, measured), associations(table, measured)
    assert held[0] == asked[0]
    assert {"outliers", "personal_data", "impossible", "missing_days"} <= {each.code for each in held[0]}
    one, other = (
        {(each.one.name, each.other.name): each.value for each in found.pairs} for _, found in (held, asked)
    )
    assert one == pytest.approx(other)
    assert ("Shop", "Colour") in one


def test_a_trend_is_as_sure_as_its_pairs_make_it() -> None:
    # Of ten pairs, eight rise, one falls and one is even: S = 7, its variance (5·4·15 - 2·1·9) / 18.
    assert mann_kendall([1, 3, 2, 4, 4]) == pytest.approx(0.1299, abs=5e-4)
    assert mann_kendall([4, 4, 2, 3, 1]) == pytest.approx(mann_kendall([1, 3, 2, 4, 4]))
