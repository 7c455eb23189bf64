"""What bots like this one got wrong without a word: each is read right here, and said where it was doubtful."""

from decimal import Decimal

import pytest

from svodka.analysis import analyze
from svodka.analysis.reading import read
from svodka.errors import EmptyFileError
from tests.analysis.reading.helpers import codes, names, table_of, types, values

HEADERLESS = (
    "2026-01-31T23:08:22+00:00,1,Tea,custom,$0.99,photos,f.jpg,me,XXL\n"
    "2026-02-01T00:00:00+00:00,2,Cup,custom,$1.99,photos,g.jpg,me,XXL\n"
)


def test_an_export_without_header_loses_no_row_to_one_and_one_with_it_has_no_row_too_many() -> None:
    with table_of(HEADERLESS) as without, table_of("time,id,title,licence,royalty\n" + HEADERLESS) as extra:
        assert without.rows == extra.rows == 2
        assert values(without, 4) == ["0.99", "1.99"]


def test_semicolons_give_neither_one_column_nor_no_money() -> None:
    with table_of("id;date;sum\n1;01.02.2026;10,50\n2;02.02.2026;20,50\n") as table:
        assert (names(table), types(table)[2]) == (["id", "date", "sum"], "decimal")
        assert sum(Decimal(value or 0) for value in values(table, 2)) == Decimal("31.00")


def test_a_trailing_comma_shifts_no_column() -> None:
    with table_of("id,date,sum,\n1,2026-01-01,10,\n2,2026-01-02,20,\n3,2026-01-03,30,\n") as table:
        assert names(table) == ["id", "date", "sum"]
        assert values(table, 2) == ["10", "20", "30"]
        assert "trailing_delimiter" in codes(table)


def test_money_with_signs_and_parentheses_is_no_dropped_row() -> None:
    with table_of('id,sum\n1,"$1,234.56"\n2,($0.99)\n3,$5.00\n') as table:
        assert values(table, 1) == ["1234.56", "-0.99", "5.00"]


def test_an_empty_id_is_no_id_and_nan_is_no_word() -> None:
    with table_of("id,sum\n,1\nnan,2\n7,3\n8,4\n") as table:
        assert values(table, 0) == [None, None, "7", "8"]
        assert "missing_token" in codes(table)


def test_an_unclosed_quote_swallows_no_row_and_is_said() -> None:
    rows = "".join(f"{n},Plate {n},{n}\n" for n in range(2, 40))
    with table_of(f'id,name,qty\n1,"Kettle,5\n{rows}') as table:
        assert table.rows == 39
        assert {"unclosed_quote", "stray_quote"} & set(codes(table))


@pytest.mark.parametrize("data", [b"", b" \n\n", b"\xef\xbb\xbf"])
def test_nothing_is_no_report_of_zeros(data: bytes) -> None:
    with pytest.raises(EmptyFileError):
        table_of(data)


@pytest.mark.parametrize("codec", ["cp1251", "utf-16", "utf-16-le", "koi8-r", "cp866", "utf-8-sig"])
def test_an_encoding_is_found_and_the_name_of_the_file_does_not_matter(codec: str) -> None:
    text = "Дата;Товар;Сумма\n" + "".join(f"{n:02d}.03.2026;Чай чёрный {n};{n},50\n" for n in range(1, 25))
    with read(text.encode(codec), name="ОТЧЁТ.CSV") as table:
        assert names(table) == ["Дата", "Товар", "Сумма"]
        assert values(table, 1)[0] == "Чай чёрный 1"


def test_sums_are_exact_to_the_cent_over_40_000_rows() -> None:
    with analyze(("sum\n" + "0.10\n0.20\n" * 20_000).encode(), lang="en") as report:
        assert "6,000.00" in report.chat().summary
        assert "'sum': '6000.00'" in repr(report.to_dict()["table"])
