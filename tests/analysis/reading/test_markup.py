"""Pages of HTML and workbooks in XML, which many programs save as `.xls`, are read as the sheets they stand for."""

import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svodka.analysis.model import ReadOptions
from svodka.analysis.reading import Code, Trace, convert, read
from svodka.errors import EmptyFileError, OptionMismatchError, TableTooComplexError, UnreadableFileError
from tests.analysis.reading.helpers import codes, names, table_of, types, values
from tests.corpus.hostile import EXTERNAL, LAUGHS
from tests.corpus.markup import STATEMENT, TURNOVER, page, row_xml, workbook_xml
from tests.corpus.sheets_file import xlsx
from tests.fuzz.reading import one

MOST_CPU_S = 10.0
SALES = "".join(
    row_xml(
        ("DateTime", f"2026-01-{day:02d}T00:00:00.000"),
        ("String", "Болт <М8>"),
        ("Number", f"{day}.10000000000000001"),
        ("Boolean", str(day % 2)),
        ("DateTime", f"2026-01-{day:02d}T10:30:00.000"),
    )
    for day in range(1, 9)
)
NAMES = row_xml(*(("String", name) for name in ("Дата", "Товар", "Сумма", "Оплачен", "Отгружен")))


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8", "utf-8-sig", "utf-16"])
def test_a_turnover_sheet_of_1c_has_joined_names_and_no_total(encoding: str) -> None:
    with table_of(TURNOVER.encode(encoding)) as table:
        assert names(table)[1:5] == [
            "Наименование счета",
            "Сальдо на начало периода Дебет",
            "Сальдо на начало периода Кредит",
            "Обороты за период Дебет",
        ]
        assert types(table)[2:] == ["decimal"] * 6
        assert values(table, 4) == ["300.50", "5000.00", "9000.00", "8000.00", None]
        assert {Code.TOTAL_ROW, Code.HEADER_JOINED, Code.PREAMBLE} <= set(codes(table))
        assert (table.source.format, table.source.header_row) == ("html", 3)


def test_the_operations_of_a_statement_are_found_among_the_tables_of_the_page() -> None:
    with table_of(STATEMENT.encode("cp1251")) as table:
        assert names(table) == ["Дата", "Номер документа", "Назначение платежа", "Приход", "Расход"]
        assert types(table) == ["date", "text", "text", "decimal", "decimal"]
        assert values(table, 1) == ["000017", "000018", "000019", "000020"]
        assert values(table, 2)[0] == "Оплата по сч. 5 «Ромашка» НДС 20\xa0%"
        assert values(table, 2)[2] == "Аренда & уборка"
        assert (table.source.encoding, table.rows) == ("cp1251", 4)


def test_exact_values_beside_the_shown_ones_are_read() -> None:
    with table_of(STATEMENT.encode("cp1251")) as table:
        assert [Decimal(cell) for cell in values(table, 3) if cell] == [
            Decimal("1500.5"),
            Decimal("0.333333"),
        ]
        assert [Decimal(cell) for cell in values(table, 4) if cell] == [Decimal("99.9"), Decimal(25_000)]


def test_a_shown_date_is_not_replaced_by_the_number_behind_it() -> None:
    rows = "".join(
        f'<tr><td x:num="4602{n}">1{n}.01.2026</td><td sdval="0.5">50%</td></tr>' for n in range(9)
    )
    with table_of(f"<html><table><tr><th>Дата<th>Доля</tr>{rows}</table>") as table:
        assert types(table) == ["date", "integer"]
        assert values(table, 1)[0] == "50"


def test_a_page_equals_the_workbook_with_the_same_cells() -> None:
    rows = [["Дата", "Товар", "Сумма"], *([f"{n + 1:02d}.01.2026", f"Т{n % 3}", f"{n},5"] for n in range(20))]
    with table_of(page(rows)) as one, table_of(xlsx({"A": rows})) as other:
        assert (names(one), types(one)) == (names(other), types(other))
        for index in range(3):
            assert values(one, index) == values(other, index)
        assert codes(one) == codes(other)


def test_further_tables_of_a_page_are_named() -> None:
    small = (
        "<table><caption>Возвраты</caption><tr><th>Дата<th>Сумма" + "<tr><td>01.02.2026<td>5" * 3 + "</table>"
    )
    large = "<table><tr><th>День<th>Продано" + "<tr><td>01.02.2026<td>7" * 9 + "</table>"
    with table_of(f"<html>{small}{large}") as table:
        other = next(issue for issue in table.issues if issue.code == Code.OTHER_TABLE)
        assert (other.value, other.figures) == ("Дата, Сумма", {"rows": 3, "columns": 2})
        assert (names(table), table.source.member) == (["День", "Продано"], "#2")
    for wanted in ("Возвраты", "0"):
        with table_of(f"<html>{small}{large}", ReadOptions(sheet=wanted)) as table:
            assert (names(table), table.source.member) == (["Дата", "Сумма"], "Возвраты")
    with pytest.raises(OptionMismatchError):
        table_of(f"<html>{small}{large}", ReadOptions(sheet="Итоги"))


def test_a_small_table_in_a_cell_is_text_of_the_cell() -> None:
    inner = "<table><tr><td>болт<td>гайка</table>"
    rows = "".join(f"<tr><td>{n}.5<td>{inner}</tr>" for n in range(5))
    with table_of(f"<html><table><tr><th>Сумма<th>Состав</tr>{rows}</table>") as table:
        assert values(table, 1) == ["болт гайка"] * 5
        assert Code.OTHER_TABLE not in codes(table)


def test_cells_that_reach_down_leave_the_rows_below_empty_there() -> None:
    text = (
        "<table><tr><th>Регион<th>Товар<th>Сумма<tr><td rowspan=2>Тула<td>Болт<td>1,5<tr><td>Гайка<td>2,5"
        '<tr><td ROWSPAN="2">Орёл</td><td>Болт</td><td>3,5</td></tr><tr><td>Гайка</td><td>4,5</td></tr></table>'
    )
    with table_of(text) as table:
        assert values(table, 0) == ["Тула", None, "Орёл", None]
        assert values(table, 2) == ["1.5", "2.5", "3.5", "4.5"]


def test_a_row_without_cells_ends_what_reaches_down_into_it() -> None:
    rows = "".join(f"<tr><td rowspan=2>{n}<td rowspan=2>x{n}<tr>" for n in range(4))
    with table_of(f"<table><tr><th>Код<th>Имя{rows}</table>") as table:
        assert (values(table, 0), values(table, 1)) == (["0", "1", "2", "3"], ["x0", "x1", "x2", "x3"])


@pytest.mark.parametrize(
    "cell", ['<td title="a > <b>b</b>">x</td>', "<td width=5\">x", "<td width=\"5>x</td>", "<TD\nclass=a>x<!-- <td> --></TD>"]
)  # fmt: skip
def test_careless_markup_loses_no_cell(cell: str) -> None:
    with table_of(f"<html><table><tr><th>a<th>b</tr>{f'<tr>{cell}<td>1.5</tr>' * 4}</table>") as table:
        assert (values(table, 0), values(table, 1)) == (["x"] * 4, ["1.5"] * 4)


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE html><html><body><p>Здравствуйте!</p></body></html>",
        "<html><table><tr><td><h1>Новости</h1><tr><td>Текст</table>",
        "<html><table><tr><td>Меню<td>" + "Длинный текст статьи. " * 90 + "<tr><td>Внизу<td>Контакты</table>",
        "<?xml version='1.0'?><catalog><item>1</item></catalog>",
        "<svg><text>1</text></svg>",
        "<html><script><table><tr><td>1<td>2<tr><td>1<td>2</table></script>",
    ],
)
def test_a_page_without_a_table_of_data_stays_refused(text: str) -> None:
    with pytest.raises(UnreadableFileError) as refused:
        table_of(text)
    assert refused.value.figures == {"found": "html"}


@pytest.mark.parametrize("head", ["<TICKER>,<PER>,<DATE>", "<p>,<b>,<div>"])
def test_a_text_whose_names_are_in_angles_is_no_page(head: str) -> None:
    with table_of(f"{head}\nSBER,D,20260101\nGAZP,D,20260102\n") as table:
        assert (table.source.format, table.rows) == ("csv", 2)


def test_a_workbook_in_xml_is_read_by_the_types_of_its_cells() -> None:
    title = '<Row ss:Index="2"><Cell ss:MergeAcross="4"><Data ss:Type="String">Продажи</Data></Cell></Row>'
    total = row_xml(("String", "Итого"), ("", ""), ("Number", "36.8"), attributes=' ss:Index="13"')
    data = workbook_xml({"О файле": row_xml(("String", "Отчёт")), "Лист1": title + NAMES + SALES + total})
    with table_of(data) as table:
        assert (table.source.format, table.source.member, table.rows) == ("xml", "Лист1", 8)
        assert names(table) == ["Дата", "Товар", "Сумма", "Оплачен", "Отгружен"]
        assert types(table) == ["date", "text", "decimal", "boolean", "datetime"]
        assert [column[0] for column in (values(table, n) for n in range(5))] == [
            "2026-01-01",
            "Болт <М8>",
            "1.1",
            "true",
            "2026-01-01 10:30:00",
        ]
        assert {Code.TOTAL_ROW, Code.MEMBERS_IGNORED} <= set(codes(table))


def test_cells_that_say_where_they_are_leave_gaps() -> None:
    row = '<Row><Cell><Data ss:Type="Number">{n}</Data></Cell><Cell ss:Index="3"><Data ss:Type="String">x</Data>'
    comment = "<Comment><ss:Data>примечание</ss:Data></Comment></Cell></Row>"
    head = row_xml(("String", "Код"), ("String", "Пусто"), ("String", "Имя"))
    data = workbook_xml({"A": head + "".join(row.format(n=n * 7) + comment for n in range(5))})
    with table_of(data) as table:
        assert (values(table, 1), values(table, 2)) == ([None] * 5, ["x"] * 5)


def test_long_numbers_in_xml_keep_their_digits() -> None:
    rows = "".join(row_xml(("Number", f"4081781009991000431{n}"), ("String", "x")) for n in range(4))
    with table_of(workbook_xml({"A": row_xml(("String", "Счёт"), ("String", "Имя")) + rows})) as table:
        assert values(table, 0)[0] == "40817810099910004310"


def test_a_sheet_of_an_xml_workbook_may_be_asked_for() -> None:
    data = workbook_xml(
        {"Продажи": NAMES + SALES, "Цены": row_xml(("String", "Цена"), ("String", "Товар")) * 2}
    )
    with table_of(data, ReadOptions(sheet="Цены")) as table:
        assert table.source.member == "Цены"


def test_an_xml_workbook_in_cp1251_is_read_as_it_says() -> None:
    text = workbook_xml({"A": NAMES + SALES}).decode().replace("?>", ' encoding="windows-1251"?>', 1)
    with table_of(text.encode("cp1251")) as table:
        assert (names(table)[1], table.source.encoding) == ("Товар", "cp1251")


def test_blanks_before_a_workbook_in_xml_do_no_harm() -> None:
    with table_of(b"\r\n  " + workbook_xml({"A": NAMES + SALES})) as table:
        assert table.rows == 8


PIECES = (
    b"<",
    b">",
    b'"',
    b"<table>",
    b"</table>",
    b"<td rowspan=0>",
    b"<!--",
    b"&#xD800;",
    b"<Row>",
    b"</Cell>",
    b"\xff",
)
WHOLE = (TURNOVER.encode("cp1251"), STATEMENT.encode("cp1251"), workbook_xml({"A": NAMES + SALES}))


@settings(max_examples=60, deadline=None)
@given(
    data=st.sampled_from(WHOLE),
    cuts=st.lists(
        st.tuples(st.integers(0, 4_000), st.integers(0, 60), st.sampled_from(PIECES)), min_size=1, max_size=6
    ),
)
def test_spoilt_markup_is_a_table_or_a_refusal(data: bytes, cuts: list[tuple[int, int, bytes]]) -> None:
    for place, length, piece in cuts:
        data = data[:place] + piece + data[place + length :]
    assert isinstance(one(data), bool)


def test_what_it_was_is_told_in_the_trail() -> None:
    for data, told in (
        (TURNOVER.encode(), "a page of HTML"),
        (workbook_xml({"A": NAMES + SALES}), "a workbook in XML"),
    ):
        trace = Trace()
        table_of(data, trace=trace).close()
        assert any(step.topic == "markup" and step.text == told for step in trace.steps)


@pytest.mark.parametrize("kind", ["html", "xml"])
def test_a_large_sheet_is_read_as_a_small_one(kind: str, tmp_path: Path) -> None:
    rows = 210_000
    if kind == "html":
        data = page([["Номер", "Сумма"], *([str(n), f"{n},5"] for n in range(rows))])
    else:
        body = "".join(row_xml(("Number", str(n)), ("Number", f"{n}.5")) for n in range(rows))
        data = workbook_xml({"A": row_xml(("String", "Номер"), ("String", "Сумма")) + body})
    with table_of(data) as table:
        assert (names(table), types(table), table.rows) == (["Номер", "Сумма"], ["integer", "decimal"], rows)
    convert(data, tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text().splitlines()[1:3] in (
        ['0,"0,5"', '1,"1,5"'],
        ["0,0.5", "1,1.5"],
    )


REFUSED: dict[str, tuple[bytes, type[UnreadableFileError]]] = {
    "a million columns by spans": (b"<html><table><tr>" + b"<td colspan=1000>1" * 1_000, TableTooComplexError),
    "cells that reach over all rows": (
        b"<html><table><tr>" + b"<td rowspan=65534>1" * 15_000 + b"<tr><td>2" * 60_000,
        TableTooComplexError,
    ),
    "tables inside of each other": (b"<html>" + b"<table><tr><td>" * 300_000, TableTooComplexError),
    "tables without end": (b"<html>" + b"<table><tr><td>1<td>2</table>" * 300_000, TableTooComplexError),
    "tags that never end": (b"<html><table>" + b'<a b="' * 1_000_000, UnreadableFileError),
    "quotes in tags that never end": (b"<html><table>" + b"<a\"=\"" * 1_000_000, UnreadableFileError),
    "comments that never end": (b"<html><table>" + b"<!--" * 1_000_000, UnreadableFileError),
    "scripts that never end": (b"<html><table>" + b"<script>" * 1_000_000, UnreadableFileError),
    "declarations that never end": (b"<html><table>" + b"<!x" * 1_000_000, UnreadableFileError),
    "an attribute without end": (b"<html><table><tr><td " + b"a = " * 2_000_000, UnreadableFileError),
    "entities in XML": (workbook_xml({"A": row_xml(("String", "x"))}, before=LAUGHS), UnreadableFileError),
    "an entity from elsewhere": (workbook_xml({"A": row_xml(("String", "x"))}, before=EXTERNAL), UnreadableFileError),
    "elements inside of each other": (workbook_xml({"A": "<Row>" * 1_000_000}), TableTooComplexError),
    "a far cell": (
        workbook_xml({"A": '<Row><Cell ss:Index="1000000000"><Data ss:Type="Number">1</Data></Cell></Row>'}),
        TableTooComplexError,
    ),
    "far cells in all rows": (
        workbook_xml({"A": '<Row><Cell ss:Index="16000"><Data ss:Type="Number">1</Data></Cell></Row>' * 60_000}),
        TableTooComplexError,
    ),
    "a far row": (workbook_xml({"A": '<Row ss:Index="2000000000"><Cell/></Row>' * 2}), TableTooComplexError),
    "a workbook cut short": (workbook_xml({"A": NAMES + SALES})[:-90], UnreadableFileError),
    "a workbook without cells": (workbook_xml({"A": "", "B": row_xml(("", ""))}), EmptyFileError),
    "too much markup": (b"<html><table>" + b" " * (33 << 20), TableTooComplexError),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_markup_that_is_made_to_hurt_is_refused_soon(name: str) -> None:
    data, error = REFUSED[name]
    start = time.process_time()
    with pytest.raises(error):
        read(data).close()
    assert time.process_time() - start < MOST_CPU_S


def test_rows_far_below_the_table_cost_little() -> None:
    far = row_xml(
        ("DateTime", "2026-02-01T00:00:00"),
        ("String", "x"),
        ("Number", "5"),
        attributes=' ss:Index="1000000"',
    )
    start = time.process_time()
    with table_of(workbook_xml({"A": NAMES + SALES + far})) as table:
        assert table.rows == 9
    assert time.process_time() - start < MOST_CPU_S


def test_spans_that_no_browser_obeys_are_cut() -> None:
    text = (
        "<table><tr><td colspan=99999999999999>Отчёт<tr><th>a<th rowspan=9999999>b<th>c"
        + "<tr><td>1.5<td>x" * 5
        + "</table>"
    )
    with table_of(text) as table:
        assert (names(table), values(table, 0)) == (["a", "b", "c"], ["1.5"] * 5)
