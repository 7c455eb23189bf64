"""The time a table covers, its partial periods, and the columns that go together."""

import datetime as dt
import statistics
from decimal import Decimal

import pytest

from svodka.analysis.model import Role, Type
from svodka.analysis.profiling import Period, associations, coverage, profile, series
from svodka.analysis.profiling.series import following
from svodka.analysis.table import Table
from tests.analysis.tables import Cell, build


def dated(days: list[dt.date]) -> Table:
    return build(
        [("Дата", Type.DATE, Role.TIME), ("Сумма", Type.DECIMAL, Role.MEASURE)],
        [[day, Decimal(n) + Decimal("0.25")] for n, day in enumerate(days)],
    )


def every(start: str, count: int, step: int = 1) -> list[dt.date]:
    return [dt.date.fromisoformat(start) + dt.timedelta(days=n * step) for n in range(count)]


@pytest.mark.parametrize(
    ("days", "granularity"),
    [
        (every("2026-01-01", 60), "day"),
        (every("2026-01-05", 30, 7), "week"),
        ([dt.date(2025 + n // 12, n % 12 + 1, 1) for n in range(14)], "month"),
        ([dt.date(2024 + n // 4, n % 4 * 3 + 1, 1) for n in range(8)], "quarter"),
        ([dt.date(2015 + n, 1, 1) for n in range(8)], "year"),
        (every("2026-01-01", 10, 17), "irregular"),
    ],
)
def test_granularity_is_the_usual_distance(days: list[dt.date], granularity: str) -> None:
    with dated(days) as table:
        found = coverage(table, table.columns[0])
    assert found is not None
    assert (found.granularity, found.first, found.last) == (granularity, days[0], days[-1])


@pytest.mark.parametrize(
    ("last", "partial"),
    [("2026-03-31", False), ("2026-03-30", True), ("2026-03-03", True)],
)
def test_a_month_that_the_data_leave_early_is_partial(last: str, partial: bool) -> None:
    count = (dt.date.fromisoformat(last) - dt.date(2026, 1, 1)).days + 1
    with dated(every("2026-01-01", count)) as table:
        found = series(table, table.columns[0], "sum(c1)", period=Period.MONTH)
    assert found is not None
    assert found.partial_last is partial
    assert len(found.full) == (2 if partial else 3)


def test_weekly_data_are_not_partial_for_lack_of_a_day() -> None:
    with dated(every("2026-01-05", 13, 7)) as table:
        found = series(table, table.columns[0], "sum(c1)", period=Period.MONTH)
    assert found is not None
    assert not found.partial_last


@pytest.mark.parametrize("period", list(Period))
def test_sums_by_period_are_exact_and_periods_without_rows_are_there(period: Period) -> None:
    days = [day for day in every("2025-01-01", 500) if day.month not in {3, 4}]
    with dated(days) as table:
        found = series(table, table.columns[0], "sum(c1)", period=period)
    assert found is not None
    for point in found.points:
        inside = [n for n, day in enumerate(days) if point.start <= day < following(point.start, period)]
        assert point.value == sum((Decimal(n) + Decimal("0.25") for n in inside), Decimal(0))
        assert point.rows == len(inside)
    assert sum(point.rows for point in found.points) == len(days)


def test_correlation_agrees_with_the_standard_library() -> None:
    rows: list[list[Cell]] = [
        [n * 37 % 101, Decimal(n * 37 % 101 * 3 + n % 7), n * 53 % 89] for n in range(200)
    ]
    names = ("a", "b", "c")
    with build(
        [
            (name, kind, Role.MEASURE)
            for name, kind in zip(names, (Type.INTEGER, Type.DECIMAL, Type.INTEGER), strict=True)
        ],
        rows,
    ) as table:
        found = associations(table, profile(table)).pairs
    values = {(pair.one.name, pair.other.name): pair.value for pair in found}
    columns = {name: [float(str(row[n])) for row in rows] for n, name in enumerate(names)}
    for one, other in (("a", "b"), ("a", "c"), ("b", "c")):
        assert values[one, other] == pytest.approx(statistics.correlation(columns[one], columns[other]))
    assert (found[0].one.name, found[0].other.name) == ("a", "b")


def test_categories_that_follow_from_each_other_are_told_from_those_that_do_not() -> None:
    rows: list[list[Cell]] = [[f"a{n % 4}", f"b{n % 4}", f"c{n * 7919 % 13 % 3}"] for n in range(600)]
    with build([(name, Type.TEXT, Role.CATEGORY) for name in "abc"], rows) as table:
        found = {
            (pair.one.name, pair.other.name): pair.value for pair in associations(table, profile(table)).pairs
        }
    assert found["a", "b"] == pytest.approx(1, abs=0.01)
    assert found["a", "c"] < 0.15


def test_many_columns_are_capped_and_said_to_be() -> None:
    rows: list[list[Cell]] = [[n * k % 97 for k in range(1, 10)] for n in range(60)]
    with build([(f"n{k}", Type.INTEGER, Role.MEASURE) for k in range(9)], rows) as table:
        found = associations(table, profile(table))
    assert found.capped
    assert len(found.pairs) == 15
