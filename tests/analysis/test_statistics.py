"""Every figure of a profile equals an independent reckoning in Decimal."""

import datetime as dt
import random
import statistics
from collections import Counter
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from svodka.analysis.model import Role, Type
from svodka.analysis.profiling import ColumnProfile, Numbers, Profile, profile
from svodka.analysis.profiling.asked import Asked
from svodka.analysis.profiling.held import MOST_CELLS, Held
from svodka.analysis.profiling.statistics import measured
from svodka.analysis.table import Table
from tests.analysis.tables import Cell, build

MEASURE = Role.MEASURE


def both_ways(table: Table) -> Profile:
    """Measure a table in Python and by SQL, which come to the same but for the last digits of two figures."""
    one, other = (measured(table, measures) for measures in (Held(table), Asked(table)))
    assert rounded(one) == rounded(other)
    return one


def rounded(found: Profile) -> Profile:
    return replace(found, columns=[replace(each, numbers=_rounded(each.numbers)) for each in found.columns])


def _rounded(numbers: Numbers | None) -> Numbers | None:
    if numbers is None:
        return None
    assert numbers.skew is None or numbers.deviation is not None
    return replace(numbers, deviation=_digits(numbers.deviation), skew=None)


def _digits(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.7g}")


def profiled(kind: Type, values: list[Cell], role: Role = MEASURE) -> ColumnProfile:
    with build([("x", kind, role)], [[value] for value in values]) as table:
        return both_ways(table).columns[0]


def interpolated(values: list[Decimal], quantile: str) -> Decimal:
    ranked = sorted(values)
    position = (len(ranked) - 1) * Decimal(quantile)
    low = int(position)
    high = min(low + 1, len(ranked) - 1)
    return ranked[low] + (ranked[high] - ranked[low]) * (position - low)


MONEY = st.decimals(min_value=-(10**12), max_value=10**12, places=2, allow_nan=False, allow_infinity=False)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.none(), MONEY), min_size=1, max_size=60))
def test_figures_of_money_are_exact(values: list[Decimal | None]) -> None:
    each = profiled(Type.DECIMAL, list(values))
    filled = [value for value in values if value is not None]

    assert (each.filled, each.nulls) == (len(filled), len(values) - len(filled))
    if not filled:
        assert each.numbers is None
        return
    assert each.numbers is not None
    assert each.numbers.total == sum(filled)
    assert each.numbers.mean == (sum(filled) / Decimal(len(filled))).quantize(
        Decimal("0.01"), rounding=ROUND_HALF_EVEN
    )
    assert (each.minimum, each.maximum) == (min(filled), max(filled))
    assert each.distinct == len(set(filled))
    for quantile, found in (
        ("0.05", each.numbers.p05),
        ("0.25", each.numbers.q1),
        ("0.5", each.numbers.median),
        ("0.75", each.numbers.q3),
        ("0.95", each.numbers.p95),
    ):
        assert found == interpolated(filled, quantile)
    assert each.numbers.zeros == sum(1 for value in filled if value == 0)
    assert each.numbers.negatives == sum(1 for value in filled if value < 0)


@settings(max_examples=60, deadline=None)
@given(st.lists(MONEY, min_size=2, max_size=80, unique=True))
def test_bins_hold_exactly_the_values_between_their_borders(values: list[Decimal]) -> None:
    each = profiled(Type.DECIMAL, list(values))

    assert sum(found.count for found in each.bins) == len(values)
    for n, found in enumerate(each.bins):
        assert isinstance(found.lower, Decimal)
        assert isinstance(found.upper, Decimal)
        first, last = n == 0, n == len(each.bins) - 1
        inside = [
            value for value in values if (first or value >= found.lower) and (last or value < found.upper)
        ]
        assert found.count == len(inside)


def test_spread_and_skew_agree_with_the_standard_library() -> None:
    rng = random.Random(5)
    values = [Decimal(round(rng.lognormvariate(3, 1) * 100)) / 100 for _ in range(500)]
    numbers = profiled(Type.DECIMAL, list(values)).numbers
    assert numbers is not None
    floats = [float(value) for value in values]

    assert numbers.deviation == pytest.approx(statistics.stdev(floats), rel=1e-9)
    mean, spread, n = statistics.fmean(floats), statistics.pstdev(floats), len(floats)
    biased = sum(((x - mean) / spread) ** 3 for x in floats) / n
    assert numbers.skew == pytest.approx(biased * (n * (n - 1)) ** 0.5 / (n - 2), rel=1e-9)


def test_a_sum_beyond_38_digits_is_still_exact() -> None:
    with localcontext(prec=60):
        huge = Decimal(9 * 10**35) + Decimal("0.25")
        each = profiled(Type.DECIMAL, [huge] * 200)
        assert each.numbers is not None
        assert each.numbers.total == huge * 200


def test_most_frequent_values_come_first_and_ties_in_order_of_the_value() -> None:
    values: list[Cell] = ["b", "a", "c", "c", None, "d", "c", "a", "b"]
    each = profiled(Type.TEXT, values, Role.CATEGORY)

    assert [(top.value, top.count) for top in each.top] == [("c", 3), ("a", 2), ("b", 2), ("d", 1)]
    assert each.distinct == 4


def test_lengths_of_texts_are_in_characters() -> None:
    each = profiled(Type.TEXT, ["ё", "длина", "no"], Role.TEXT)
    assert each.lengths is not None
    assert (each.lengths.shortest, each.lengths.longest) == (1, 5)
    assert each.lengths.mean == pytest.approx(8 / 3)


def test_dates_have_extremes_and_bins() -> None:
    days = [dt.date(2026, 1, 1) + dt.timedelta(days=n % 90) for n in range(300)]
    each = profiled(Type.DATE, list(days), Role.TIME)
    assert (each.minimum, each.maximum) == (min(days), max(days))
    assert sum(found.count for found in each.bins) == 300


def whole(rows: list[list[Cell]]) -> Profile:
    specs = [(f"n{n}", Type.TEXT, Role.CATEGORY) for n in range(len(rows[0]))]
    with build(specs, rows) as table:
        return both_ways(table)


def test_duplicate_rows_are_those_that_repeat_an_earlier_row_entirely() -> None:
    rows: list[list[Cell]] = [["a", "1"], ["a", "1"], ["a", None], ["a", None], ["a", "1"], ["b", "1"]]
    counted = Counter(tuple(row) for row in rows)
    assert whole(rows).duplicates == sum(count - 1 for count in counted.values()) == 3


def test_an_empty_table_has_a_profile() -> None:
    with build([("x", Type.INTEGER, MEASURE)], []) as table:
        found = profile(table)
    assert found.rows == 0
    assert found.columns[0].numbers is None
    assert found.duplicates == 0


DAYS = st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2100, 1, 1))
MOMENTS = st.datetimes(min_value=dt.datetime(1969, 1, 1), max_value=dt.datetime(2100, 1, 1))  # noqa: DTZ001
CELLS: dict[Type, st.SearchStrategy[Cell]] = {
    Type.INTEGER: st.integers(-(10**15), 10**15),
    Type.DECIMAL: MONEY,
    Type.DATE: DAYS,
    Type.DATETIME: MOMENTS,
    Type.TIME: st.times(),
    Type.BOOLEAN: st.booleans(),
    Type.TEXT: st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6),
}


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_a_small_table_is_measured_in_python_as_a_large_one_is_by_sql(data: st.DataObject) -> None:
    specs = [(f"x{n}", kind, MEASURE) for n, kind in enumerate(CELLS)]
    row = st.tuples(*(st.one_of(st.none(), cells) for cells in CELLS.values()))
    rows = [list(cells) for cells in data.draw(st.lists(row, max_size=25))]
    with build(specs, rows + rows[:2]) as table:
        found = both_ways(table)

    assert found.rows == len(rows) + len(rows[:2])


@pytest.mark.parametrize("rows", [MOST_CELLS, MOST_CELLS + 1])
def test_how_large_a_table_is_makes_no_difference(rows: int) -> None:
    with build([("x", Type.INTEGER, MEASURE)], [[n % 7] for n in range(rows)]) as table:
        assert rounded(profile(table)) == rounded(both_ways(table))


def test_how_wide_a_table_is_makes_no_difference() -> None:
    kinds = [(Type.INTEGER, MEASURE), (Type.DECIMAL, MEASURE), (Type.TEXT, Role.CATEGORY)]
    specs = [(f"x{n}", *kinds[n % 3]) for n in range(300)]
    numbers = [[n * row % 5 for n in range(300)] for row in (0, 1, 2, 3, 7, 2, 1, 9, 2)] * 6
    rows: list[list[Cell]] = [
        [(number, Decimal(number) / 100, str(number) or None)[n % 3] for n, number in enumerate(row)]
        for row in numbers
    ]
    with build(specs, rows) as table:
        assert len(table.columns) * table.rows > MOST_CELLS
        found = both_ways(table)
        assert rounded(profile(table)) == rounded(found)
        assert found.duplicates == len(rows) - len(set(map(tuple, rows)))
