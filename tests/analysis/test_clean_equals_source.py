"""The clean file equals the source in everything that its log does not list: any table, every format."""

import csv
import datetime as dt
import tempfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from svodka.analysis import analyze
from svodka.analysis.cleaning import write_csv, write_parquet, write_xlsx
from svodka.analysis.cleaning.csv_file import harmless
from svodka.analysis.model import Lang, Role, Type
from svodka.analysis.wording import Wording
from tests.analysis.tables import Cell, Spec, build
from tests.corpus.generator import cases

SPECS: list[Spec] = [
    ("Дата", Type.DATE, Role.TIME),
    ("Когда", Type.DATETIME, Role.TIME),
    ("Час", Type.TIME, Role.TIME),
    ("Сумма", Type.DECIMAL, Role.MEASURE, "RUB"),
    ("сумма", Type.INTEGER, Role.MEASURE),
    ("Номер", Type.INTEGER, Role.IDENTIFIER),
    ('Код "А"', Type.TEXT, Role.IDENTIFIER),
    ("Да", Type.BOOLEAN, Role.FLAG),
    ("=Текст", Type.TEXT, Role.TEXT),
]
TEXT = st.text(
    st.one_of(
        st.sampled_from("=+-@;,\"'\t\n\r яё0\u00a0<&>]"),
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    ),
    min_size=1,
    max_size=12,
)
ROW = st.tuples(
    st.none() | st.dates(dt.date(1, 1, 1)),
    st.none() | st.datetimes().map(lambda moment: moment.replace(microsecond=0)),
    st.none() | st.times().map(lambda time: time.replace(microsecond=0)),
    st.none() | st.decimals(-(10**15), 10**15, places=2),
    st.none() | st.integers(-(2**63), 2**63 - 1),
    st.none() | st.integers(0, 2**63 - 1),
    st.none() | TEXT,
    st.none() | st.booleans(),
    st.none() | TEXT,
)
TABLES = st.lists(ROW, min_size=1, max_size=8)
ANY = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def as_csv(cell: Cell, lang: Lang) -> str:
    match cell:
        case None:
            text = ""
        case bool():
            text = {"ru": ("нет", "да"), "en": ("no", "yes")}[lang][cell]
        case Decimal():
            text = f"{cell:.2f}".replace(".", "," if lang == "ru" else ".")
        case dt.datetime():
            text = cell.isoformat(" ")
        case dt.date() | dt.time():
            text = cell.isoformat()
        case _:
            text = harmless(cell) if isinstance(cell, str) else str(cell)
    return text


@ANY
@given(TABLES, st.sampled_from(["ru", "en"]))
def test_csv(rows: Sequence[tuple[Any, ...]], lang: Lang) -> None:
    with tempfile.TemporaryDirectory() as folder, build(SPECS, rows) as table:
        target = Path(folder) / "clean.csv"
        write_csv(table, target, lang)
        with target.open(encoding="utf-8-sig", newline="") as file:
            header, *found = csv.reader(file, delimiter=";" if lang == "ru" else ",")
    assert header == [harmless(spec[0]) for spec in SPECS]
    assert found == [[as_csv(cell, lang) for cell in row] for row in rows]


@ANY
@given(TABLES)
def test_parquet(rows: Sequence[tuple[Any, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder, build(SPECS, rows) as table:
        target = Path(folder) / "it's clean.parquet"
        write_parquet(table, target)
        found = duckdb.connect().read_parquet(str(target))
        names, types, values = found.columns, [str(kind) for kind in found.types], found.fetchall()
    assert names == ["Дата", "Когда", "Час", "Сумма", "сумма (2)", "Номер", 'Код "А"', "Да", "=Текст"]
    assert [kind.partition("(")[0] for kind in types] == [
        "DATE", "TIMESTAMP", "TIME", "DECIMAL", "BIGINT", "VARCHAR", "VARCHAR", "BOOLEAN", "VARCHAR",
    ]  # fmt: skip
    wanted = [
        tuple(str(cell) if n == 5 and cell is not None else cell for n, cell in enumerate(row))
        for row in rows
    ]
    assert values == wanted


def test_parquet_keeps_returns_at_the_end_of_a_text(tmp_path: Path) -> None:
    texts = ["\r", "a\r\n", '"\r']
    with build(SPECS, [[*[None] * 8, text] for text in texts]) as table:
        write_parquet(table, tmp_path / "clean.parquet")
    found = duckdb.connect().read_parquet(str(tmp_path / "clean.parquet")).fetchall()
    assert [row[-1] for row in found] == texts


def as_cell(cell: Cell, found: object) -> Cell | float:
    """Return what a sheet holds of a cell: numbers of 15 digits, moments from March 1900 on."""
    match cell:
        case None:
            return ""
        case Decimal() | int() if not isinstance(cell, bool):
            return str(cell) if isinstance(found, str) else float(cell)
        case dt.date() if isinstance(found, str):
            return str(cell)
        case dt.datetime() if not isinstance(found, dt.datetime):
            return cell.date()  # this reader shows midnights as dates
        case str():
            return harmless(cell)
    return cell


@ANY
@given(TABLES)
def test_workbook(rows: Sequence[tuple[Any, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder, build(SPECS, rows) as table:
        target = Path(folder) / "clean.xlsx"
        write_xlsx(table, target, Wording("en"))
        book = CalamineWorkbook.from_path(str(target))
        sheet, log = (book.get_sheet_by_index(n).to_python() for n in (0, 1))
    logged = {str(line[1]): str(line[4]) for line in log[1:]}
    sheet += [[""] * len(SPECS)] * (1 + len(rows) - len(sheet))  # this reader leaves empty last rows out
    for row, line in zip(rows, sheet[1:], strict=True):
        for (name, *_), cell, found in zip(SPECS, row, line, strict=True):
            if as_cell(cell, found) != found:
                assert "Control" in logged[harmless(name)]
            elif isinstance(found, str) and not isinstance(cell, str | None) and name != "Номер":
                assert "as text" in logged[harmless(name)]


CASES = list(cases(11, 40))


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_clean_file_of_a_file_has_its_texts_and_sums(case: Any, tmp_path: Path) -> None:
    target = tmp_path / "clean.csv"
    with analyze(case.data, name="t.csv") as report:
        report.clean(target)
    with target.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file, delimiter=";")
    assert len(rows) == case.rows
    for index, made in enumerate(case.made):
        assert header[index] == harmless(made.name)
        cells = [row[index] for row in rows]
        if made.type == "text":
            assert cells == [harmless(cell.strip()) for cell in made.cells]
        if made.sum is not None:
            assert sum(Decimal(cell.replace(",", ".")) for cell in cells if cell) == made.sum
