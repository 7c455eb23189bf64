"""Logging never makes anybody wait, loses no error while a sink is stuck, owns up to what it lost, and is
written out at the end.
"""

import asyncio
import gc
import json
import logging
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import pytest

from svodka.observability import bind, flush_logging, open_logging
from svodka.observability.queueing import CAPACITY, RESERVE, QueuedSink
from tests.observability.sink import Pipe, Wishes

log = logging.getLogger("svodka.test")


@pytest.fixture
def pipe() -> Pipe:
    return Pipe()


@contextmanager
def logging_into(pipe: Pipe, wishes: Wishes | None = None, *secrets: str) -> Iterator[None]:
    with open_logging(wishes or Wishes(), secrets, stderr=pipe.descriptor):
        yield
        pipe.flow()


def stderr_feeder() -> threading.Thread:
    (feeder,) = [thread for thread in threading.enumerate() if thread.name == "log-stderr"]
    return feeder


def test_a_line_of_json_carries_event_keys_and_ids(pipe: Pipe) -> None:
    with logging_into(pipe), bind(update=7), bind(upload="u1"):
        log.info("upload stored", extra={"bytes": 3, "object_key": "17/a.csv", "late": None})

    (line,) = pipe.lines()
    assert line.pop("time").endswith("Z")
    assert line == {
        "level": "info",
        "logger": "svodka.test",
        "event": "upload stored",
        "update": 7,
        "upload": "u1",
        "bytes": 3,
        "object_key": "17/a.csv",
        "late": None,
    }


def test_a_line_on_a_console_is_one_line_whatever_the_values(pipe: Pipe) -> None:
    with logging_into(pipe, Wishes(format="console")):
        log.warning("file refused", extra={"file": "a\n12:00 ERROR forged\x1b[31m.csv", "bytes": 3})

    (line,) = pipe.text().splitlines()
    assert line[13:] == (
        r'WARNING svodka.test  file refused  file="a\\n12:00 ERROR forged\\x1b[31m.csv" bytes=3'
    )


def test_a_trace_on_a_console_cannot_pass_for_a_line_nor_steer_the_terminal(pipe: Pipe) -> None:
    with logging_into(pipe, Wishes(format="console")):
        try:
            raise LookupError("no such\n12:00:00.000 ERROR   svodka  forged\x1b[31m\u2028and more")
        except LookupError:
            log.exception("step failed")

    first, *trace = pipe.text().splitlines()
    assert first.endswith("step failed")
    assert trace[0] == "    Traceback (most recent call last):"
    assert trace[-2:] == [r"    12:00:00.000 ERROR   svodka  forged\x1b[31m", "    and more"]
    assert all(line.startswith("    ") for line in trace)


def test_ids_end_with_their_block_and_follow_tasks(pipe: Pipe) -> None:
    async def work(name: str) -> None:
        with bind(upload=name):
            await asyncio.sleep(0)
            log.info("worked", extra={"name_of_work": name})

    async def both() -> None:
        with bind(user=1):
            async with asyncio.TaskGroup() as group:
                group.create_task(work("a"))
                group.create_task(work("b"))
        log.info("over")

    with logging_into(pipe):
        asyncio.run(both())

    lines = pipe.lines()
    assert [(line.get("user"), line.get("upload")) for line in lines] == [(1, "a"), (1, "b"), (None, None)]


def test_what_an_argument_was_when_it_was_logged_is_what_is_written(pipe: Pipe) -> None:
    rows = [1]
    with logging_into(pipe):
        log.info("rows %s", rows)
        rows.append(2)

    assert [line["event"] for line in pipe.lines()] == ["rows [1]"]


def test_arguments_that_do_not_fit_do_not_hurt_whoever_logs(
    pipe: Pipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [])  # pytest's own handler raises
    with logging_into(pipe):
        log.info("rows %d", "many")

    (line,) = pipe.lines()
    assert line["event"].startswith("rows %d (its arguments do not fit")


@pytest.mark.parametrize("style", ["json", "console"])
def test_no_way_into_the_log_leaks_a_secret(pipe: Pipe, style: str) -> None:
    class Holder:
        def __str__(self) -> str:
            return "Holder(hunter2)"

    with logging_into(pipe, Wishes(format=style), "hunter2"), bind(user="hunter2"):
        log.info("in the event hunter2")
        log.info("in an argument %s", "hunter2")
        log.info("in a key", extra={"what": "hunter2", "object": Holder(), "some": ["hunter2"], "hunter2": 1})
        log.info("in a dsn", extra={"dsn": "postgresql://u:hunter2@host/x", "password": "pass phrase"})
        try:
            raise OSError("postgresql://u:secretword@host refused hunter2")
        except OSError:
            log.exception("in a trace", stack_info=True)
        logging.getLogger("aiohttp").warning("POST /bot123:ABCDEF/getMe hunter2")

    text = pipe.text()
    assert text.count("***") >= 11
    for secret in ("hunter2", "secretword", "ABCDEF", "phrase"):
        assert secret not in text


def test_a_trace_is_kept_in_the_line(pipe: Pipe) -> None:
    with logging_into(pipe):
        try:
            raise LookupError("no such row")
        except LookupError:
            log.exception("step failed")

    (line,) = pipe.lines()
    assert line["trace"].startswith("Traceback (most recent call last):")
    assert line["trace"].endswith("LookupError: no such row")


def test_a_stuck_sink_holds_up_nobody_and_costs_no_error(pipe: Pipe) -> None:
    info, errors = CAPACITY + 5_000, RESERVE
    with logging_into(pipe):
        started = monotonic()
        for number in range(info):
            log.info("info", extra={"number": number})
        for number in range(errors):
            log.error("error", extra={"number": number})
        logged_in_s = monotonic() - started

    lines = pipe.lines()
    kept = [line["number"] for line in lines if line["event"] == "info"]
    lost = [line for line in lines if line["event"] == "log lines lost"]
    assert [line["number"] for line in lines if line["event"] == "error"] == list(range(errors))
    assert kept == list(range(len(kept)))
    assert len(kept) >= CAPACITY
    assert sum(line["lines"] for line in lost) == info - len(kept)
    assert sum(line["errors"] for line in lost) == 0
    assert logged_in_s < 5


def test_errors_beyond_the_reserve_are_counted_as_such(pipe: Pipe) -> None:
    with logging_into(pipe):
        for number in range(CAPACITY + RESERVE + 500):
            log.error("error", extra={"number": number})

    lines = pipe.lines()
    lost = sum(line["errors"] for line in lines if line["event"] == "log lines lost")
    assert 0 < lost <= 500
    assert len([line for line in lines if line["event"] == "error"]) + lost == CAPACITY + RESERVE + 500


def test_a_sink_that_stays_stuck_does_not_hold_up_the_end(pipe: Pipe) -> None:
    started = monotonic()
    with open_logging(Wishes(), stderr=pipe.descriptor, drain_s=0.05):
        for _ in range(1_000):
            log.info("line of some length, to fill the pipe", extra={"filler": "x" * 100})
        feeder = stderr_feeder()
    stopped_after_s = monotonic() - started

    pipe.flow()
    feeder.join()
    assert len(pipe.lines()) == 1_000
    assert stopped_after_s < 5


def test_a_process_ends_though_nobody_reads_its_stderr() -> None:
    program = """
import logging
from svodka.observability import open_logging
from tests.observability.sink import Wishes
with open_logging(Wishes(), drain_s=0.1):
    for _ in range(20_000):
        logging.getLogger("x").info("line", extra={"filler": "x" * 100})
"""
    with subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE) as process:
        assert process.wait(timeout=60) == 0


def test_a_stuck_stderr_does_not_keep_lines_from_the_file(pipe: Pipe, tmp_path: Path) -> None:
    file = tmp_path / "logs" / "bot.log"
    with open_logging(Wishes(file=file), ["hunter2"], stderr=pipe.descriptor, drain_s=1):
        for number in range(100):
            log.info("line hunter2", extra={"number": number, "filler": "x" * 100})
        feeder = stderr_feeder()

    written = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert [(line["event"], line["number"]) for line in written] == [("line ***", n) for n in range(100)]
    pipe.flow()
    feeder.join()
    assert "hunter2" not in pipe.text()


def test_a_sink_that_fails_is_owned_up_to_when_it_works_again() -> None:
    class Failing(logging.Handler):
        """A disk that is full for one line."""

        def __init__(self) -> None:
            super().__init__()
            self.written: list[logging.LogRecord] = []
            self.is_full = True

        def emit(self, record: logging.LogRecord) -> None:
            if self.is_full:
                self.is_full = False
                raise OSError("no space left on device")
            self.written.append(record)

    failing = Failing()
    sink = QueuedSink(failing, name="failing")
    sink.start()
    for level in (logging.ERROR, logging.INFO):
        sink.offer(logging.makeLogRecord({"levelno": level, "msg": logging.getLevelName(level)}))

    assert sink.stop(deadline_s=10)
    assert [
        (record.msg, vars(record).get("lines"), vars(record).get("errors")) for record in failing.written
    ] == [
        ("INFO", None, None),
        ("log lines lost", 1, 1),
    ]


def test_a_value_that_cannot_be_shown_costs_its_text_only(
    pipe: Pipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [])  # pytest's own handler renders arguments

    class Unprintable:
        def __str__(self) -> str:
            raise RuntimeError("no text")

    with logging_into(pipe):
        log.error("in a key", extra={"value": Unprintable()})
        log.error("in an argument %s", Unprintable())

    first, second = pipe.lines()
    assert (first["event"], first["value"]) == (
        "in a key",
        "(Unprintable that cannot be shown: RuntimeError)",
    )
    assert second["event"].startswith("in an argument %s (its arguments do not fit: RuntimeError")


def test_a_value_is_logged_as_it_was_and_not_at_any_length(pipe: Pipe) -> None:
    rows = {"a": [1]}
    with logging_into(pipe):
        log.info("rows", extra={"rows": rows, "text": "x" * 10_000})
        rows["a"].append(2)
        log.info("y" * 10_000)

    first, second = pipe.lines()
    assert first["rows"] == "{'a': [1]}"
    assert first["text"] == "x" * 8_192 + "… (1808 more)"
    assert second["event"] == "y" * 8_192 + "… (1808 more)"


def test_the_level_is_kept_and_given_back(pipe: Pipe) -> None:
    before = logging.getLogger().level
    with logging_into(pipe, Wishes(level="WARNING")):
        log.info("too little")
        log.warning("enough")
        logging.getLogger("aiogram.event").info("talk")

    assert [line["event"] for line in pipe.lines()] == ["enough"]
    assert logging.getLogger().level == before


def test_two_sinks_of_one_process_take_turns_cleanly(pipe: Pipe) -> None:
    with logging_into(pipe):
        log.info("first")
    second = Pipe()
    with logging_into(second):
        log.info("second")

    assert [line["event"] for line in pipe.lines()] == ["first"]
    assert [line["event"] for line in second.lines()] == ["second"]


def test_a_queued_error_keeps_nothing_of_where_it_happened_in_memory(
    pipe: Pipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [])  # pytest's own handler keeps records

    class Large:
        """Stands for the bytes of somebody's file."""

    def fail() -> weakref.ref[Large]:
        large = Large()
        try:
            raise LookupError("no such row")
        except LookupError:
            log.exception("step failed", extra={"filler": "x" * 5_000})
        return weakref.ref(large)

    with logging_into(pipe):
        kept = [fail() for _ in range(10)]
        gc.collect()
        assert [reference() for reference in kept] == [None] * 10

    assert all("LookupError: no such row" in line["trace"] for line in pipe.lines())


def test_a_flush_returns_when_all_that_was_logged_before_is_written(tmp_path: Path, pipe: Pipe) -> None:
    file = tmp_path / "bot.log"
    with logging_into(pipe, Wishes(file=file)):
        pipe.flow()
        for number in range(2_000):
            log.info("line", extra={"number": number})

        assert flush_logging(30)
        assert len(file.read_text("utf-8").splitlines()) == 2_000

    assert len(pipe.lines()) == 2_000


def test_a_flush_gives_up_on_a_sink_that_is_stuck(pipe: Pipe) -> None:
    with logging_into(pipe):
        for _ in range(1_000):
            log.info("line of some length, to fill the pipe", extra={"filler": "x" * 100})

        assert not flush_logging(0.05)

    assert len(pipe.lines()) == 1_000


def test_a_signal_that_logs_amid_the_counting_of_a_lost_line_does_not_hang() -> None:
    sink = QueuedSink(logging.NullHandler(), name="full", capacity=0, reserve=0)

    with sink._lock:  # as the interrupted thread holds it
        sink.offer(logging.makeLogRecord({"levelno": logging.INFO}))

    assert sink._lost.lines == 1
