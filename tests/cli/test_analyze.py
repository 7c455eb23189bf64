"""`svodka analyze`: a readable summary or JSON, files written whole or not at all, one line for a bad file."""

import json
from pathlib import Path

import pytest

from svodka.cli._languages import language
from tests.cli.calling import svodka

SALES = "date,city,amount\n2026-01-01,Oslo,10.50\n2026-01-02,Rome,20.25\n2026-01-03,Oslo,\n"


@pytest.fixture
def sales(tmp_path: Path) -> Path:
    file = tmp_path / "sales.csv"
    file.write_text(SALES, "utf-8")
    return file


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "photo.csv"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    return file


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_summary_names_each_column_with_its_sum(sales: Path) -> None:
    outcome = svodka("analyze", sales)

    assert outcome.code == 0
    assert outcome.err == ""
    rows = [line.split() for line in outcome.out.splitlines()]
    (amount,) = [row for row in rows if row[:1] == ["amount"]]
    assert amount[-1] == "30.75"
    assert any(row[:2] == ["city", "text"] for row in rows)


def test_the_summary_speaks_the_language_asked_for(sales: Path) -> None:
    assert "столбец" in svodka("analyze", sales, "--lang", "ru").out
    assert "столбец" in svodka("analyze", sales, environ={"LC_ALL": "ru_RU.UTF-8"}).out
    assert "столбец" not in svodka("analyze", sales, "--lang", "en", environ={"LC_ALL": "ru_RU.UTF-8"}).out


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"LC_ALL": "ru_RU.UTF-8", "LANG": "en_US.UTF-8"}, "ru"),
        ({"LC_ALL": "", "LANG": "ru"}, "ru"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE"}, "en"),
        ({}, "en"),
    ],
)
def test_the_language_is_the_locales(environ: dict[str, str], expected: str) -> None:
    assert language(None, environ) == expected


def test_json_is_one_line_a_file(sales: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a;b\n1;2\n", "utf-8")

    outcome = svodka("analyze", sales, other, "--json")

    documents = [json.loads(line) for line in outcome.out.splitlines()]
    assert outcome.code == 0
    assert [document["file"]["name"] for document in documents] == ["sales.csv", "other.csv"]
    assert [column["sum"] for column in documents[0]["table"]["columns"] if "sum" in column] == ["30.75"]
    assert documents[1]["source"]["delimiter"] == ";"


def test_a_file_that_is_no_table_costs_one_line_and_exit_code_2(photo: Path, tmp_path: Path) -> None:
    before = names_in(tmp_path)

    outcome = svodka(
        "analyze",
        photo,
        "--html",
        tmp_path / "x.html",
        "--clean",
        tmp_path / "x.csv",
        "--png",
        tmp_path / "png",
    )

    assert outcome.code == 2
    assert outcome.out == ""
    (line,) = outcome.err.splitlines()
    assert line.startswith(f"{photo}: ")
    assert names_in(tmp_path) == before


@pytest.mark.parametrize("kind", ["missing", "directory", "empty"])
def test_a_file_that_is_missing_empty_or_a_directory_does_too(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    if kind == "directory":
        path.mkdir()
    elif kind == "empty":
        path.touch()

    outcome = svodka("analyze", path, "--json")

    assert outcome.code == 2
    assert outcome.out == ""
    assert len(outcome.err.splitlines()) == 1


def test_a_bad_file_among_good_ones_does_not_stop_the_others(sales: Path, photo: Path) -> None:
    outcome = svodka("analyze", photo, sales, "--json")

    assert outcome.code == 2
    assert [json.loads(line)["file"]["name"] for line in outcome.out.splitlines()] == ["sales.csv"]
    assert len(outcome.err.splitlines()) == 1


def test_page_charts_clean_table_and_its_changes_are_written_and_nothing_else(
    sales: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"

    outcome = svodka(
        "analyze", sales, "--html", out / "r.html", "--clean", out / "r.csv", "--png", out / "charts"
    )

    assert outcome.code == 0
    assert names_in(out) == ["charts", "r.changes.csv", "r.csv", "r.html"]
    assert (out / "r.html").read_text("utf-8").lower().startswith("<!doctype html>")
    assert (out / "r.csv").stat().st_size > 0
    charts = names_in(out / "charts")
    assert charts
    assert all((out / "charts" / name).read_bytes().startswith(b"\x89PNG") for name in charts)


def test_several_files_get_a_result_each(sales: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a;b\n1;2\n", "utf-8")

    assert svodka("analyze", sales, other, "--html", tmp_path / "out").code == 0

    assert names_in(tmp_path / "out") == ["other.html", "sales.html"]


def test_no_source_is_written_over(sales: Path) -> None:
    outcome = svodka("analyze", sales, "--clean", sales)

    assert outcome.code == 2
    assert "would write over" in outcome.err
    assert sales.read_text("utf-8") == SALES


def test_no_result_is_written_over_another(sales: Path, tmp_path: Path) -> None:
    namesake = tmp_path / "sub" / "sales.csv"
    namesake.parent.mkdir()
    namesake.write_text(SALES, "utf-8")

    for option in ("--html", "--clean", "--png"):
        outcome = svodka("analyze", sales, namesake, option, tmp_path / "out")
        assert outcome.code == 2
        assert not (tmp_path / "out").exists()


def test_a_result_that_cannot_be_written_is_exit_code_1(sales: Path, tmp_path: Path) -> None:
    outcome = svodka("analyze", sales, "--html", sales / "x.html")

    assert outcome.code == 1
    assert len(outcome.err.splitlines()) == 1


def test_each_assumption_can_be_overridden(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes("заметка\nимя|сумма\nяблоко|1,5\n".encode("cp1251"))

    outcome = svodka(
        "analyze",
        file,
        "--json",
        "--encoding",
        "cp1251",
        "--delimiter",
        "|",
        "--header-row",
        "1",
        "--decimal",
        ",",
    )

    document = json.loads(outcome.out)
    assert document["source"]["encoding"] == "cp1251"
    assert document["source"]["delimiter"] == "|"
    assert document["source"]["header_row"] == 1
    assert [column["name"] for column in document["table"]["columns"]] == ["имя", "сумма"]
    assert document["table"]["columns"][1]["sum"] == "1.5"


def test_how_a_file_was_understood_is_told_on_stderr(sales: Path, photo: Path) -> None:
    outcome = svodka("analyze", sales, "--json", "--explain")

    assert json.loads(outcome.out)["table"]["rows"] == 3
    assert any(line.startswith("dialect: ") for line in outcome.err.splitlines())
    assert svodka("analyze", photo, "--explain").code == 2


@pytest.mark.parametrize(
    "options",
    [
        ("--encoding", "martian"),
        ("--delimiter", "ab"),
        ("--delimiter", ""),
        ("--skip-rows", "-1"),
        ("--sheet", "Sheet1"),
        ("--header-row", "99"),
        ("--skip-rows", "99"),
        ("--header-row", "-1"),
        ("--no-header", "--header-row", "1"),
        ("--decimal", ";"),
        ("--lang", "de"),
    ],
)
def test_an_option_that_makes_no_sense_is_refused(sales: Path, options: tuple[str, ...]) -> None:
    outcome = svodka("analyze", sales, *options)

    assert outcome.code == 2
    assert outcome.out == ""


def test_a_cell_cannot_steer_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("na\x1b[31mme,b\n\x1b]0;title\x07,1\nx\x9b31m,2\n", "utf-8")

    outcome = svodka("analyze", file)

    assert outcome.code == 0
    assert not {"\x1b", "\x07", "\x9b"} & set(outcome.out)
