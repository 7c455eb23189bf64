"""Does the log hold up nobody and lose no error, whatever its sink does? Measured on pipes of our own.

What is asked before a launch: many lines of all levels, a hundred errors among them, a sink that nobody reads,
and an end while it is stuck.
"""

import asyncio
import json
import logging
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, perf_counter
from typing import Any, Final

from svodka.checkup.model import Finding, Maker, Subject, note, ok, wrong
from svodka.config import Settings
from svodka.observability import FEEDER_OF_STDERR, open_logging

log: Final = logging.getLogger(__name__)

_LEVELS: Final = (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR)
_LINES: Final = 1_000
# More than the queue of a sink holds.
_MANY_LINES: Final = 20_000
_ERROR_EVERY: Final = 100
_BEAT_S: Final = 0.001
_LINES_A_BEAT: Final = 20
_DRAIN_S: Final = 0.5
# What a call may take at the 99th percentile, and how late the loop may be: so much, or some times what it is late
# when nothing is logged, for the machine may be busy.
_MOST_CALL_MS: Final = 1.0
_MOST_LAG_MS: Final = 10.0
_MOST_TIMES_STILL: Final = 3.0
_STILL_BEATS: Final = 200
_SLACK_S: Final = 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class LogFigures:
    """What one run cost, and what of it arrived."""

    lines: int
    errors: int
    call_p50_us: float
    call_p99_us: float
    lag_p99_ms: float
    still_lag_p99_ms: float
    arrived: int
    errors_arrived: int
    owned_up: int

    @property
    def finding(self) -> Maker:
        """Choose how to say it: a loss is wrong; slowness may be the machine's, and is worth a note."""
        if self.errors_arrived != self.errors or self.arrived + self.owned_up != self.lines:
            return wrong
        is_late = self.lag_p99_ms > max(_MOST_LAG_MS, _MOST_TIMES_STILL * self.still_lag_p99_ms)
        return note if is_late or self.call_p99_us > 1e3 * _MOST_CALL_MS else ok


@dataclass(frozen=True, kw_only=True, slots=True)
class _Wishes:
    level: str = "DEBUG"
    format: str = "json"
    file: Path | None = None


async def check_log(_settings: Settings) -> Sequence[Finding]:
    """Say in one line how the log does with a sink that is stuck."""
    figures = await measure_stuck()
    end_s = await measure_end()
    finding = figures.finding if end_s <= _DRAIN_S + _SLACK_S else wrong
    if finding is ok:
        return [ok(Subject.LOG, "log-good", **_shown(figures))]
    return [finding(Subject.LOG, "log-holds-up", **_shown(figures), end=round(end_s, 2))]


async def check_log_closely(_settings: Settings) -> Sequence[Finding]:
    """Say of each situation what was measured."""
    flowing, stuck, end_s = await measure_flowing(), await measure_stuck(), await measure_end()
    ends = ok if end_s <= _DRAIN_S + _SLACK_S else wrong
    return [
        flowing.finding(Subject.LOG, "log-flowing", **_shown(flowing)),
        stuck.finding(Subject.LOG, "log-stuck", **_shown(stuck)),
        ends(Subject.LOG, "log-end", seconds=round(end_s, 2), deadline=_DRAIN_S),
    ]


async def measure_flowing() -> LogFigures:
    """Log lines of all levels into a pipe that is read."""
    return await _measure(_LINES, _LEVELS, is_stuck=False)


async def measure_stuck() -> LogFigures:
    """Log more lines than a queue holds into a pipe that is read only at the end."""
    levels = (logging.ERROR, *[logging.INFO] * (_ERROR_EVERY - 1))
    return await _measure(_MANY_LINES, levels, is_stuck=True)


async def measure_end() -> float:
    """Return how long an end takes while nobody reads, in seconds."""
    pipe = _Pipe()
    with _alone():
        with open_logging(_Wishes(), stderr=pipe.descriptor, drain_s=_DRAIN_S):
            feeders = [thread for thread in threading.enumerate() if thread.name == FEEDER_OF_STDERR]
            for number in range(_LINES):
                log.info("line", extra={"number": number, "filler": "x" * 200})
            begun = monotonic()
        took_s = monotonic() - begun
    pipe.flow()
    # Given up by the log, but not yet done: what it still writes must not go to whatever has this number next.
    for feeder in feeders:
        await asyncio.to_thread(feeder.join)
    await asyncio.to_thread(pipe.close)
    return took_s


async def _measure(lines: int, levels: Sequence[int], *, is_stuck: bool) -> LogFigures:
    pipe = _Pipe()
    if not is_stuck:
        pipe.flow()
    still = [await _beat() for _ in range(_STILL_BEATS)]
    with _alone(), open_logging(_Wishes(), stderr=pipe.descriptor, drain_s=60):
        calls, lags = await _log(lines, levels)
        pipe.flow()
    found = await asyncio.to_thread(pipe.close)
    ours = [line for line in found if line["event"] == "checkup line"]
    return LogFigures(
        lines=lines,
        errors=sum(levels[number % len(levels)] >= logging.ERROR for number in range(lines)),
        call_p50_us=_part(calls, 0.5) * 1e6,
        call_p99_us=_part(calls, 0.99) * 1e6,
        lag_p99_ms=_part(lags, 0.99) * 1e3,
        still_lag_p99_ms=_part(still, 0.99) * 1e3,
        arrived=len(ours),
        errors_arrived=sum(line["level"] == "error" for line in ours),
        owned_up=sum(line["lines"] for line in found if line["event"] == "log lines lost"),
    )


async def _log(lines: int, levels: Sequence[int]) -> tuple[list[float], list[float]]:
    """Log on the event loop; return what each call took, and how late the loop came back, in seconds."""
    calls: list[float] = []
    lags: list[float] = []
    for number in range(lines):
        begun = perf_counter()
        log.log(levels[number % len(levels)], "checkup line", extra={"number": number, "seconds": 0.412})
        calls.append(perf_counter() - begun)
        if number % _LINES_A_BEAT == 0:
            lags.append(await _beat())
    return calls, lags


async def _beat() -> float:
    """Wait a moment on the loop; return how much later than asked it came back, in seconds."""
    asked = perf_counter()
    await asyncio.sleep(_BEAT_S)
    return perf_counter() - asked - _BEAT_S


class _Pipe:
    """A sink that nobody reads until it is told to flow."""

    def __init__(self) -> None:
        self._reader, self.descriptor = os.pipe()
        self._read = bytearray()
        self._flows = threading.Event()
        self._thread = threading.Thread(target=self._take, daemon=True)
        self._thread.start()

    def flow(self) -> None:
        self._flows.set()

    def close(self) -> Sequence[dict[str, Any]]:
        """Return all lines that arrived."""
        os.close(self.descriptor)
        self._thread.join()
        return [json.loads(line) for line in self._read.splitlines()]

    def _take(self) -> None:
        self._flows.wait()
        with os.fdopen(self._reader, "rb", buffering=0) as reader:
            while part := reader.read(1 << 16):
                self._read += part


@contextmanager
def _alone() -> Iterator[None]:
    """Keep our lines out of the log that this process has already."""
    root = logging.getLogger()
    before, root.handlers = root.handlers, []
    try:
        yield
    finally:
        root.handlers = before


def _part(values: Sequence[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def _shown(figures: LogFigures) -> dict[str, int | float]:
    return {
        "lines": figures.lines,
        "errors": figures.errors,
        "p50": round(figures.call_p50_us, 1),
        "p99": round(figures.call_p99_us, 1),
        "lag": round(figures.lag_p99_ms, 2),
        "still": round(figures.still_lag_p99_ms, 2),
        "arrived": figures.arrived,
        "errors-arrived": figures.errors_arrived,
        "dropped": figures.owned_up,
    }
