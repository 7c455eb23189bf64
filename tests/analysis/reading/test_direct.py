"""Cells of small tables go to DuckDB at once: in blocks, as they stand, and with the world shut out."""

from pathlib import Path

import duckdb
import pytest

from svodka.analysis.reading import direct
from svodka.analysis.reading.loading import connect
from svodka.analysis.reading.values.moments import read_moments
from tests.analysis.reading.helpers import codes, table_of, types, values

TABLE = "день;товар;сумма\n" + "".join(
    f"{day:02d}.03.2026;Товар {day % 4};{day} 000,50\n" for day in range(1, 29)
)


def test_rows_that_go_in_several_blocks_are_all_there_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    with table_of(TABLE) as whole:
        expected = [values(whole, index) for index in range(3)]
    monkeypatch.setattr(direct, "_BLOCK_CELLS", 20)
    with table_of(TABLE) as table:
        assert types(table) == ["date", "text", "decimal"]
        assert [values(table, index) for index in range(3)] == expected
        assert (values(table, 0)[0], values(table, 2)[-1], table.rows) == ("2026-03-01", "28000.50", 28)


def test_cells_of_text_stay_as_they_stand_but_for_signs_of_no_value() -> None:
    with table_of("имя,число\n  Анна ,1\nн/д,2\n,3\nЁж,x\nЁж,5\nЁж,6\nЁж,7\nЁж,8\n") as table:
        assert values(table, 0)[:4] == ["  Анна ", None, None, "Ёж"]
        assert values(table, 1)[:4] == ["1", "2", "3", None]
        assert sorted(codes(table)) == ["bad_value", "missing_token"]


def test_half_characters_of_json_become_question_marks() -> None:
    with table_of('[{"a": "x\\ud800", "b": 1}, {"a": "y", "b": 2}]') as table:
        assert values(table, 0) == ["x?", "y"]


def test_a_database_opened_locked_sees_no_file(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("a,b\n1,2\n")
    with (
        connect(str(tmp_path / "spill"), threads=1, locked=True) as connection,
        pytest.raises(duckdb.PermissionException),
    ):
        connection.execute("SELECT * FROM read_csv(?)", [str(tmp_path / "secret.csv")])


@pytest.mark.parametrize(
    "cell",
    [
        "Mon, 5 March 2026",
        "понедельник 05.03.2026",
        "мар. 2026",
        "Q1 2026",
        "IV кв. 2025",
        "IIкв 2025",
        "W07 2026",
    ],
)
def test_dates_that_begin_with_a_word_are_read(cell: str) -> None:
    assert read_moments(cell)


@pytest.mark.parametrize("cell", ["Товар 12", "Item 2026", "Магазин 5 2026", "AB-2026", "Кв. 2026-03-01x"])
def test_words_with_digits_are_no_dates(cell: str) -> None:
    assert read_moments(cell) == ()
