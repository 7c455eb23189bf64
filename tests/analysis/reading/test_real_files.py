"""Forms that files of offices and laboratories have: names in several rows, tables one under the other."""

import pytest

from svodka.analysis.reading.records import Dialect, parse
from tests.analysis.reading.helpers import codes, names, table_of, values


def test_names_in_three_rows_are_joined_though_one_is_long_and_some_have_one_row() -> None:
    long = "Расходы на оплату труда с начислениями за отчётный период, тыс. руб."
    rows = "".join(
        f"Цех {row},Иванов,{row + 9},9.5,{row + 2},2.5,{row + 1200}.5,300.{row}\n" for row in range(1, 7)
    )
    with table_of(
        f'Подразделение,Руководитель,Штат,,,,"{long}",\n'
        ",,Рабочие,,Служащие,,Оклад,Премия\n"
        f",,Всего,Ставок,Всего,Ставок,,\n{rows}"
    ) as table:
        assert table.rows == 6
        assert names(table) == [
            "Подразделение",
            "Руководитель",
            "Штат Рабочие Всего",
            "Штат Рабочие Ставок",
            "Штат Служащие Всего",
            "Штат Служащие Ставок",
            f"{long} Оклад",
            f"{long} Премия",
        ]


@pytest.mark.parametrize(
    "below",
    [
        "shop,sum,returns,staff\nPerm,50.5,1,4\nUfa,60.5,2,5\nOmsk,70.5,3,6\n",
        "city,people\nPerm,1034002\nUfa,1144809\nOmsk,1110836\n",
    ],
)
def test_a_table_of_another_width_right_under_the_first_is_another_one(below: str) -> None:
    first = "date,shop,sum\n" + "".join(f"{day}.02.2026,Perm,{day}.5\n" for day in range(10, 20))
    with table_of(first + below) as table:
        assert (names(table), table.rows) == (["date", "shop", "sum"], 10)
        assert "other_table" in codes(table)


def test_a_row_of_words_that_is_short_begins_no_table() -> None:
    rows = [f"{day}.02.2026,Perm,{day}.5" for day in range(10, 30)]
    with table_of("\n".join(["date,shop,sum", *rows[:10], "closed,Perm", *rows[10:]])) as table:
        assert table.rows >= 20
        assert "other_table" not in codes(table)


def test_names_of_columns_that_no_row_fills_are_kept() -> None:
    with table_of("id,qty,sum,approved,rejected\nA1,1,5.5\nA2,2,6.5\nA3,3,7.5\n") as table:
        assert names(table) == ["id", "qty", "sum", "approved", "rejected"]
        assert codes(table) == ["short_row"]
    with table_of("id,qty,sum,approved,rejected\nA1,1,5.5,yes\nA2,2,6.5,no\nA3,3,7.5,no,1\n") as table:
        assert [values(table, index)[2] for index in range(3, 5)] == ["false", "1"]


@pytest.mark.parametrize(
    ("row", "read"),
    [
        ('"TV, 24"","black",5', ['TV, 24"', "black", "5"]),
        ('"TV, 24"",black,5', ['TV, 24"', "black", "5"]),
        ('5,black,"TV, 24""', ["5", "black", 'TV, 24"']),
        ('5,"TV, 24"","Box, 5"" x 3"', ["5", 'TV, 24"', 'Box, 5" x 3']),
        ('5,"said ""so"",","y"', ["5", 'said "so",', "y"]),
        ('5,"","y"', ["5", "", "y"]),
    ],
)
def test_an_inch_mark_at_the_end_of_a_cell_in_quotes_is_kept(row: str, read: list[str]) -> None:
    lines = [row, '1,"2",3', "4,5,6"]
    records = parse(lines, Dialect(delimiter=",", quote='"', width=3))
    assert [record.cells for record in records] == [read, ["1", "2", "3"], ["4", "5", "6"]]
