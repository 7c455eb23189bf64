"""Mistakes planted in a table are found, with their rows; a sound table is not accused."""

import datetime as dt
from decimal import Decimal

import pytest

from svodka.analysis.model import Role, Type
from svodka.analysis.profiling import profile
from svodka.analysis.profiling.quality import Finding, find_quality
from svodka.analysis.profiling.quality.spelling import has_two_alphabets, normal_form
from svodka.analysis.table import Table
from tests.analysis.planted import build as planted
from tests.analysis.planted import noise
from tests.analysis.tables import Cell, Spec, build

SEEDS = 8


def findings(table: Table) -> dict[str, Finding]:
    return {finding.code: finding for finding in find_quality(table, profile(table))}


PLANTS = {
    "duplicate_rows": "INSERT INTO data SELECT row + 100000, c0, c1, c2, c3 FROM data WHERE row % 97 = 3",
    "outliers": "UPDATE data SET c3 = (SELECT max(c3) FROM data) * (15 + row % 7) WHERE row IN (37, 99)",
    "spellings": "UPDATE data SET c1 = upper(c1) || ' ' WHERE row % 41 = 5",
    "mixed_letters": "UPDATE data SET c1 = 'Mосква' WHERE row % 29 = 0",
    "hidden_total": "INSERT INTO data SELECT 999999, max(c0), NULL, NULL, sum(c3) FROM data",
    "missing": "UPDATE data SET c2 = NULL WHERE row % 10 = 1",
}


@pytest.mark.parametrize("code", PLANTS)
def test_a_planted_mistake_is_found(code: str) -> None:
    for seed in range(SEEDS):
        made = noise(seed)
        made.rows = max(made.rows, 1_000)
        made.after = [PLANTS[code]]
        with planted(made) as table:
            assert code in findings(table), seed


def test_noise_is_hardly_ever_accused() -> None:
    accused = []
    for seed in range(500, 540):
        with planted(noise(seed)) as table:
            accused += [(seed, code) for code in findings(table) if code != "duplicate_rows"]
    assert len(accused) <= 1, accused


def test_duplicates_are_counted_and_shown_as_numbered_in_the_file() -> None:
    rows: list[list[Cell]] = [[n, "x"] for n in range(20)]
    rows[7] = rows[2]
    rows[15] = rows[2]
    specs: list[Spec] = [("n", Type.INTEGER, Role.MEASURE), ("s", Type.TEXT, Role.CATEGORY)]
    with build(specs, rows, first_row=4) as table:
        found = findings(table)["duplicate_rows"]
    assert (found.count, list(found.rows)) == (2, [11, 19])
    assert found.share == pytest.approx(0.1)


def test_an_outlier_is_shown_with_its_row_and_value() -> None:
    rows: list[list[Cell]] = [[Decimal(100 + n * 7 % 50)] for n in range(100)]
    rows[33] = [Decimal(1_000_000)]
    with build([("Цена, руб", Type.DECIMAL, Role.MEASURE, "RUB")], rows) as table:
        found = findings(table)["outliers"]
    assert list(found.rows) == [34]
    assert found.figures["value"] == Decimal(1_000_000)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Москва", "москва "),
        ("Пётр", "Петр"),
        ("ООО «Ромашка»", 'ООО "Ромашка"'),
        ("Санкт-Петербург", "Санкт–Петербург"),
        ("Москва", "Mоcква"),
        ("a  b", "A b"),
        ("т. Иванов", "т. Иванов."),
    ],
)
def test_spellings_of_one_thing_have_one_normal_form(one: str, other: str) -> None:
    assert normal_form(one) == normal_form(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Киров", "Киев"), ("Товар 1", "Товар 2"), ("A-1", "A-2"), ("OK", "ОК2")]
)
def test_different_things_stay_different(one: str, other: str) -> None:
    assert normal_form(one) != normal_form(other)


def test_only_look_alikes_count_as_foreign_letters() -> None:
    assert has_two_alphabets("Cтол")
    assert not has_two_alphabets("Wi-Fi роутер")
    assert not has_two_alphabets("Yandex-Такси")


def test_a_broken_product_is_found() -> None:
    rows: list[list[Cell]] = [
        [Decimal(n % 13 + 2) / 4, n % 5 + 2, Decimal(n % 13 + 2) / 4 * (n % 5 + 2)] for n in range(100)
    ]
    rows[41][2] = Decimal("999.99")
    specs: list[Spec] = [
        ("Цена", Type.DECIMAL, Role.MEASURE),
        ("Количество", Type.INTEGER, Role.MEASURE),
        ("Стоимость", Type.DECIMAL, Role.MEASURE),
    ]
    with build(specs, rows) as table:
        found = findings(table)["broken_sum"]
    assert (found.count, list(found.rows)) == (1, [42])


def test_impossible_values_are_found() -> None:
    rows: list[list[Cell]] = [
        [n % 90, Decimal(n % 100), dt.date(2026, 1, 1) + dt.timedelta(days=n)] for n in range(120)
    ]
    rows[5] = [999, Decimal(50), dt.date(2026, 1, 6)]
    rows[50] = [50, Decimal(950), dt.date(2026, 2, 20)]
    rows[60] = [60, Decimal(60), dt.date(2062, 3, 2)]
    specs: list[Spec] = [
        ("Возраст", Type.INTEGER, Role.MEASURE),
        ("Скидка", Type.DECIMAL, Role.MEASURE, "%"),
        ("Дата", Type.DATE, Role.TIME),
    ]
    with build(specs, rows) as table:
        found = [finding for finding in find_quality(table, profile(table)) if finding.code == "impossible"]
    shown = {finding.column.name: list(finding.rows) for finding in found if finding.column is not None}
    assert shown == {"Возраст": [6], "Скидка": [51], "Дата": [61]}


def test_several_currencies_are_told() -> None:
    rows: list[list[Cell]] = [["USD" if n % 9 == 4 else "RUB"] for n in range(50)]
    with build([("Валюта", Type.TEXT, Role.CATEGORY)], rows) as table:
        found = findings(table)["mixed_currencies"]
    assert (found.count, found.rows[0]) == (6, 5)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("user{0}@mail.ru", "email"),
        ("+7 (912) 345-67-{0:02d}", "phone"),
        ("4276 1234 5678 90{0:02d}", "card"),
    ],
)
def test_personal_data_are_told(value: str, kind: str) -> None:
    rows: list[list[Cell]] = [[value.format(n)] for n in range(40)]
    with build([("x", Type.TEXT, Role.TEXT)], rows) as table:
        assert findings(table)["personal_data"].figures["kind"] == kind


def test_missing_days_are_told_where_every_day_has_a_row() -> None:
    rows: list[list[Cell]] = [
        [dt.date(2026, 1, 1) + dt.timedelta(days=n)] for n in range(60) if n not in {30, 31}
    ]
    with build([("День", Type.DATE, Role.TIME)], rows) as table:
        found = findings(table)["missing_days"]
    assert (found.count, found.figures["day"]) == (2, dt.date(2026, 1, 31))


def test_free_weekends_are_no_missing_days() -> None:
    days = [dt.date(2026, 1, 5) + dt.timedelta(days=n) for n in range(60)]
    rows: list[list[Cell]] = [[day] for day in days if day.weekday() < 5]
    with build([("День", Type.DATE, Role.TIME)], rows) as table:
        assert "missing_days" not in findings(table)


def test_a_repeated_order_number_is_told() -> None:
    rows: list[list[Cell]] = [[f"ORD-{n:04d}", n] for n in range(100)]
    rows[60][0] = "ORD-0007"
    rows[70][0] = "ORD-12"
    specs: list[Spec] = [("Номер заказа", Type.TEXT, Role.IDENTIFIER), ("n", Type.INTEGER, Role.MEASURE)]
    with build(specs, rows) as table:
        found = findings(table)
    assert (found["duplicate_key"].count, list(found["duplicate_key"].rows)) == (1, [61])
    assert list(found["odd_codes"].rows) == [71]
