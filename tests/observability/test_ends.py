"""However a process ends or multiplies, what it logged before is written: real processes, real signals."""

import json
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

LINES = 3_000


def program(body: str) -> Sequence[str]:
    """A program that logs many lines, far more than a pipe holds, says that it did, and goes on as `body` does."""
    head = f"""
import logging, multiprocessing, os, signal, sys, threading, time
from svodka.observability import open_logging
from tests.observability.sink import Wishes
log = logging.getLogger("svodka.test")
def log_many():
    for number in range({LINES}):
        log.info("line", extra={{"number": number, "filler": "x" * 100}})
    print("logged", flush=True)
"""
    return [sys.executable, "-c", head + body]


@contextmanager
def running(body: str) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(program(body), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()


def logged(process: subprocess.Popen[bytes]) -> None:
    """Wait until the program has logged its lines."""
    assert process.stdout is not None
    assert process.stdout.readline() == b"logged\n"


def ended(process: subprocess.Popen[bytes]) -> tuple[int, list[dict[str, Any]]]:
    """Read stderr to its end and return the exit code and the lines."""
    assert process.stderr is not None
    lines = [json.loads(line) for line in process.stderr.read().splitlines() if line.startswith(b"{")]
    return process.wait(timeout=60), lines


def numbers(lines: list[dict[str, Any]]) -> list[int]:
    return [line["number"] for line in lines if line["event"] == "line"]


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 128 + signal.SIGTERM), (signal.SIGINT, -signal.SIGINT)]
)
def test_a_signal_loses_nothing_that_was_logged_before(number: signal.Signals, code: int) -> None:
    with running("with open_logging(Wishes()): log_many(); time.sleep(60)") as process:
        logged(process)
        process.send_signal(number)
        exit_code, lines = ended(process)

    assert exit_code == code
    assert numbers(lines) == list(range(LINES))


def test_an_impatient_operator_does_not_cut_the_end_off() -> None:
    body = "with open_logging(Wishes(), drain_s=30): log_many()\nprint('drained', flush=True)"
    with running(body) as process:
        logged(process)
        for _ in range(3):
            process.send_signal(signal.SIGTERM)
        _, lines = ended(process)

    assert numbers(lines) == list(range(LINES))


def test_an_error_that_ends_the_process_loses_nothing_that_was_logged_before() -> None:
    with running("with open_logging(Wishes()): log_many(); raise LookupError('the end')") as process:
        exit_code, lines = ended(process)

    assert exit_code == 1
    assert numbers(lines) == list(range(LINES))


def test_an_error_that_ends_a_thread_is_logged_like_any_other() -> None:
    body = """
def fail(): raise OSError("postgresql://bot:hunter2@host/x refused")
with open_logging(Wishes()):
    thread = threading.Thread(target=fail, name="doorbell"); thread.start(); thread.join()
"""
    with running(body) as process:
        assert process.stderr is not None
        text = process.stderr.read().decode()

    (line,) = text.splitlines()
    assert json.loads(line)["event"] == "thread ended by an error"
    assert json.loads(line)["thread_name"] == "doorbell"
    assert "hunter2" not in text


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_child_logs_by_itself_and_repeats_nothing_of_its_parent() -> None:
    body = """
with open_logging(Wishes()):
    log_many()
    if (child := os.fork()) == 0:
        log.info("from the child"); sys.exit()
    os.waitpid(child, 0)
    log.info("from the parent")
"""
    with running(body) as process:
        _, lines = ended(process)

    assert numbers(lines) == list(range(LINES))
    others = sorted(line["event"] for line in lines if line["event"] != "line")
    assert others == ["from the child", "from the parent"]


@pytest.mark.parametrize("way", multiprocessing.get_all_start_methods())
def test_a_child_of_multiprocessing_writes_all_before_it_ends(way: str) -> None:
    # Spawned ones begin with nothing, so they open their own; a forked one has its parent's.
    child = f"tests.observability.test_ends:log_in_{'fork' if way == 'fork' else 'spawned'}_child"
    module, _, name = child.partition(":")
    body = f"""
from {module} import {name}
if __name__ == "__main__":
    with open_logging(Wishes()):
        process = multiprocessing.get_context({way!r}).Process(target={name}, args=({LINES},))
        process.start(); process.join()
"""
    with running(body) as process:
        _, lines = ended(process)

    assert numbers(lines) == list(range(LINES))


def log_in_fork_child(count: int) -> None:
    import logging  # noqa: PLC0415 - as a child does that has nothing of ours

    for number in range(count):
        logging.getLogger("svodka.test").info("line", extra={"number": number})


def log_in_spawned_child(count: int) -> None:
    from svodka.observability import open_logging  # noqa: PLC0415 - likewise
    from tests.observability.sink import Wishes  # noqa: PLC0415 - likewise

    with open_logging(Wishes()):
        log_in_fork_child(count)


@pytest.mark.skipif(not hasattr(signal, "SIGUSR1"), reason="no such signals here")
def test_the_level_is_changed_by_signal_while_the_process_runs() -> None:
    body = """
def say(): log.debug("debug"); log.info("info"); log.error("error")
with open_logging(Wishes(level="ERROR")):
    say(); signal.raise_signal(signal.SIGUSR1); say(); signal.raise_signal(signal.SIGUSR2); say()
assert signal.getsignal(signal.SIGUSR1) is signal.SIG_DFL
"""
    with running(body) as process:
        exit_code, lines = ended(process)

    assert exit_code == 0
    assert [(line["event"], line.get("log_level")) for line in lines] == [
        ("error", None),
        ("log level changed", "DEBUG"),
        ("debug", None),
        ("info", None),
        ("error", None),
        ("log level changed", "ERROR"),
        ("error", None),
    ]


@pytest.mark.skipif(not hasattr(signal, "SIGUSR1"), reason="no such signals here")
def test_the_level_is_changed_though_the_loop_has_nothing_to_do() -> None:
    body = """
import asyncio, uvloop
async def wait():
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    print("logged", flush=True)
    await stop.wait()
with open_logging(Wishes()), asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
    stop = asyncio.Event()
    runner.run(wait())
"""
    with running(body) as process:
        logged(process)
        process.send_signal(signal.SIGUSR1)
        assert process.stderr is not None
        line = json.loads(process.stderr.readline())
        process.send_signal(signal.SIGTERM)
        exit_code, _ = ended(process)

    assert (line["event"], line["log_level"], exit_code) == ("log level changed", "DEBUG", 0)
