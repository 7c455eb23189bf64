"""Large files: the fast way and the slow way see every row, and hostile ones are refused in bounded time."""

import gzip
import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from svodka.analysis.reading import Trace, convert, read, sheets
from svodka.analysis.table import Table
from svodka.errors import FileTooLargeError, TableTooComplexError
from tests.analysis.reading.helpers import table_of
from tests.corpus.hostile import ods, ods_row

ROWS = 60_000


def lines() -> list[str]:
    head = ["id;дата;сумма;текст"]
    return head + [f"{n};{1 + n % 28:02d}.03.2026;{n},{n % 100:02d};строка {n % 7}" for n in range(ROWS)]


def total(table: Table) -> Decimal:
    row = table.connection.execute("SELECT sum(c2)::VARCHAR FROM data").fetchone()
    assert row is not None
    return Decimal(row[0])


EXPECTED = sum((Decimal(f"{n}.{n % 100:02d}") for n in range(ROWS)), Decimal(0))


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "utf-16"])
def test_a_regular_file_is_read_as_it_is(tmp_path: Path, encoding: str) -> None:
    path, trace = tmp_path / "big.csv", Trace()
    path.write_bytes(("\r\n".join(lines()) + "\r\n").encode(encoding))
    with read(path, trace=trace) as table:
        assert (table.rows, total(table), table.source.encoding) == (ROWS, EXPECTED, encoding)
        assert any("by DuckDB" in line for line in trace.lines())


def unclosed(text: list[str]) -> None:
    text[30_000] = text[30_000].replace("строка", '"строка')


def blank(text: list[str]) -> None:
    text.insert(30_000, "")


def repeated(text: list[str]) -> None:
    text.insert(30_000, text[0])


def mixed_ends(text: list[str]) -> None:
    text[40_000] += "\r"


def totalled(text: list[str]) -> None:
    text.append("Итого;;999999,00;")


@pytest.mark.parametrize("spoil", [unclosed, blank, repeated, mixed_ends, totalled])
def test_no_row_of_a_spoilt_file_is_lost(tmp_path: Path, spoil: Callable[[list[str]], None]) -> None:
    text = lines()
    spoil(text)
    path = tmp_path / "big.csv"
    path.write_text("\n".join(text), encoding="utf-8", newline="")
    with read(path) as table:
        assert (table.rows, total(table)) == (ROWS, EXPECTED)
        found = table.connection.execute("SELECT min(row), count(DISTINCT row) FROM data").fetchone()
        assert found == (1, ROWS)


def test_a_value_beyond_the_sample_changes_the_type_of_its_column(tmp_path: Path) -> None:
    text = ["n\tk", *(f"{n}\tx" for n in range(400_000))]
    text[123_457] = "1.2345\tx"
    path = tmp_path / "big.tsv"
    path.write_text("\n".join(text) + "\n")
    with read(path) as table:
        row = table.connection.execute(
            "SELECT typeof(c0), c0::VARCHAR FROM data WHERE row = 123457"
        ).fetchone()
        assert row == ("DECIMAL(38,4)", "1.2345")


@pytest.mark.parametrize("large", [False, True])
def test_rows_behind_a_long_gap_keep_their_numbers(large: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "LARGE_CELLS", 10 if large else 1_000_000)
    filled = "".join(ods_row(str(n), "x") for n in range(40))
    gaps = [ods_row("", "", times=times) for times in (150, 300, 120)]
    head = ods_row("A title", "") + gaps[0] + ods_row("n", "t")
    data = ods(head + filled + gaps[1] + filled + gaps[2] + ods_row("0", "x") + ods_row("-", "x") + filled)
    numbers = [152 + n for n in (*range(40), *range(340, 380), *range(500, 542))]
    with read(data) as table:
        found = [row for (row,) in table.connection.execute("SELECT row FROM data").fetchall()]
        issues = {issue.code: (issue.row, issue.count) for issue in table.issues}
    assert (table.source.header_row, table.source.preamble_rows) == (151, 151)
    assert found == numbers
    assert issues == {"preamble": (0, 151), "blank_row": (192, 420), "missing_token": (653, 1)}


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"0" * 50_000_000)
    return buffer.getvalue()


def test_an_archive_that_unpacks_too_far_is_refused() -> None:
    for data in (bomb(), gzip.compress(b"0" * 50_000_000)):
        with pytest.raises(FileTooLargeError):
            table_of(data)


def test_lines_and_tables_beyond_measure_are_refused() -> None:
    for data in (b"a,b\n1," + b"x" * 17_000_000 + b"\n", b",".join([b"1"] * 20_000) + b"\n"):
        with pytest.raises(TableTooComplexError):
            table_of(data)


def test_lines_of_opening_quotes_take_linear_time() -> None:
    with table_of('"a\n' * 20_000) as table:
        assert table.rows == 20_000


def test_no_file_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    table_of("a,b\n1,2\n3,4\n").close()
    with pytest.raises(TableTooComplexError):
        table_of(b"a,b\n1," + b"x" * 17_000_000 + b"\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("spoilt", ['7,"a thing,5', '7,a thing",5', '7",a thing,5'])
def test_a_stray_quote_in_a_large_file_spoils_no_cell(spoilt: str, tmp_path: Path) -> None:
    lines = ["n,name,qty", *(f"{n},a thing,{n % 9}" for n in range(30_000))]
    lines[20_001] = spoilt
    target = tmp_path / "out.csv"

    convert("\n".join([*lines, '30000,"thing, another",4']).encode(), target)

    assert target.read_text(encoding="utf-8").splitlines()[20_001] == "7,a thing,5"
