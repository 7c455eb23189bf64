"""One bounded queue and one thread for each sink: whoever logs never waits for where it is written.

When a sink is stuck its queue fills. From then on lines below ERROR are dropped and counted, while errors
have a reserve that nothing else may use. The count is logged as soon as the sink takes a line again.
"""

import logging
import os
import sys
import threading
from dataclasses import dataclass
from queue import SimpleQueue
from time import monotonic, sleep
from typing import Final
from weakref import WeakSet

from svodka.observability.losses import count_lost

CAPACITY: Final = 10_000
RESERVE: Final = 2_000

# A thread that writes line after line gives up the interpreter at each, and has it back before an event loop
# that waits for it wakes up. After so many lines it sleeps for long enough.
_LINES_IN_A_ROW: Final = 4
_NAP_S: Final = 0.000_05
_CHILD_DRAIN_S: Final = 3.0


class QueuedSink:
    """A sink behind its queue, with the thread that feeds it."""

    def __init__(
        self, sink: logging.Handler, *, name: str, capacity: int = CAPACITY, reserve: int = RESERVE
    ) -> None:
        self._sink = sink
        self._level = sink.level
        self._name = name
        self._capacity = capacity
        self._room_for_errors = capacity + reserve
        self._renew()

    def start(self) -> None:
        """Start feeding the sink; after a fork, the child starts anew with an empty queue."""
        self._thread.start()
        _fed.add(self)

    def offer(self, record: logging.LogRecord) -> None:
        """Take the record, if the sink wants it and there is room for its kind, else count it as lost. Never waits."""
        if record.levelno < self._level:
            return
        is_error = record.levelno >= logging.ERROR
        if self._queue.qsize() < (self._room_for_errors if is_error else self._capacity):
            self._queue.put(record)
        else:
            self._count_lost(is_error=is_error)

    def flush(self, deadline_s: float) -> bool:
        """Wait until all that was offered before is written, for at most so long; say whether it was."""
        mark = threading.Event()
        self._queue.put(mark)
        return mark.wait(deadline_s)

    def stop(self, deadline_s: float) -> bool:
        """Write what is queued, for at most so long; say whether all of it was written."""
        _fed.discard(self)
        self._stopping = True
        self._queue.put(None)
        self._thread.join(deadline_s)
        if self._thread.is_alive():
            return False
        self._sink.close()
        return True

    def start_again(self) -> None:
        """Start feeding in a process that was forked: the thread stayed behind, and what is queued is its."""
        self._renew()
        self.start()

    def _renew(self) -> None:
        self._queue: SimpleQueue[logging.LogRecord | threading.Event | None] = SimpleQueue()
        self._lost = _Lost()
        # Whoever holds it may be interrupted by a signal whose handler logs.
        self._lock = threading.RLock()
        self._stopping = False
        # A daemon: a sink that is stuck for good must not keep the process alive.
        self._thread = threading.Thread(target=self._feed, name=f"log-{self._name}", daemon=True)

    def _feed(self) -> None:
        in_a_row = 0
        while (record := self._queue.get()) is not None:
            if isinstance(record, threading.Event):
                record.set()
                continue
            if self._write(record) and self._lost.lines:
                self._own_up()
            in_a_row = 0 if self._queue.empty() else in_a_row + 1
            if in_a_row >= _LINES_IN_A_ROW and not self._stopping:
                in_a_row = 0
                sleep(_NAP_S)
        self._own_up()

    def _write(self, record: logging.LogRecord) -> bool:
        try:
            self._sink.handle(record)
        except Exception:  # a disk that is full or a value that cannot be rendered: go on
            self._count_lost(is_error=record.levelno >= logging.ERROR)
            return False
        return True

    def _count_lost(self, *, is_error: bool) -> None:
        with self._lock:
            self._lost.errors += is_error
            self._lost.lines += 1
        count_lost()

    def _own_up(self) -> None:
        """Log how many lines were lost, if any were."""
        with self._lock:
            lost, self._lost = self._lost, _Lost()
        if lost.lines:
            record = logging.makeLogRecord(
                {
                    "name": __name__,
                    "levelno": logging.WARNING,
                    "levelname": "WARNING",
                    "msg": "log lines lost",
                    "lines": lost.lines,
                    "errors": lost.errors,
                }
            )
            if not self._write(record):
                with self._lock:
                    self._lost.lines += lost.lines - 1
                    self._lost.errors += lost.errors


@dataclass(kw_only=True, slots=True)
class _Lost:
    """How many lines a sink did not get, and how many of them were errors."""

    lines: int = 0
    errors: int = 0


_fed: Final[WeakSet[QueuedSink]] = WeakSet()


def flush_logging(deadline_s: float) -> bool:
    """Wait until this process's sinks have written what was logged before, for at most so long in all; not on a loop."""
    until = monotonic() + deadline_s
    written = [sink.flush(max(0.0, until - monotonic())) for sink in list(_fed)]
    return all(written)


def _after_fork() -> None:
    """Feed sinks in the child; one of multiprocessing's ends without atexit and is told to write what it has."""
    multiprocessing = sys.modules.get("multiprocessing.util")
    for sink in list(_fed):
        sink.start_again()
        if multiprocessing is not None:
            multiprocessing.register_after_fork(sink, _stop_at_exit)


def _stop_at_exit(sink: QueuedSink) -> None:
    Finalize = sys.modules["multiprocessing.util"].Finalize  # noqa: N806  # a class
    Finalize(None, sink.stop, args=(_CHILD_DRAIN_S,), exitpriority=-100)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
