"""Sets logging up for a process, and takes it down with everything written: bot, worker, web, CLI alike."""

import logging
import os
import signal
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Final, Never, Protocol

from svodka.observability.formats import ConsoleFormatter, JsonFormatter
from svodka.observability.levels import levelled
from svodka.observability.masking import Masker
from svodka.observability.queueing import QueuedSink
from svodka.observability.sinks import DescriptorSink, FileSink
from svodka.observability.taking import TakingHandler

DRAIN_S: Final = 3.0
# The thread that writes to stderr, by its name.
FEEDER_OF_STDERR: Final = "log-stderr"

log: Final = logging.getLogger(__name__)

# How a shell names the end by a signal.
_BY_SIGNAL: Final = 128


class LogWishes(Protocol):
    """What the settings say about logging."""

    @property
    def level(self) -> str:
        """The least level that is logged."""

    @property
    def format(self) -> str:
        """`console`, `json` or `auto`."""

    @property
    def file(self) -> Path | None:
        """A file beside stderr, if one is wished for."""


@contextmanager
def open_logging(
    wishes: LogWishes,
    secrets: Iterable[str] = (),
    *,
    further: Iterable[tuple[str, logging.Handler]] = (),
    stderr: int = 2,
    drain_s: float = DRAIN_S,
) -> Iterator[None]:
    """Log to stderr, and to a file if wished, until the block ends; then write what is queued, within `drain_s`.

    `further` are sinks beside these, each with its name: they get a queue, too, and are closed at the end.

    A process that was forked meanwhile goes on to log by itself; one that was spawned has to open its own.
    Raises OSError when the log file cannot be opened.
    """
    mask = Masker(secrets)
    queued = [QueuedSink(sink, name=name) for name, sink in (*_sinks(wishes, mask, stderr), *further)]
    handler = TakingHandler(queued)
    root = logging.getLogger()
    for sink in queued:
        sink.start()
    root.addHandler(handler)
    logging.captureWarnings(capture=True)
    ending = _Ending(queued, drain_s)
    with _ended_by_sigterm():
        try:
            with levelled(wishes.level), _threads_watched():
                yield
        finally:
            try:
                ending.drain()
            finally:
                ending.drain()  # does nothing unless a signal broke the first off before it could be held back
                logging.captureWarnings(capture=False)
                root.removeHandler(handler)


class _Ending:
    """Writes what is queued, once."""

    def __init__(self, queued: Sequence[QueuedSink], drain_s: float) -> None:
        self._queued = queued
        self._drain_s = drain_s
        self._is_over = False

    def drain(self) -> None:
        """Close the sinks when all is written, or the time is over."""
        if self._is_over:
            return
        with _unhurried():
            until = monotonic() + self._drain_s
            for sink in self._queued:
                sink.stop(max(0.0, until - monotonic()))
            self._is_over = True


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """Let SIGTERM unwind what it would kill on the spot, queued lines with it, unless somebody listens to it."""
    if not _is_main() or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGTERM, _end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _end(number: int, _frame: object) -> Never:
    signal.signal(number, signal.SIG_IGN)  # one is enough: the next must not break off what this one began
    raise SystemExit(_BY_SIGNAL + number)


@contextmanager
def _unhurried() -> Iterator[None]:
    """Let signals to stop wait while the block lasts: it is short, and stopping is under way."""
    before = {}
    if _is_main():
        numbers = (signal.SIGTERM, signal.SIGINT)
        before = {number: signal.signal(number, signal.SIG_IGN) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _threads_watched() -> Iterator[None]:
    """Log the error that ends a thread: by itself it would go to stderr as it is, past queue and mask."""
    before = threading.excepthook
    threading.excepthook = _thread_ended
    try:
        yield
    finally:
        threading.excepthook = before


def _thread_ended(what: threading.ExceptHookArgs) -> None:
    if what.exc_value is not None and not isinstance(what.exc_value, SystemExit):
        name = what.thread.name if what.thread else None
        log.error("thread ended by an error", exc_info=what.exc_value, extra={"thread_name": name})


def _is_main() -> bool:
    return threading.current_thread() is threading.main_thread()


def _sinks(wishes: LogWishes, mask: Masker, stderr: int) -> Iterator[tuple[str, logging.Handler]]:
    """Make the sinks; the file first, for it may fail."""
    if wishes.file is not None:
        file = FileSink(wishes.file)
        is_console = wishes.format == "console"
        file.setFormatter(ConsoleFormatter(mask, colours=False) if is_console else JsonFormatter(mask))
        yield "file", file
    terminal = os.isatty(stderr)
    is_console = wishes.format == "console" or (wishes.format == "auto" and terminal)
    sink = DescriptorSink(stderr)
    colours = terminal and "NO_COLOR" not in os.environ and sys.platform != "win32"
    sink.setFormatter(ConsoleFormatter(mask, colours=colours) if is_console else JsonFormatter(mask))
    yield "stderr", sink
