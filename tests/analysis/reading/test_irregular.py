"""Large files that are not as regular as they seem: what lies deep inside is found and said as in small ones."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from svodka.analysis.model import Issue
from svodka.analysis.reading import convert, read
from svodka.analysis.reading.issues import Code
from svodka.analysis.reading.patching import odd_lines
from svodka.analysis.reading.records import Dialect, Record, Run, parse, parse_runs
from svodka.analysis.table import Table

ROWS = 12_000
DEEP = 9_000


def lines() -> list[str]:
    rows = [f"{1 + n % 28:02d}.03.2026,строка {n % 7},{n},{n % 50}.5" for n in range(ROWS)]
    return ["дата,текст,номер,сумма", *rows]


def opened(tmp_path: Path, text: list[str]) -> Table:
    path = tmp_path / "big.csv"
    path.write_text("\n".join(text) + "\n", encoding="utf-8")
    assert path.stat().st_size > 300_000
    return read(path)


def of_code(table: Table, code: Code) -> Issue:
    found = [issue for issue in table.issues if issue.code == code]
    assert len(found) == 1, table.issues
    return found[0]


def short(text: list[str]) -> None:
    text[DEEP] = text[DEEP].rsplit(",", 1)[0]


def long(text: list[str]) -> None:
    text[DEEP] += ",лишнее,ещё"


def total_in_text(text: list[str]) -> None:
    text.insert(DEEP, ",Итого,,4711.5")


def total_in_date(text: list[str]) -> None:
    text.insert(DEEP, "Всего,,,4711.5")


def header(text: list[str]) -> None:
    text.insert(DEEP, text[0])


def blank(text: list[str]) -> None:
    text.insert(DEEP, "")


def empty_cells(text: list[str]) -> None:
    text.insert(DEEP, ",,,")


def unclosed(text: list[str]) -> None:
    text[DEEP] = text[DEEP].replace("строка", '"строка')


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (short, Code.SHORT_ROW),
        (long, Code.LONG_ROW),
        (total_in_text, Code.TOTAL_ROW),
        (total_in_date, Code.TOTAL_ROW),
        (header, Code.REPEATED_HEADER),
        (blank, Code.BLANK_ROW),
        (empty_cells, Code.BLANK_ROW),
        (unclosed, Code.UNCLOSED_QUOTE),
    ],
)
def test_what_is_amiss_deep_inside_is_mended_and_said(
    tmp_path: Path, spoil: Callable[[list[str]], None], code: Code
) -> None:
    text = lines()
    spoil(text)
    with opened(tmp_path, text) as table:
        assert table.rows == ROWS
        assert (of_code(table, code).row, of_code(table, code).count) == (DEEP, 1)
        found = table.connection.execute(
            "SELECT count(DISTINCT row), count(c2), sum(c2) FROM data"
        ).fetchone()
        assert found == (ROWS, ROWS, sum(range(ROWS)))


def test_another_table_deep_inside_is_named_and_left_out(tmp_path: Path) -> None:
    other = ["", "город,план", "Москва,5", "Казань,7", "Пермь,9"]
    with opened(tmp_path, [*lines(), *other]) as table:
        said = of_code(table, Code.OTHER_TABLE)
        assert (table.rows, said.row, said.value) == (ROWS, ROWS + 2, "город, план")
        assert said.figures == {"rows": 3, "columns": 2}


def test_the_same_table_goes_on_behind_a_blank_line_and_its_header(tmp_path: Path) -> None:
    text = lines()
    text[DEEP:DEEP] = ["", text[0]]
    with opened(tmp_path, text) as table:
        assert table.rows == ROWS
        assert of_code(table, Code.REPEATED_HEADER).row == DEEP + 1


def test_another_table_of_the_same_width_is_no_row_of_this_one(tmp_path: Path) -> None:
    other = ["", "город,склад,остаток,цена", *(f"Казань,юг,{n},{n}.5" for n in range(50))]
    with opened(tmp_path, [*lines(), *other]) as table:
        assert table.rows == ROWS
        assert of_code(table, Code.OTHER_TABLE).figures == {"rows": 50, "columns": 4}


@pytest.mark.parametrize("sign", ["'", '"'])
def test_lines_of_one_quote_each_are_read_at_once(sign: str) -> None:
    text = "a,b,c\n" + "".join(f"{n},{sign}x{n},{n * 2}\n" for n in range(60_000))
    with read(text.encode()) as table:
        assert table.rows == 60_000
        row = table.connection.execute("SELECT sum(c0), sum(c2) FROM data").fetchone()
        assert row == (sum(range(60_000)), 2 * sum(range(60_000)))


def blocks(text: str, size: int) -> Iterator[str]:
    return (text[place : place + size] for place in range(0, len(text), size))


@pytest.mark.parametrize("size", [3, 7, 50, 10_000])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_runs_and_records_are_what_the_parser_reads(size: int, end: str) -> None:
    rows = ["a,b", '"x,y",2', '3,"four', 'teen"', "5", "", "6,7", '8,"ni"ne', "#,c", "9,10"]
    dialect = Dialect(delimiter=",", quote='"', width=2)
    found: list[tuple[int, list[str]]] = []
    for item in parse_runs(blocks(end.join(rows), size), dialect, odd_lines(dialect)):
        if isinstance(item, Run):
            records = parse(item.lines, dialect)
            found += [(item.number + record.number, list(record.cells)) for record in records]
        else:
            assert isinstance(item, Record)
            found.append((item.number, list(item.cells)))
    assert found == [(record.number, list(record.cells)) for record in parse(rows, dialect)]


@pytest.mark.parametrize("spoil", [total_in_text, header, blank, None])
def test_a_large_file_is_converted_as_it_stands(
    tmp_path: Path, spoil: Callable[[list[str]], None] | None
) -> None:
    plain = lines()
    text = list(plain)
    if spoil is not None:
        spoil(text)
    source, target = tmp_path / "big.csv", tmp_path / "out.csv"
    source.write_text("\n".join(text) + "\n", encoding="utf-8")
    convert(source, target)
    assert target.read_bytes().decode().split("\r\n") == [*plain, ""]


@pytest.mark.parametrize("name", ["Price (£)", "Price (£k)", "Price, £/kg", "Price [£]", "Cost (in £)"])
def test_a_currency_in_brackets_is_read_as_one(name: str) -> None:
    text = f'item,"{name}",pieces\nnail,5.50,3\nhammer,16.25,1\nsaw,12.00,2\n'
    with read(text.encode("cp1252")) as table:
        assert table.columns[1].name == name
        assert table.source.encoding == "cp1252"
