"""`svodka convert`: the table as it stands in the file, in plain CSV; written whole or not at all."""

import csv
from pathlib import Path

from tests.cli.calling import svodka


def test_cells_are_written_as_they_stand(tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes('имя;сумма\n"a;b";1 234,50\nяблоко;007\n'.encode("cp1251"))

    outcome = svodka("convert", source, target)

    assert (outcome.code, outcome.out, outcome.err) == (0, "", "")
    with target.open(encoding="utf-8", newline="") as text:
        assert list(csv.reader(text)) == [["имя", "сумма"], ["a;b", "1 234,50"], ["яблоко", "007"]]


def test_a_file_that_is_no_table_leaves_the_target_as_it_was(tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    target.write_text("before", "utf-8")

    outcome = svodka("convert", source, target)

    assert outcome.code == 2
    assert len(outcome.err.splitlines()) == 1
    assert target.read_text("utf-8") == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]


def test_a_missing_file_is_exit_code_2_and_an_unwritable_target_1(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"

    assert svodka("convert", source, tmp_path / "out.csv").code == 2
    source.write_text("a,b\n1,2\n", "utf-8")
    assert svodka("convert", source, source / "out.csv").code == 1


def test_the_source_is_not_written_over(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("a,b\n1,2\n", "utf-8")

    assert svodka("convert", source, source).code == 2
    assert source.read_text("utf-8") == "a,b\n1,2\n"
