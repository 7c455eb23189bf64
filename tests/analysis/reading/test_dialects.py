"""Which delimiter and which header texts have that are hard to judge: tables among prose, rare signs, facts above."""

import pytest

from tests.analysis.reading.helpers import codes, names, table_of, types, values

FACTS = (
    "Выгрузка;создана 03.04.2026 09:15\n\nНомер счёта;DE00 1234\nВладелец;Анна Шмидт\nПериод;01.03.2026 - 31.03.2026\n"
    "Остаток;1 200,50;EUR\n\nПорядок;по убыванию\n\nОжидающие операции не показаны, даже если видны на сайте.\n\n"
)
MOVES = "Дата;Контрагент;Вид;Назначение;Сумма;Валюта\n02.03.2026;Ромашка;Расход;Чай;-71,00;EUR\n"


@pytest.mark.parametrize("sign", ["#", "*", "+", "!"])
def test_a_rare_sign_between_quoted_cells_is_the_delimiter(sign: str) -> None:
    lines = [f"  {n} {sign} '{n} oak street' {sign} ' smalltown, ma 0{1000 + n}'" for n in range(1, 9)]
    with table_of("\n".join(lines)) as table:
        assert (table.source.delimiter or "").strip() == sign
        assert table.source.quotechar == "'"
        assert len(table.columns) == 3


@pytest.mark.parametrize("sign", ["+", "?"])
def test_signs_that_no_cell_holds_part_regular_lines(sign: str) -> None:
    rows = [("05/05/03", "06/05/03", "07/05/03"), ("05/06/03", "06/06/03", "07/06/03")] * 3
    with table_of("\n".join(sign.join(row) for row in rows)) as table:
        assert table.source.delimiter == sign
        assert table.rows == 6


def test_rows_of_many_cells_among_lines_of_text_are_the_table() -> None:
    text = (
        "Place and route 8.1\nAll rights reserved\n\nNOTE: This file is for spreadsheets,\nsee the manual\n\n"
        "Part: xa95\nSpeed: -15\nPackage: cs144\nDesign: task four\nTool: fitter\n\nPins by number:\n\n"
        "Pin,Signal,Usage,Name,Direction,Standard,Voltage\n1,clk,GCK,IO1,in,LVCMOS,3.3\n2,rst,GSR,IO2,in,LVCMOS,3.3\n\n"
        "To keep the pins for later runs\nlock them in the navigator\nor call the back annotation\nfrom the command line\n"
    )
    with table_of(text) as table:
        assert table.source.delimiter == ","
        assert names(table)[:3] == ["Pin", "Signal", "Usage"]
        assert values(table, 1) == ["clk", "rst"]


@pytest.mark.parametrize("rows", [1, 2, 5])
def test_facts_above_a_wider_table_are_no_table_however_few_rows_it_has(rows: int) -> None:
    line = MOVES.splitlines(keepends=True)[1]
    with table_of(FACTS + MOVES + line * (rows - 1)) as table:
        assert names(table)[0] == "Дата"
        assert table.rows == rows


def test_a_key_with_its_date_right_above_the_names_is_no_part_of_them() -> None:
    text = '"Source","World figures",\n\n"Updated","2026-07-01",\n"Country","Code","2024","2025",\n"Togo","TGO","1.5","2.5",\n'
    with table_of(text) as table:
        assert names(table) == ["Country", "Code", "2024", "2025"]
        assert table.source.header_row == 3


def test_a_title_with_a_delimiter_and_a_date_is_no_header() -> None:
    text = "Created as new data,Sample 22 by the operator, February 11 2026\ncm-1,%T\n4000.00,98.78\n3999.00,98.79\n3998.00,98.70\n"
    with table_of(text) as table:
        assert names(table) == ["cm-1", "%T"]
        assert table.source.header_row == 1


def test_names_that_count_up_are_names() -> None:
    with table_of("field1,field2\nhello,goodbye\nhello2,goodbye2\n") as table:
        assert names(table) == ["field1", "field2"]


def test_numbers_that_rise_behind_a_word_head_columns_of_numbers() -> None:
    with table_of(
        "n,0.001,0.005,0.01,0.05,0.1\n1,0.1,0.5,1.01,5.2,11.1\n2,4.5,10.5,15.2,38.1,59.5\n"
    ) as table:
        assert names(table)[1:] == ["0.001", "0.005", "0.01", "0.05", "0.1"]
        assert types(table)[0] == "integer"


def test_of_codes_that_all_begin_alike_none_is_a_name() -> None:
    cells = ["GIFT-AbaukE", "GIFT-pVnkBD", "GIFT-rjDdtJ", "GIFT-wrrT7H", "GIFT-d2IFUA", "GIFT-Qb1PjZ"]
    with table_of("".join(f'"{cell}",\n' for cell in cells)) as table:
        assert values(table, 0) == cells


def test_a_last_comment_that_fits_the_columns_holds_their_names() -> None:
    text = "#FILE: ,dma4\n#DATE: ,2026-12-21\n#REMARK: ,\n\n##Temp/C,Time/min,E(1 Hz)\n21.5,0.88,5353.1\n21.8,0.93,5353.0\n22.1,0.98,5352.9\n"
    with table_of(text) as table:
        assert names(table) == ["Temp/C", "Time/min", "E(1 Hz)"]
        assert table.rows == 3


def test_a_last_comment_of_words_is_a_comment() -> None:
    with table_of("# measured by hand\n# roughly, on Monday\nname,kg\nfoo,1.5\nbar,1.6\nbaz,1.7\n") as table:
        assert names(table) == ["name", "kg"]


@pytest.mark.parametrize(
    "note",
    [
        "Примечание: данные за март, без НДС",
        "Цены с НДС, возвраты не учтены",
        "Note: rounded, net, unaudited",
    ],
)
def test_a_note_with_the_delimiter_in_it_is_no_row(note: str) -> None:
    with table_of(
        f"дата,товар,сумма\n01.03.2026,Чай,10.50\n02.03.2026,Кофе,20.50\n03.03.2026,Мёд,5.50\n{note}\n"
    ) as table:
        assert table.rows == 3
        assert "note_row" in codes(table)


def test_a_short_last_row_of_data_is_kept() -> None:
    with table_of("товар,город,сумма\nЧай,Москва,10.50\nКофе,Казань,20.50\nМёд,Омск\n") as table:
        assert values(table, 0) == ["Чай", "Кофе", "Мёд"]


def test_lines_of_their_own_and_rules_of_stars_below_are_no_rows() -> None:
    text = "ряд;2024;2025\nА;10;11\nБ;20;21\nВ;30;31\n\n******\nСноски\n******\nСоставлено 15.05.2026\n"
    with table_of(text) as table:
        assert values(table, 0) == ["А", "Б", "В"]


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("Счёт", ["10.01", "60.02", "90.01", "51", "41.01"]),
        ("Дт", ["10.01", "60.02", "90.01", "41.01"]),
        ("Субконто", ["10.01", "60.02", "90.01.1", "41.01"] * 3),
        ("ОКВЭД", ["62.01", "47.91", "63.11"]),
        ("Раздел", ["01.10", "02.05", "10.20"]),
    ],
)
def test_codes_in_parts_stay_as_written(name: str, cells: list[str]) -> None:
    with table_of(
        f"№;{name};Сумма\n" + "".join(f"{n};{cell};{n}0,50\n" for n, cell in enumerate(cells))
    ) as table:
        assert types(table)[1] == "text"
        assert values(table, 1) == cells


@pytest.mark.parametrize("name", ["Цена", "Сумма по счету", "Дебет"])
def test_amounts_that_look_like_codes_are_amounts(name: str) -> None:
    cells = ["10.50", "60.25", "90.95", "41.00"]
    with table_of(f"№;{name};Вид\n" + "".join(f"{n};{cell};а\n" for n, cell in enumerate(cells))) as table:
        assert types(table)[1] == "decimal"


def test_colons_in_times_of_day_part_nothing() -> None:
    with table_of("10:00 11:00\n12:00 13:30\n09:15 10:45\n") as table:
        assert table.source.delimiter == " "
    logged = "".join(
        f'10.0.0.{n} - bob [01/Mar/2026:10:00:0{n} +0300] "GET /a{n}?b=1 HTTP/1.1" 200 {n}12\n'
        for n in range(1, 5)
    )
    with table_of(logged) as table:
        assert table.source.delimiter == " "
        assert values(table, 5) == [f"GET /a{n}?b=1 HTTP/1.1" for n in range(1, 5)]


def test_colons_part_records_of_users() -> None:
    with table_of(
        "root:x:0:0:root:/root:/bin/bash\nbin:x:1:1:bin:/bin:/sbin/nologin\nbob:x:10:20:Bob:/b:/bin/sh\n"
    ) as table:
        assert table.source.delimiter == ":"
        assert len(table.columns) == 7


@pytest.mark.parametrize("sign", [", ", "'"])
def test_a_row_written_otherwise_in_a_large_file_is_read_as_the_others(sign: str) -> None:
    lines = [
        f"{n},Город {n % 7},{n}.50,https://site.ru/p?i={n},2026-03-{n % 28 + 1:02}" for n in range(1, 8001)
    ]
    cells = lines[4000].split(",")
    lines[4000] = ", ".join(cells) if sign == ", " else ",".join(f"'{cell}'" for cell in cells)
    with table_of("id,city,price,url,day\n" + "\n".join(lines) + "\n") as table:
        assert table.rows == 8000
        assert types(table) == ["integer", "text", "decimal", "text", "date"]
        assert values(table, 1)[4000] == "Город 4"
        assert values(table, 2)[4000] == "4001.50"
        assert "row_realigned" in codes(table)


def test_names_in_three_rows_that_count_up_are_joined() -> None:
    with table_of("col1,col2,col3\nsub1,sub2,sub3\npart1,part2,part3\n1,2,3\n4,5,6\n7,8,9\n") as table:
        assert names(table) == ["col1 sub1 part1", "col2 sub2 part2", "col3 sub3 part3"]
        assert table.rows == 3


def test_a_row_that_stands_there_twice_numbers_no_columns() -> None:
    with table_of("a b c d e\n1 2  3 4 5\n1 2 3  4 5\n1  2 3  4 5") as table:
        assert table.rows == 3


@pytest.mark.parametrize("rows", [60, 8000])
def test_a_delimiter_lost_before_an_address_is_put_back(rows: int) -> None:
    lines = [
        f"{n},Город {n % 7},{n}.50,https://site.ru/p?i={n},2026-03-{n % 28 + 1:02}"
        for n in range(1, rows + 1)
    ]
    lines[30] = lines[30].replace(",https", "https")
    with table_of("id,city,price,url,day\n" + "\n".join(lines) + "\n") as table:
        assert values(table, 2)[30] == "31.50"
        assert values(table, 3)[30] == "https://site.ru/p?i=31"
