"""The clean file opens right in a spreadsheet program and equals the table."""

import csv
import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from svodka.analysis.clean import harmless, write_clean
from svodka.analysis.model import Lang, Role, Type
from tests.analysis.tables import Cell, Spec, build

SPECS: list[Spec] = [
    ("Дата", Type.DATE, Role.TIME),
    ("Сумма; ₽", Type.DECIMAL, Role.MEASURE, "RUB"),
    ("=Имя", Type.TEXT, Role.TEXT),
    ("Да", Type.BOOLEAN, Role.FLAG),
    ("Код", Type.TEXT, Role.IDENTIFIER),
    ("Штук", Type.INTEGER, Role.MEASURE),
]
ROWS: list[list[Cell]] = [
    [dt.date(2026, 1, 31), Decimal("-1234.50"), 'Ромашка "и; ко", ООО', True, "00042", 7],
    [None, None, None, None, None, None],
    [dt.date(2026, 2, 1), Decimal("0.05"), "две\nстроки", False, "7", -1],
]


@pytest.mark.parametrize(("lang", "delimiter", "mark"), [("ru", ";", ","), ("en", ",", ".")])
def test_values_come_back_as_they_were(tmp_path: Path, lang: Lang, delimiter: str, mark: str) -> None:
    target = tmp_path / "clean.csv"
    with build(SPECS, ROWS) as table:
        write_clean(table, target, lang)
    raw = target.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    with target.open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.reader(file, delimiter=delimiter))

    yes, no = ("да", "нет") if lang == "ru" else ("yes", "no")
    assert found == [
        ["Дата", "Сумма; ₽", "'=Имя", "Да", "Код", "Штук"],
        ["2026-01-31", f"-1234{mark}50", 'Ромашка "и; ко", ООО', yes, "00042", "7"],
        ["", "", "", "", "", ""],
        ["2026-02-01", f"0{mark}05", "две\nстроки", no, "7", "-1"],
    ]


@pytest.mark.parametrize(
    "text", ["=1+1", "+7 900", "-cmd", "@SUM(A1)", "\tx", "\r=x", "=cmd|' /C calc'!A0", "=\nx"]
)
def test_what_a_spreadsheet_would_run_is_made_harmless(tmp_path: Path, text: str) -> None:
    target = tmp_path / "clean.csv"
    with build([("x", Type.TEXT, Role.TEXT)], [[text]]) as table:
        write_clean(table, target, "en")
    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[1] == [f"'{text}"] == [harmless(text)]


def test_a_lone_sign_is_left_alone() -> None:
    assert harmless("-") == "-"
    assert harmless("a=b") == "a=b"


def test_a_column_of_blanks_keeps_its_rows(tmp_path: Path) -> None:
    target = tmp_path / "clean.csv"
    with build([("x", Type.TEXT, Role.TEXT)], [["a"], [None], ["b"]]) as table:
        write_clean(table, target, "ru")
    with target.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file, delimiter=";")) == [["x"], ["a"], [""], ["b"]]
