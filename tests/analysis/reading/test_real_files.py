"""Forms that files of offices and laboratories have: names in several rows, tables one under the other."""

from tests.analysis.reading.helpers import names, table_of


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
