"""What one log call costs an event loop, and what the loop suffers when the sink is slow or stuck.

Run: `make peers`, then `.venv-peers/bin/python benchmarks/logs.py` (Linux); `--json` prints the figures instead
of the table. Each library writes to each sink in a process of its own, `--rounds` times in turn; figures are the
medians of the rounds. Sinks: a file; a disk that takes 1 ms a line, which is a socket whose reader sleeps so long
for each line it took and whose buffer holds a few lines; a pipe that nobody reads, and behind which a queue is full
already; the same pipe, read again, while the queue empties. Everyone logs the same event with the same keys and
three bound ids as JSON lines; one line in a hundred is an error with a traceback. The standard library's handlers
are given our formatter.

`paced`: two lines a millisecond for `--seconds`, while a heart beats in the same loop. `burst`: as fast as it
goes, until all is written. `hour`: what 50 lines a second leave behind in an hour in which nobody reads.
"""

import argparse
import asyncio
import json
import logging
import os
import queue
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from logging.handlers import QueueHandler, QueueListener
from pathlib import Path
from time import monotonic, perf_counter_ns, sleep
from typing import Any, Final

from svodka.observability import Masker, bind, open_logging
from svodka.observability.formats import JsonFormatter

LIBRARIES: Final = ("nothing", "svodka", "stdlib", "stdlib QueueHandler", "structlog", "loguru enqueue")
SINKS: Final = ("file", "slow disk", "stuck pipe", "freed pipe")

_BEAT_S: Final = 0.001
_LINES_A_BEAT: Final = 2
_DISK_S_A_LINE: Final = 0.001
_SOCKET_BYTES: Final = 2048  # doubled by the kernel, and little enough for a few lines
_ERROR_EVERY: Final = 100
_STUCK_S: Final = 3.0  # a call that takes longer will not come back
_HOUR_LINES: Final = 50 * 3600
_FULL_LINES: Final = 12_000
_SECRETS: Final = ("7234567890:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw8", "hunter2-of-the-database")
_KEYS: Final = {"bytes": 48_213, "seconds": 0.412, "object_key": "17/2026/03/019a6c1e-0000.csv", "try": 1}
_IDS: Final = {"update": 81_234, "upload": "019a6c1e-7b1c-7cc2-a9b1-3f5d1c8e0a77", "user": 17}

Call = Callable[[int], None]


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What a service logs with when its stderr is no terminal."""

    level: str = "INFO"
    format: str = "json"
    file: Path | None = None


def nothing(_sink: int) -> Iterator[Call]:
    """Log nothing: what the machine itself does to the loop."""
    yield lambda _: None


def svodka(sink: int) -> Iterator[Call]:
    with open_logging(Wishes(), _SECRETS, stderr=sink, drain_s=60), bind(**_IDS):
        yield _standard(logging.getLogger("svodka.bench"))


def stdlib(sink: int) -> Iterator[Call]:
    handler = logging.StreamHandler(os.fdopen(sink, "w", closefd=False))
    yield from _with_root(handler, handler)


def stdlib_queue(sink: int) -> Iterator[Call]:
    lines: queue.SimpleQueue[Any] = queue.SimpleQueue()  # quicker than the Queue of the manual's examples
    handler = logging.StreamHandler(os.fdopen(sink, "w", closefd=False))
    listener = QueueListener(lines, handler)
    listener.start()
    yield from _with_root(QueueHandler(lines), handler)
    listener.stop()


def structlog(sink: int) -> Iterator[Call]:
    lib: Any = import_module("structlog")
    stream = os.fdopen(sink, "w", closefd=False, buffering=1)
    lib.configure(
        processors=[
            lib.contextvars.merge_contextvars,
            lib.processors.add_log_level,
            lib.processors.TimeStamper(fmt="iso", utc=True),
            lib.processors.format_exc_info,
            lib.processors.JSONRenderer(),
        ],
        wrapper_class=lib.make_filtering_bound_logger(logging.INFO),
        logger_factory=lib.WriteLoggerFactory(stream),
        cache_logger_on_first_use=True,
    )
    log = lib.get_logger()
    with lib.contextvars.bound_contextvars(**_IDS):

        def call(number: int) -> None:
            if number % _ERROR_EVERY:
                log.info("upload stored", number=number, **_KEYS)
            else:
                try:
                    int("no number")
                except ValueError:
                    log.exception("step failed", number=number, **_KEYS)

        yield call
    stream.flush()


def loguru(sink: int) -> Iterator[Call]:
    lib: Any = import_module("loguru").logger
    lib.remove()
    lib.add(os.fdopen(sink, "w", closefd=False, buffering=1), enqueue=True, serialize=True, level="INFO")
    with lib.contextualize(**_IDS):

        def call(number: int) -> None:
            if number % _ERROR_EVERY:
                lib.bind(number=number, **_KEYS).info("upload stored")
            else:
                try:
                    int("no number")
                except ValueError:
                    lib.bind(number=number, **_KEYS).exception("step failed")

        yield call
    lib.remove()


_OPENERS: Final = dict(
    zip(LIBRARIES, (nothing, svodka, stdlib, stdlib_queue, structlog, loguru), strict=True)
)


def _with_root(handler: logging.Handler, writer: logging.Handler) -> Iterator[Call]:
    writer.setFormatter(JsonFormatter(Masker(_SECRETS)))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield _standard(logging.getLogger("svodka.bench"), _IDS)


def _standard(log: logging.Logger, ids: dict[str, object] | None = None) -> Call:
    def call(number: int) -> None:
        keys = {"number": number, **_KEYS, **(ids or {})}
        if number % _ERROR_EVERY:
            log.info("upload stored", extra=keys)
        else:
            try:
                int("no number")
            except ValueError:
                log.exception("step failed", extra=keys)

    return call


class Disk:
    """A sink of the kind that is asked for; counts the lines and the errors that arrive."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.lines = self.errors = 0
        self._file = folder / "lines" if kind == "file" else None
        self._rest = b""
        self._flows = threading.Event()
        self._pause_s = _DISK_S_A_LINE if kind == "slow disk" else 0.0
        if kind == "file":
            self.descriptor = os.open(folder / "lines", os.O_CREAT | os.O_APPEND | os.O_WRONLY)
            return
        if kind == "slow disk":
            ours, theirs = socket.socketpair()
            theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SOCKET_BYTES)
            self.descriptor, reader = theirs.detach(), ours.detach()
            self._flows.set()
        else:
            reader, self.descriptor = os.pipe()
        self._thread = threading.Thread(target=self._take, args=(reader,), daemon=True)
        self._thread.start()

    def flow(self) -> None:
        """Take from now on whatever comes, without pause."""
        self._pause_s = 0.0
        self._flows.set()

    def close(self) -> None:
        """Wait until all that was written is counted."""
        os.close(self.descriptor)
        if self._file is not None:
            self._count(self._file.read_bytes())
        else:
            self._thread.join()

    def _take(self, reader: int) -> None:
        self._flows.wait()
        while part := os.read(reader, 1 << 16):
            self._count(part)
            if self._pause_s:
                sleep(self._pause_s * part.count(b"\n"))

    def _count(self, part: bytes) -> None:
        whole, _, self._rest = (self._rest + part).rpartition(b"\n")
        self.lines += part.count(b"\n")
        self.errors += whole.count(b'"step failed')


class Watch:
    """Ends this process when a call does not come back, with what is known by then."""

    def __init__(self) -> None:
        self.calls = 0
        self.took_ns: list[int] = []
        self._done = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def stop(self) -> None:
        self._done.set()

    def _watch(self) -> None:
        seen = -1
        while not self._done.wait(_STUCK_S):
            if seen == self.calls:
                print(json.dumps({"hangs": True, "calls": self.calls}), flush=True)
                os._exit(0)
            seen = self.calls


def timed(call: Call, number: int, watch: Watch) -> None:
    begun = perf_counter_ns()
    call(number)
    watch.took_ns.append(perf_counter_ns() - begun)
    watch.calls += 1


async def paced(call: Call, seconds: float, watch: Watch) -> list[float]:
    """Log a few lines a beat; return how much later than asked the loop came back to each beat, in seconds."""
    late: list[float] = []
    until = monotonic() + seconds
    number = 0
    while monotonic() < until:
        asked = monotonic()
        await asyncio.sleep(_BEAT_S)
        late.append(monotonic() - asked - _BEAT_S)
        for _ in range(_LINES_A_BEAT):
            number += 1
            timed(call, number, watch)
    return late


def measure(library: str, sink: str, mode: str, seconds: float, lines: int) -> dict[str, Any]:
    """Measure one library on one sink in this process."""
    with tempfile.TemporaryDirectory() as folder:
        disk, watch = Disk(sink, Path(folder)), Watch()
        opening = contextmanager(_OPENERS[library])(disk.descriptor)
        call = opening.__enter__()
        prepared = _FULL_LINES if sink.endswith("pipe") and mode == "paced" else 10
        for number in range(1, prepared):
            call(number)
            watch.calls += 1
        prepared_errors, watch.calls = (prepared - 1) // _ERROR_EVERY, 0
        if sink == "freed pipe":
            disk.flow()
        before, cpu, begun = _memory_mb(), _cpu_s(), monotonic()
        if mode == "paced":
            late = asyncio.run(paced(call, seconds, watch))
        else:
            late = [0.0]
            for number in range(1, lines + 1):
                timed(call, number, watch)
        logged_in_s, grown = monotonic() - begun, _memory_mb() - before
        watch.stop()
        if mode == "paced" or sink == "stuck pipe":
            disk.flow()
        opening.__exit__(None, None, None)
        all_s = monotonic() - begun
        disk.close()
        took = [ns / 1e3 for ns in watch.took_ns]
        errors = watch.calls // _ERROR_EVERY + prepared_errors
        return {
            "calls": watch.calls,
            **{f"call_p{name}_us": _part(took, part) for name, part in _PARTS},
            **{f"lag_p{name}_ms": _part(late, part) * 1e3 for name, part in _PARTS},
            "call_max_us": max(took),
            "lag_max_ms": max(late) * 1e3,
            "logged_per_s": watch.calls / logged_in_s,
            "written_per_s": watch.calls / all_s,
            "cpu_us_a_line": (_cpu_s() - cpu) / watch.calls * 1e6,
            "grown_mb": grown,
            "lost": 0 if library == "nothing" else max(0, watch.calls + prepared - 1 - disk.lines),
            "lost_errors": 0 if library == "nothing" else errors - disk.errors,
        }


_PARTS: Final = (("50", 0.5), ("99", 0.99), ("99.9", 0.999))


def _part(values: list[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def _memory_mb() -> float:
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def _cpu_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def in_a_process(library: str, sink: str, mode: str, given: argparse.Namespace) -> dict[str, Any]:
    lines = _HOUR_LINES if mode == "hour" else given.lines
    words = ["--one", library, sink, mode, "--seconds", str(given.seconds), "--lines", str(lines)]
    done = subprocess.run([sys.executable, __file__, *words], stdout=subprocess.PIPE, text=True, check=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def median(rounds: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the medians of several rounds; one that hung stands for all."""
    hung = next((figures for figures in rounds if figures.get("hangs")), None)
    return hung or {key: statistics.median(figures[key] for figures in rounds) for key in rounds[0]}


def shown(library: str, sink: str, mode: str, figures: dict[str, Any]) -> str:
    head = f"{mode:6} {sink:11} {library:20}"
    if figures.get("hangs"):
        return f"{head} hangs for ever after {figures['calls']} calls"
    calls = " ".join(f"{figures[f'call_p{name}_us']:8.1f}" for name, _ in _PARTS)
    lags = " ".join(f"{figures[f'lag_p{name}_ms']:6.2f}" for name, _ in _PARTS)
    rates = f"{figures['logged_per_s']:8.0f} {figures['written_per_s']:8.0f} {figures['cpu_us_a_line']:6.1f}"
    lost = f"{figures['grown_mb']:7.1f} {figures['lost']:7.0f} {figures['lost_errors']:4.0f}"
    return f"{head} {calls}  {lags}  {rates} {lost}"


_HEADER: Final = (
    f"{'':6} {'':11} {'':20} {'call: p50, p99, p99.9 µs':^26}  {'loop late: same, ms':^20}  "
    f"{'logged/s':>8} {'written/s':>8} {'CPU µs':>6} {'grown MB':>7} {'lost':>7} errors"
)


def compare(given: argparse.Namespace) -> None:
    """Run everything that is asked for, and print it as it comes."""
    results: list[dict[str, Any]] = []
    if not given.json:
        print(_HEADER)
    for mode in given.modes:
        for sink in ("stuck pipe",) if mode == "hour" else given.sinks:
            rounds: dict[str, list[dict[str, Any]]] = {library: [] for library in given.libraries}
            for _ in range(given.rounds):
                for library in given.libraries:
                    if not any(figures.get("hangs") for figures in rounds[library]):
                        rounds[library].append(in_a_process(library, sink, mode, given))
            for library, all_figures in rounds.items():
                figures = median(all_figures)
                results.append({"library": library, "sink": sink, "mode": mode, **figures})
                if not given.json:
                    print(shown(library, sink, mode, figures), flush=True)
    if given.json:
        print(json.dumps(results))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--lines", type=int, default=5_000, help="of a burst")
    parser.add_argument("--libraries", nargs="*", default=LIBRARIES, choices=LIBRARIES)
    parser.add_argument("--sinks", nargs="*", default=SINKS, choices=SINKS)
    parser.add_argument("--modes", nargs="*", default=("paced", "burst", "hour"))
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        library, sink, mode = given.one
        print(json.dumps(measure(library, sink, mode, given.seconds, given.lines)))
    else:
        with suppress(KeyboardInterrupt):
            compare(given)


if __name__ == "__main__":
    main()
