"""The clean file opens right in a spreadsheet program and equals the table."""

import csv
import datetime as dt
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from python_calamine import CalamineWorkbook

from svodka.analysis.cleaning import lines, log_rows, write_csv, write_parquet, write_rows, write_xlsx
from svodka.analysis.cleaning.csv_file import harmless
from svodka.analysis.model import Issue, Lang, Role, Type
from svodka.analysis.profiling import profile
from svodka.analysis.wording import Wording
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
        write_csv(table, target, lang)
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
    "text",
    [
        "=1+1",
        "+cmd",
        "-cmd",
        "-1+cmd|'x'!A0",
        "-2+3",
        "@SUM(A1)",
        "\tx",
        "\r=x",
        "=cmd|' /C calc'!A0",
        "=\nx",
        "+7\n=1",
    ],
)
def test_what_a_spreadsheet_would_run_is_made_harmless(tmp_path: Path, text: str) -> None:
    target = tmp_path / "clean.csv"
    with build([("x", Type.TEXT, Role.TEXT)], [[text]]) as table:
        write_csv(table, target, "en")
    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[1] == [f"'{text}"] == [harmless(text)]


@pytest.mark.parametrize(
    "text", ["+79001234567", "+7 (900) 123-45-67", "-00042", "-1.2.3", "00042", "a@b.ru"]
)
def test_a_telephone_or_a_code_stays_as_it_is_written(tmp_path: Path, text: str) -> None:
    target, workbook = tmp_path / "clean.csv", tmp_path / "clean.xlsx"
    with build([("x", Type.TEXT, Role.IDENTIFIER)], [[text]]) as table:
        write_csv(table, target, "en")
        write_xlsx(table, workbook, Wording("en"))
    with target.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1] == [text] == [harmless(text)]
    assert CalamineWorkbook.from_path(str(workbook)).get_sheet_by_index(0).to_python()[1] == [text]


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize(
    "text", ["plain", "a;b", "a,b", 'a "b"', "a\nb", "a\rb", "=1+1", "+7 900", "-x", "@", "\tx", "", "-1\n2"]
)
def test_a_small_table_whose_values_are_known_is_written_the_same(
    tmp_path: Path, text: str, lang: Lang
) -> None:
    specs: list[Spec] = [("a", Type.TEXT, Role.TEXT), ("b", Type.TEXT, Role.TEXT)]
    with build(specs, [[text, "x"], [None, "y"]]) as table:
        write_csv(table, tmp_path / "asked.csv", lang)
        profile(table)
        write_csv(table, tmp_path / "known.csv", lang)

    assert (tmp_path / "known.csv").read_bytes() == (tmp_path / "asked.csv").read_bytes()


def test_a_lone_sign_is_left_alone() -> None:
    assert harmless("-") == "-"
    assert harmless("a=b") == "a=b"


def test_a_column_of_blanks_keeps_its_rows(tmp_path: Path) -> None:
    target = tmp_path / "clean.csv"
    with build([("x", Type.TEXT, Role.TEXT)], [["a"], [None], ["b"]]) as table:
        write_csv(table, target, "ru")
    with target.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file, delimiter=";")) == [["x"], ["a"], [""], ["b"]]


WORKBOOK: list[Spec] = [
    ("Дата", Type.DATE, Role.TIME),
    ("Когда", Type.DATETIME, Role.TIME),
    ("Сумма", Type.DECIMAL, Role.MEASURE, "RUB"),
    ("Штук", Type.INTEGER, Role.MEASURE),
    ("Номер", Type.INTEGER, Role.IDENTIFIER),
    ("Код", Type.TEXT, Role.IDENTIFIER),
    ("Да", Type.BOOLEAN, Role.FLAG),
    ("Текст", Type.TEXT, Role.TEXT),
]


def test_a_workbook_has_typed_cells_and_a_log(tmp_path: Path) -> None:
    moment = dt.datetime.fromisoformat("2026-03-31T23:10:05")
    rows: list[list[Cell]] = [
        [dt.date(2026, 3, 31), moment, Decimal("-1234.50"), 7, 2**60, "00042", True, "a < b & c"],
        [None, None, None, None, None, None, None, None],
        [dt.date(1899, 1, 1), moment, Decimal("0.01"), 10**17, 1, "=1+1", False, "две\nстроки \x01"],
    ]
    target = tmp_path / "clean.xlsx"
    issue = Issue(code="total_row", row=4, value="=Итого")
    with build(WORKBOOK, rows, issues=[issue]) as table:
        write_xlsx(table, target, Wording("ru"))

    book = CalamineWorkbook.from_path(str(target))
    assert book.sheet_names == ["Данные", "Изменения"]
    header, first, second, third = book.get_sheet_by_index(0).to_python()
    assert header == [spec[0] for spec in WORKBOOK]
    assert first == [dt.date(2026, 3, 31), moment, -1234.5, 7, str(2**60), "00042", True, "a < b & c"]
    assert set(second) == {""}
    assert third == ["1899-01-01", moment, 0.01, str(10**17), "1", "'=1+1", False, "две\nстроки "]
    log = book.get_sheet_by_index(1).to_python()
    assert log[1][0] == "5"
    assert log[1][3] == "'=Итого"
    assert "Итого" in str(log[1][4])


def test_a_workbook_of_one_empty_table_opens(tmp_path: Path) -> None:
    target = tmp_path / "clean.xlsx"
    with build(WORKBOOK, []) as table:
        write_xlsx(table, target, Wording("en"))
    assert len(CalamineWorkbook.from_path(str(target)).get_sheet_by_index(0).to_python()) == 1


def test_the_log_beside_a_csv_says_where_and_what(tmp_path: Path) -> None:
    target = tmp_path / "changes.csv"
    issues = [Issue(code="total_row", row=4, value="=Итого"), Issue(code="no_header")]
    with build([("x", Type.TEXT, Role.TEXT)], [["a"]], issues=issues) as table:
        write_rows(log_rows(table, Wording("ru")), target, "ru")
    with target.open(encoding="utf-8-sig", newline="") as file:
        header, total, no_header, formulas = csv.reader(file, delimiter=";")
    assert header == ["Строка", "Столбец", "Сколько", "Как было", "Что сделано или предположено"]
    assert total[:4] == ["5", "", "1", "'=Итого"]
    assert "итогом" in total[4]
    assert no_header[0] == ""
    assert "апострофа" in formulas[4]


def test_a_wide_table_is_written_whole_and_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    width = 510
    monkeypatch.setattr(lines, "_CELLS_AT_ONCE", 2 * width)
    kinds = ((Type.INTEGER, Role.MEASURE), (Type.TEXT, Role.TEXT))
    specs: list[Spec] = [(f"x{n}", *kinds[n % 2]) for n in range(width)]
    rows: list[list[Cell]] = [
        [row * n if n % 2 == 0 else f"{row}·{n}" for n in range(width)] for row in range(3)
    ]
    with build(specs, rows) as table:
        write_csv(table, tmp_path / "clean.csv", "en")
        write_xlsx(table, tmp_path / "clean.xlsx", Wording("en"))
        write_parquet(table, tmp_path / "clean.parquet")
    expected = [[str(cell) for cell in row] for row in rows]
    with (tmp_path / "clean.csv").open(encoding="utf-8-sig", newline="") as file:
        names, *found = csv.reader(file)
    assert (names, found) == ([name for name, *_ in specs], expected)
    _, *sheet = CalamineWorkbook.from_path(str(tmp_path / "clean.xlsx")).get_sheet_by_index(0).to_python()
    assert [
        [str(int(cell)) if isinstance(cell, float) else cell for cell in row] for row in sheet
    ] == expected
    parquet = duckdb.read_parquet(str(tmp_path / "clean.parquet")).fetchall()
    assert [[str(cell) for cell in row] for row in parquet] == expected
