"""Where the table begins and ends, and how its rows are mended."""

import io
import zipfile

import pytest

from svodka.analysis.model import ReadOptions
from svodka.errors import EmptyFileError, UnreadableFileError
from svodka.texts import sentence
from tests.analysis.reading.helpers import codes, names, table_of, types, values
from tests.corpus.hostile import xls_locked

TYPE_OF_A_TEXT = "application/vnd.oasis.opendocument.text"


def packed(*names: str) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        for name in names:
            file.writestr(name, TYPE_OF_A_TEXT if name == "mimetype" else "x" * 200)
    return archive.getvalue()


def compound(*streams: str) -> bytes:
    """Lay out as much of a compound file as its first bytes and its directory."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "\0".join(streams).encode("utf-16-le") + bytes(500)
    )


def test_an_unclosed_quote_swallows_nothing() -> None:
    with table_of('id,name,qty\n1,"Kettle,5\n2,"Mug",6\n3,Plate,7\n4,"Pan",8\n') as table:
        assert table.rows == 4
        assert values(table, 2) == ["5", "6", "7", "8"]
        assert "unclosed_quote" in codes(table)


def test_a_line_break_inside_quotes_is_kept() -> None:
    with table_of('id,text,qty\n1,"one\ntwo, three",5\n2,"x\n\ny",6\n3,z,7\n') as table:
        assert values(table, 1) == ["one\ntwo, three", "x\n\ny", "z"]


def test_totals_groups_and_subtotals_are_no_data() -> None:
    text = (
        "Товар;Кол-во;Сумма\nМосква;;\nЧай;1;10,00\nКофе;2;20,00\nИтого по Москва;3;30,00\n"
        "Казань;;\nЧай;1;10,00\nКофе;5;20,00\nИтого по Казань;6;30,00\nВсего;9;60,00\n"
    )
    with table_of(text) as table:
        assert values(table, 0) == ["Чай", "Кофе", "Чай", "Кофе"]
        assert [issue.count for issue in table.issues if issue.code == "total_row"] == [3]


def test_key_value_lines_above_are_not_the_table() -> None:
    text = "Отчёт;;\nКлиент:;Ромашка;\nПериод:;01.01.2026;31.01.2026\n;;\n№;Товар;Сумма\n1;Чай;1 500,00\n2;Кофе;2 500,00\n"
    with table_of(text) as table:
        assert table.source.header_row == 4
        assert values(table, 2) == ["1500.00", "2500.00"]


def test_of_two_tables_the_first_is_read_and_the_other_named() -> None:
    text = (
        "Date,Amount,Shop\n2026-01-01,5.5,A\n2026-01-02,6.5,B\n2026-01-03,7.5,B\n\nName,Age\nBob,20\nAnn,30\n"
    )
    with table_of(text) as table:
        other = next(issue for issue in table.issues if issue.code == "other_table")
        assert (table.rows, other.row, other.figures) == (3, 5, {"rows": 2, "columns": 2})


@pytest.mark.parametrize(
    ("row", "mended"),
    [
        ("2026-01-02,Mug, big,5,5.50", ["2026-01-02", "Mug, big", "5", "5.50"]),
        ("2026-01-02,,Mug,5,5.50", ["2026-01-02", "Mug", "5", "5.50"]),
        ("2026-01-02,5,5.50", ["2026-01-02", None, "5", "5.50"]),
        ("2026-01-02;Mug;5;5.50", ["2026-01-02", "Mug", "5", "5.50"]),
        ("2026-01-02,Mug,5", ["2026-01-02", "Mug", "5", None]),
    ],
)
def test_a_row_of_a_wrong_width_is_mended_where_it_is_plain_how(row: str, mended: list[str | None]) -> None:
    text = (
        f"date,name,qty,price\n2026-01-01,Pan,5,5.50\n{row}\n2026-01-03,Pan,5,6.50\n2026-01-04,Pan,7,6.50\n"
    )
    with table_of(text) as table:
        assert [values(table, index)[1] for index in range(4)] == mended


def test_names_in_two_rows_are_joined() -> None:
    with table_of(
        "Дата;Продажи;;Возвраты;\n;шт;руб;шт;руб\n01.02.2026;5;6;7;8\n15.02.2026;6;7;8;9\n"
    ) as table:
        assert table.rows == 2
        assert names(table) == ["Дата", "Продажи шт", "Продажи руб", "Возвраты шт", "Возвраты руб"]


def test_names_of_two_lines_each_are_one_record_however_many_they_are() -> None:
    months = [f"month {number}" for number in range(30)]
    header = ",".join(["shop", *(f'"{month}\nunits"' for month in months)])
    rows = "".join(f"shop {row},{','.join(str(row + number) for number in range(30))}\n" for row in range(6))
    with table_of(f"{header}\n{rows}") as table:
        assert names(table) == ["shop", *(f"{month}\nunits" for month in months)]
        assert table.rows == 6


def test_a_header_that_lacks_its_first_name_is_shifted() -> None:
    with table_of("qty,price\nr1,5,1.5\nr2,6,2.5\nr3,7,3.5\n") as table:
        assert names(table) == ["column_1", "qty", "price"]
        assert types(table) == ["text", "integer", "decimal"]


def test_the_caller_may_say_where_the_header_is() -> None:
    text = "a,b\n1,2\nc,d\n3,4\n5,6\n"
    with table_of(text, ReadOptions(header_row=2)) as table:
        assert (names(table), table.rows) == (["c", "d"], 2)
    with table_of(text, ReadOptions(no_header=True)) as table:
        assert (names(table), table.rows) == (["column_1", "column_2"], 5)
    with table_of(text, ReadOptions(skip_rows=2)) as table:
        assert (names(table), table.source.header_row) == (["c", "d"], 2)


@pytest.mark.parametrize("text", ["", "\n\n  \n", "\0\0\0"])
def test_nothing_is_no_table(text: str) -> None:
    with pytest.raises(EmptyFileError):
        table_of(text)


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7", b"\x89PNG\r\n\x1a\n", b"<html><body>", b"PK\x03\x04cut", b"\x00\x01\x02\x03" * 99]
)
def test_what_is_no_table_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFileError):
        table_of(data)


@pytest.mark.parametrize(
    ("data", "found", "words"),
    [
        (b"%PDF-1.7", "pdf", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "png", "picture"),
        (b"<html><table>", "html", "web page"),
        (b"Rar!\x1a\x07", "rar", "archive"),
        (b"7z\xbc\xaf\x27\x1c", "sevenzip", "archive"),
        (packed("Index/Document.iwa", "preview.jpg"), "numbers", "Numbers"),
        (packed("mimetype", "content.xml"), "document", "document"),
        (packed("photo.jpg", "scan.pdf"), "archive", "no table in the archive"),
        (packed("word/document.xml"), "document", "document"),
        (compound("EncryptionInfo", "EncryptedPackage"), "encrypted", "password"),
        (xls_locked(), "encrypted", "password"),
        (compound("WordDocument"), "document", "document"),
        (b"a letter", "text", "does not look like a table"),
    ],
)
def test_what_it_is_instead_is_told(data: bytes, found: str, words: str) -> None:
    with pytest.raises(UnreadableFileError) as refused:
        table_of(data)

    assert refused.value.figures == {"found": found}
    assert words in sentence(refused.value.code, "en", found=found)
