"""What the caller knows better: each assumption can be overridden, for small files and for large ones alike."""

import codecs
from collections.abc import Mapping
from typing import Any

import pytest

import svodka
from svodka.analysis.model import ReadOptions
from svodka.analysis.reading.reader import LARGE_BYTES
from svodka.errors import OptionMismatchError
from tests.analysis.reading.helpers import codes, names, table_of, types, values
from tests.corpus.sheets_file import ods, xlsx

TITLE = "Отчёт;2026"
HEADER = "номер;день;цена;имя"


def text_of(rows: int) -> str:
    body = [f"{n};0{1 + n % 9}/0{1 + n % 7}/2026;{1 + n % 9}.{100 + n % 900};имя {n}" for n in range(rows)]
    return "\n".join([TITLE, HEADER, *body]) + "\n"


SMALL, LARGE = text_of(20), text_of(12_000)
both = pytest.mark.parametrize("text", [SMALL, LARGE], ids=["small", "large"])


def test_the_large_text_is_read_the_way_of_large_ones() -> None:
    assert len(SMALL.encode()) < LARGE_BYTES < len(LARGE.encode("cp1251"))


@both
def test_the_encoding_can_be_told(text: str) -> None:
    with table_of(text.encode("cp1251"), ReadOptions(encoding="koi8-r")) as table:
        assert codecs.lookup(str(table.source.encoding)) == codecs.lookup("koi8-r")
        assert values(table, 3)[0] == "имя 0".encode("cp1251").decode("koi8-r")


@both
def test_the_delimiter_can_be_told(text: str) -> None:
    with table_of(text, ReadOptions(delimiter="/", header_row=2)) as table:
        assert (table.source.delimiter, len(table.columns)) == ("/", 3)


@both
def test_the_decimal_mark_can_be_told(text: str) -> None:
    with table_of(text, ReadOptions(decimal=",")) as table:
        assert (types(table)[2], values(table, 2)[0]) == ("integer", "1100")
    with table_of(text, ReadOptions(decimal=".")) as table:
        assert (types(table)[2], values(table, 2)[0]) == ("decimal", "1.100")


@both
def test_the_order_of_day_and_month_can_be_told(text: str) -> None:
    for dayfirst, day in ((True, "2026-01-08"), (False, "2026-08-01")):
        with table_of(text, ReadOptions(dayfirst=dayfirst)) as table:
            assert values(table, 1)[7] == day
            assert "ambiguous_date" not in codes(table)


@both
def test_the_header_can_be_told_or_denied(text: str) -> None:
    with table_of(text, ReadOptions(header_row=2)) as table:
        assert (table.source.header_row, names(table)[3]) == (2, "имя 0")
    with table_of(text, ReadOptions(skip_rows=2, no_header=True)) as table:
        assert (table.source.header_row, names(table)[0]) == (None, "column_1")
        assert values(table, 3)[0] == "имя 0"
    with table_of(text, ReadOptions(header_row=1)) as table:
        assert names(table) == HEADER.split(";")


def test_a_header_deep_in_a_large_file_can_be_told() -> None:
    with table_of(LARGE, ReadOptions(header_row=1_001)) as table:
        assert (table.source.header_row, names(table)[0], table.rows) == (1_001, "999", 11_000)


@both
@pytest.mark.parametrize("wrong", [{"header_row": 10**9}, {"skip_rows": 10**9}, {"sheet": "Sheet1"}])
def test_what_the_file_does_not_have_is_refused(text: str, wrong: Mapping[str, Any]) -> None:
    with pytest.raises(OptionMismatchError):
        table_of(text, ReadOptions(**wrong))


@pytest.mark.parametrize("write", [xlsx, ods])
def test_the_sheet_can_be_told_by_name_or_number(write: Any) -> None:
    data = write({"One": [["a", "b"], ["1", "2"], ["3", "4"]], "Two": [["c"], ["5"], ["6"]]})
    for sheet in ("Two", "1"):
        with table_of(data, ReadOptions(sheet=sheet)) as table:
            assert (table.source.member, names(table)) == ("Two", ["c"])
    with pytest.raises(OptionMismatchError):
        table_of(data, ReadOptions(sheet="Three"))


def test_the_package_takes_the_same_options() -> None:
    options = svodka.ReadOptions(decimal=",", header_row=1)
    with svodka.analyze(SMALL.encode(), options=options) as report:
        table: Any = report.to_dict()["table"]
    assert [column["name"] for column in table["columns"]] == HEADER.split(";")
    assert table["columns"][2]["type"] == "integer"
