"""The file beside stderr is rotated, whoever else writes to it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from svodka.observability.sinks import FileSink


@contextmanager
def sink(path: Path, max_bytes: int) -> Iterator[FileSink]:
    opened = FileSink(path, max_bytes=max_bytes)
    opened.setFormatter(logging.Formatter("%(message)s"))
    try:
        yield opened
    finally:
        opened.close()


def record(text: str) -> logging.LogRecord:
    return logging.makeLogRecord({"msg": text})


def all_lines(folder: Path) -> list[str]:
    return sorted(line for file in folder.iterdir() for line in file.read_text().splitlines())


def test_a_full_file_is_put_aside_and_five_of_those_are_kept(tmp_path: Path) -> None:
    with sink(tmp_path / "logs" / "bot.log", 10) as file:
        for number in range(8):
            file.emit(record(f"line {number}"))

    files = {path.name: path.read_text() for path in (tmp_path / "logs").iterdir()}
    assert files == {"bot.log": "line 7\n"} | {f"bot.log.{n}": f"line {7 - n}\n" for n in range(1, 6)}


def test_a_line_longer_than_a_file_is_written_all_the_same(tmp_path: Path) -> None:
    with sink(tmp_path / "bot.log", 10) as file:
        file.emit(record("x" * 50))

    assert (tmp_path / "bot.log").read_text() == "x" * 50 + "\n"


def test_two_processes_write_to_one_file_and_rotate_it_once(tmp_path: Path) -> None:
    path = tmp_path / "bot.log"
    with sink(path, 40) as ours, sink(path, 40) as theirs:
        for number in range(12):
            (ours if number % 2 else theirs).emit(record(f"line {number:02}"))

    assert all_lines(tmp_path) == [f"line {number:02}" for number in range(12)]
    assert {len(file.read_text().splitlines()) for file in tmp_path.iterdir()} <= {2, 3, 4, 5}


def test_what_was_in_the_file_before_stays(tmp_path: Path) -> None:
    path = tmp_path / "bot.log"
    path.write_text("of yesterday\n")

    with sink(path, 1_000) as file:
        file.emit(record("of today"))

    assert path.read_text() == "of yesterday\nof today\n"
