"""Tables that are drawn with blanks, bars and rules, as banks, 1C, databases and Markdown have them."""

import pytest

from svodka.analysis.reading import Trace
from tests.analysis.reading.helpers import codes, names, table_of, types, values

BARS = {
    "Markdown": "| Товар | Кол-во | Цена |\n|:------|-------:|------|\n| Чай   | 10     | 1,50 |\n"
    "| Кофе  | 5      | 2,25 |\n| Сахар | 7      | 3,10 |\n",
    "Markdown without edges": "Товар | Кол-во | Цена\n--- | --- | ---\nЧай | 10 | 1,50\nКофе | 5 | 2,25\n"
    "Сахар | 7 | 3,10\n",
    "a client of a database": "+-------+--------+------+\n| Товар | Кол-во | Цена |\n+-------+--------+------+\n"
    "| Чай   |     10 | 1,50 |\n| Кофе  |      5 | 2,25 |\n| Сахар |      7 | 3,10 |\n"
    "+-------+--------+------+\n3 rows in set (0.00 sec)\n",
    "another one": " Товар | Кол-во | Цена \n-------+--------+------\n Чай   |     10 | 1,50\n"
    " Кофе  |      5 | 2,25\n Сахар |      7 | 3,10\n(3 rows)\n",
    "lines of a box": "┌───────┬────────┬──────┐\n│ Товар │ Кол-во │ Цена │\n├───────┼────────┼──────┤\n"
    "│ Чай   │ 10     │ 1,50 │\n│ Кофе  │ 5      │ 2,25 │\n│ Сахар │ 7      │ 3,10 │\n└───────┴────────┴──────┘\n",
}
STATEMENT = """Дата        Номер     Контрагент                 Сумма
01.02.2026  000123    ООО Ромашка              12 500,00
02.02.2026  000124    ИП Иванов И. И.             300,50
03.02.2026  000125    АО Вектор Плюс            1 000,00
04.02.2026  000126    ООО Лютик                    15,00
05.02.2026  000127                              2 345,67
06.02.2026  000128    Садовод, артель             999,99
"""
TURNOVER = """Оборотно-сальдовая ведомость за Январь 2026

Счет     Наименование             Дебет        Кредит
-------- -------------------- ------------ ------------
50.01    Касса                   10 000,00     9 500,00
51       Расчетные счета        250 000,50   249 000,00
60       Поставщики               5 000,00    75 000,25
62       Покупатели              90 000,00    45 000,00
-------- -------------------- ------------ ------------
Итого                           355 000,50   378 500,25
"""
PROCESSES = """USER       PID %CPU    VSZ TTY      STAT COMMAND
root         1  0.0 168944 ?        Ss   /sbin/init splash
root         2  0.0      0 ?        S    [kthreadd]
www-data   812  0.2 123456 ?        S    nginx: worker process
postgres   901  1.0 223456 ?        Ss   postgres: checkpointer
"""


@pytest.mark.parametrize("name", BARS)
def test_rows_between_bars_are_read_without_the_drawing(name: str) -> None:
    with table_of(BARS[name]) as table:
        assert names(table) == ["Товар", "Кол-во", "Цена"]
        assert types(table) == ["text", "integer", "decimal"]
        assert values(table, 0) == ["Чай", "Кофе", "Сахар"]
        assert values(table, 2) == ["1.50", "2.25", "3.10"]
        assert table.source.delimiter == "|"


def test_columns_aligned_by_blanks_are_found_and_explained() -> None:
    trace = Trace()

    with table_of(STATEMENT, trace=trace) as table:
        assert names(table) == ["Дата", "Номер", "Контрагент", "Сумма"]
        assert types(table) == ["date", "text", "text", "decimal"]
        assert values(table, 2) == [
            "ООО Ромашка",
            "ИП Иванов И. И.",
            "АО Вектор Плюс",
            "ООО Лютик",
            None,
            "Садовод, артель",
        ]
        assert values(table, 3)[0] == "12500.00"
        assert (table.source.format, table.source.delimiter) == ("fixed", None)
    assert any("fixed width" in line for line in trace.lines())


def test_thousands_and_second_words_are_no_columns_of_their_own() -> None:
    rows = [
        f"{n:<6}ООО {name:<10}{n + 3} 0{n}0,00" for n, name in enumerate(("Заря", "Луч", "Восток", "Мир"), 1)
    ]

    with table_of("\n".join(["№     Имя               Сумма", *rows])) as table:
        assert names(table) == ["№", "Имя", "Сумма"]
        assert values(table, 1)[0] == "ООО Заря"
        assert values(table, 2) == ["4010.00", "5020.00", "6030.00", "7040.00"]


def test_a_rule_of_dashes_says_where_columns_start() -> None:
    with table_of(TURNOVER) as table:
        assert names(table) == ["Счет", "Наименование", "Дебет", "Кредит"]
        assert table.rows == 4
        assert table.source.header_row == 2
        assert {"preamble", "total_row"} <= set(codes(table))


def test_the_last_column_may_hold_words_with_blanks() -> None:
    with table_of(PROCESSES) as table:
        assert names(table) == ["USER", "PID", "%CPU", "VSZ", "TTY", "STAT", "COMMAND"]
        assert values(table, 6)[2] == "nginx: worker process"


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,   b,  c\n1,   2,  3\n10,  20, 30\n4,   5,  6\n7,   8,  9\n", ","),
        ("x    y    z\n1    2    3\n10   20   30\n4    5    6\n7    8    9\n", " "),
        ("a|b\n1|2\n--|--\n3|4\n5|6\n", "|"),
    ],
)
def test_what_delimiters_read_as_well_is_left_to_them(text: str, delimiter: str) -> None:
    with table_of(text) as table:
        assert (table.source.delimiter or "").strip(" ") == delimiter.strip(" ")
        assert table.source.format != "fixed"


def test_a_large_statement_is_aligned_as_a_small_one_is() -> None:
    head, *lines = STATEMENT.splitlines()

    with table_of("\n".join([head, *lines * 1_500])) as table:
        assert table.source.format == "fixed"
        assert table.rows == 9_000
        assert types(table) == ["date", "text", "text", "decimal"]
