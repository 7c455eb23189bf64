"""One bounded queue and one thread for each sink: whoever logs never waits for where it is written.

When a sink is stuck its queue fills. From then on lines below ERROR are dropped and counted, while errors
have a reserve that nothing else may use. The count is logged as soon as the sink takes a line again.
"""

import logging
import threading
from copy import copy
from dataclasses import dataclass
from queue import SimpleQueue
from traceback import TracebackException
from typing import Final

from svodka.observability.binding import bound

CAPACITY: Final = 10_000
RESERVE: Final = 2_000


class QueuedSink:
    """A sink behind its queue, with the thread that feeds it."""

    def __init__(
        self, sink: logging.Handler, *, name: str, capacity: int = CAPACITY, reserve: int = RESERVE
    ) -> None:
        self._sink = sink
        self._capacity = capacity
        self._reserve = reserve
        self._queue: SimpleQueue[logging.LogRecord | None] = SimpleQueue()
        self._lost = _Lost()
        self._lock = threading.Lock()
        # A daemon: a sink that is stuck for good must not keep the process alive.
        self._thread = threading.Thread(target=self._feed, name=f"log-{name}", daemon=True)

    def start(self) -> None:
        """Start feeding the sink."""
        self._thread.start()

    def offer(self, record: logging.LogRecord) -> None:
        """Take the record if there is room for its kind, else count it as lost. Never waits."""
        is_error = record.levelno >= logging.ERROR
        room = self._capacity + self._reserve if is_error else self._capacity
        if self._queue.qsize() < room:
            self._queue.put(record)
        else:
            self._count_lost(is_error=is_error)

    def stop(self, deadline_s: float) -> bool:
        """Write what is queued, for at most so long; say whether all of it was written."""
        self._queue.put(None)
        self._thread.join(deadline_s)
        if self._thread.is_alive():
            return False
        self._sink.close()
        return True

    def _feed(self) -> None:
        while (record := self._queue.get()) is not None:
            if self._write(record):
                self._own_up()
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


class QueueingHandler(logging.Handler):
    """The one handler of the root logger: makes a record safe to be rendered later, and offers it to sinks."""

    def __init__(self, sinks: list[QueuedSink]) -> None:
        super().__init__()
        self._sinks = sinks

    def createLock(self) -> None:  # noqa: N802  # the base class's name
        """Do without a lock: queues have their own."""
        self.lock = None

    def emit(self, record: logging.LogRecord) -> None:
        """Take the ids in hand and the message's arguments as they are now, and no frames: they hold memory."""
        record = copy(record)
        try:
            record.msg = record.getMessage()
        except (TypeError, ValueError, KeyError) as error:
            record.msg = f"{record.msg} (its arguments do not fit: {error})"
        record.args = None
        record.ids = bound()
        if record.exc_info and record.exc_info[0] is not None:
            record.failure = TracebackException(*record.exc_info, lookup_lines=False, compact=True)
        record.exc_info = None
        for sink in self._sinks:
            sink.offer(record)
