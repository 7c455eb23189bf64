"""What columns of cells are taken for."""

import pytest

from svodka.analysis.model import ReadOptions
from tests.analysis.reading.helpers import PLAIN, codes, table_of, types, values


def column(
    *cells: str, name: str = "x", options: ReadOptions = PLAIN
) -> tuple[str, list[str | None], list[str]]:
    lines = [f"{name}\tk", *(f"{cell}\tw{number}" for number, cell in enumerate(cells))]
    with table_of("\n".join(lines) + "\n", options) as table:
        return types(table)[0], values(table, 0), codes(table)


@pytest.mark.parametrize(
    ("cells", "kind", "expected"),
    [
        (["1 234,50 ₽", "-5,00 ₽"], "decimal", ["1234.50", "-5.00"]),
        (["$1,234.56", "($0.99)"], "decimal", ["1234.56", "-0.99"]),
        (["1.234,5", "-2,25"], "decimal", ["1234.50", "-2.25"]),
        (["1'234.50", "7.25"], "decimal", ["1234.50", "7.25"]),
        (["100.00 DR", "50.50 CR"], "decimal", ["-100.00", "50.50"]),
        (["12,5 %", "7 %"], "decimal", ["12.5", "7.0"]),
        (["12345678901234567890", "7"], "integer", ["12345678901234567890", "7"]),
        (["007", "012"], "text", ["007", "012"]),
        (["5", "н/д", "6"], "integer", ["5", None, "6"]),
        (["Да", "Нет"], "boolean", ["true", "false"]),
        (["31.12.2025", "01.01.2026"], "date", ["2025-12-31", "2026-01-01"]),
        (["01.10.2025 7:26", "02.10.2025 17:26"], "datetime", ["2025-10-01 07:26:00", "2025-10-02 17:26:00"]),
        (["янв. 2026", "ФЕВРАЛЬ 2026"], "date", ["2026-01-01", "2026-02-01"]),
        (["2026-W07", "2026-W08"], "date", ["2026-02-09", "2026-02-16"]),
        (["04-ene-2016", "05-feb-2016"], "date", ["2016-01-04", "2016-02-05"]),
        (["10:30", "23:59:59"], "time", ["10:30:00", "23:59:59"]),
        (["41_10_1", "42_10_1"], "text", ["41_10_1", "42_10_1"]),
    ],
)
def test_cells_are_read_for_what_they_are(cells: list[str], kind: str, expected: list[str]) -> None:
    found, got, _ = column(*cells)

    assert (found, got) == (kind, expected)


def test_an_order_that_cannot_be_known_is_said_to_be_ambiguous() -> None:
    _, _, said = column("01/02/2025", "03/04/2025", "02/01/2025")
    assert "ambiguous_date" in said
    _, got, said = column("01/02/2025", "03/04/2025", "13/01/2025")
    assert "ambiguous_date" not in said
    assert got == ["2025-02-01", "2025-04-03", "2025-01-13"]


def test_the_caller_may_say_the_order_and_the_decimal_mark() -> None:
    _, got, said = column("01/02/2025", "03/04/2025", options=ReadOptions(dayfirst=False))
    assert (got, "ambiguous_date" in said) == (["2025-01-02", "2025-03-04"], False)
    kind, got, _ = column("1,234", "5,678", options=ReadOptions(decimal=","))
    assert (kind, got) == ("decimal", ["1.234", "5.678"])


def test_numbers_of_days_and_seconds_are_moments_where_the_name_says_so() -> None:
    assert column("45292", "45293", name="Дата")[1] == ["2024-01-01", "2024-01-02"]
    assert column("1700000000", "1700003600", name="created_at")[1][0] == "2023-11-14 22:13:20"
    assert column("45292", "45293", name="Сумма")[0] == "integer"


def test_a_value_that_does_not_fit_is_said_with_its_row() -> None:
    lines = ["d,q", *(f"2026-01-{day:02d},{day}" for day in range(1, 20)), "вчера,ошибка"]
    with table_of("\n".join(lines) + "\n") as table:
        bad = [(issue.row, issue.column, issue.value) for issue in table.issues if issue.code == "bad_value"]
    assert bad == [(20, "d", "вчера"), (20, "q", "ошибка")]
