"""Charts answer the table's question: splits first, a rhythm only where there is one; letters that a phone shows."""

import datetime as dt
from decimal import Decimal

import pytest

from svodka.analysis import analyze
from svodka.analysis.charts.style import LABEL, SMALL, WIDTH
from svodka.analysis.model import Lang, Role, Type
from svodka.analysis.report import Report, report_on
from tests.analysis.tables import Cell, Spec, build
from tests.analysis.test_report import FILE
from tests.samples import FOLDER

SPECS: list[Spec] = [("Дата", Type.DATE, Role.TIME), ("Выручка", Type.DECIMAL, Role.MEASURE, "RUB")]
PHONE_WIDTH = 360


def takings(days: int, weekend: int, lang: Lang = "ru") -> Report:
    """Return the report on takings by day, so many times larger on weekends."""
    first = dt.date(2026, 1, 5)
    rows: list[list[Cell]] = [
        [first + dt.timedelta(days=n), Decimal(1_000 + n * 7_919 % 601) * (weekend if n % 7 >= 5 else 1)]
        for n in range(days)
    ]
    return report_on(build(SPECS, rows), FILE, lang=lang, progress=lambda stage, fraction: None)


@pytest.mark.parametrize(("weekend", "drawn"), [(3, True), (1, False)])
def test_days_of_the_week_are_drawn_only_where_they_differ(weekend: int, drawn: bool) -> None:
    with takings(140, weekend) as report:
        assert ("heatmap" in {chart.name for chart in report.charts}) is drawn


def test_a_statement_shows_flows_then_categories_then_recipients() -> None:
    with analyze(FOLDER / "bank_statement.csv") as report:
        assert [chart.name for chart in report.charts] == ["flows", "bars", "bars2"]


@pytest.mark.parametrize(
    ("lang", "expected"), [("ru", "последний месяц неполный"), ("en", "last month partial")]
)
def test_a_month_that_is_not_over_is_named(lang: Lang, expected: str) -> None:
    rows: list[list[Cell]] = [
        [dt.date(2026, 1, 1) + dt.timedelta(days=n), Decimal(500 + n % 90)] for n in range(300)
    ]
    with report_on(build(SPECS, rows), FILE, lang=lang, progress=lambda stage, fraction: None) as report:
        drawn = report.charts[0].svg
    assert expected in drawn.replace("\u00a0", " ")


def test_letters_are_large_enough_on_a_phone() -> None:
    assert min(SMALL, LABEL) * PHONE_WIDTH / WIDTH >= 10
