"""Sets logging up for a process, and takes it down with everything written: bot, worker, web, CLI alike."""

import logging
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Final, Protocol

from svodka.observability.formats import ConsoleFormatter, JsonFormatter
from svodka.observability.masking import Masker
from svodka.observability.queueing import QueuedSink, QueueingHandler
from svodka.observability.sinks import DescriptorSink, FileSink

DRAIN_S: Final = 3.0

# Libraries that log each request or update at INFO: our own lines say the same with ids.
_TALKATIVE: Final = ("aiogram.event", "aiohttp.access", "alembic.runtime", "httpx")


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
    wishes: LogWishes, secrets: Iterable[str] = (), *, stderr: int = 2, drain_s: float = DRAIN_S
) -> Iterator[None]:
    """Log to stderr, and to a file if wished, until the block ends; then write what is queued, within `drain_s`.

    Raises OSError when the log file cannot be opened.
    """
    mask = Masker(secrets)
    queued = [QueuedSink(sink, name=name) for name, sink in _sinks(wishes, mask, stderr)]
    handler = QueueingHandler(queued)
    root = logging.getLogger()
    level_before = root.level
    for sink in queued:
        sink.start()
    root.addHandler(handler)
    root.setLevel(wishes.level)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.NOTSET if wishes.level == "DEBUG" else logging.WARNING)
    logging.captureWarnings(capture=True)
    try:
        yield
    finally:
        logging.captureWarnings(capture=False)
        root.removeHandler(handler)
        root.setLevel(level_before)
        until = monotonic() + drain_s
        for sink in queued:
            sink.stop(max(0.0, until - monotonic()))


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
