"""Small tables that look like something else at first sight, each with the reading a careful person gives it."""

from decimal import Decimal

import pytest

from svodka.analysis.model import Type
from svodka.analysis.reading import read
from svodka.errors import BankExchangeError

Sums = dict[str, str]


@pytest.mark.parametrize(
    ("text", "rows", "sums"),
    [
        ("Сумма\n1,5\n2,5\n3,75\n", 3, {"Сумма": "7.75"}),
        ("a,b,c\n1,2,3\n4,5\n6,7,8,9\n10,11,12\n", 4, {"a": "21", "b": "25", "c": "23"}),
        ("sep=;\na;b\n1,5;2\n3,5;4\n", 2, {"a": "5.0", "b": "6"}),
        ("x,y,z\n(1.50),5-,10 CR\n2.25,7,5 DR\n-3.00,8-,7 CR\n", 3, {"x": "-2.25", "y": "-6", "z": "12"}),
        ("Отдел;Сумма\nА;10\nА;20\nИтого по А;30\nБ;5\nБ;6\nИтого по Б;11\nВсего;41\n", 4, {"Сумма": "41"}),
        ('id,name,amount\n1,"abc,10\n2,def,20\n3,ghi,30\n4,jkl,40\n', 4, {"amount": "100"}),
        (
            "n,big\n1,12345678901234567890123\n2,22345678901234567890123\n",
            2,
            {"big": "34691357802469135780246"},
        ),
        ("a,b\n1,2\n\n\n3,4\na,b\n5,6\n", 3, {"a": "9", "b": "12"}),
        ("Период;01.2026;02.2026\nВыручка;100;200\nРасходы;50;60\n", 2, {"01.2026": "150"}),
    ],
    ids=[
        "one column of decimals",
        "ragged",
        "sep line",
        "signs",
        "subtotals",
        "unclosed quote",
        "long integers",
        "header again",
        "months as names",
    ],
)
def test_rows_and_sums_are_what_a_careful_person_counts(text: str, rows: int, sums: Sums) -> None:
    with read(text.encode()) as table:
        assert table.rows == rows
        index = {column.name: column.index for column in table.columns}
        for name, total in sums.items():
            found = table.connection.execute(f"SELECT sum(c{index[name]}) FROM data").fetchone()
            assert found is not None
            assert Decimal(found[0]) == Decimal(total)


def test_a_second_table_with_a_wider_header_is_named_and_not_mixed_in() -> None:
    text = "Дата,Сумма\n2026-01-01,10\n2026-01-02,20\n\nДата,Сумма,Причина\n2026-01-01,1,x\n2026-01-02,2,y\n"
    with read(text.encode()) as table:
        assert table.rows == 2
        assert [issue.code for issue in table.issues if issue.code == "other_table"] == ["other_table"]


def test_a_small_upright_table_is_not_called_transposed() -> None:
    with read("Товар;Кол-во;Цена\nЧай;1;10,5\nКофе;2;20,25\n".encode()) as table:
        assert "transposed" not in [issue.code for issue in table.issues]


def test_an_exchange_of_1c_with_a_bank_is_told_from_other_texts() -> None:
    with pytest.raises(BankExchangeError):
        read("1CClientBankExchange\nВерсияФормата=1.03\nКодировка=Windows\n".encode("cp1251"))


def test_a_taxpayer_number_stays_text_whatever_alphabet_its_name_is_in() -> None:
    for name in ("ИНН", "inn"):
        with read(f"n,{name}\n1,7707083893\n2,7728168971\n".encode()) as table:
            assert table.columns[1].type is Type.TEXT
