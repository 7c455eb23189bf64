"""The level of the log while a process runs: SIGUSR1 asks for everything, SIGUSR2 for what was set."""

import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

log: Final = logging.getLogger(__name__)

# Libraries that log each request or update at INFO: our own lines say the same with ids.
_TALKATIVE: Final = ("aiogram.event", "aiohttp.access", "alembic.runtime", "httpx", "uvicorn.access")


@contextmanager
def levelled(level: str) -> Iterator[None]:
    """Log from this level on while the block lasts, or from another that a signal asks for."""
    root = logging.getLogger()
    before = root.level
    _set(level)
    try:
        with _changed_by_signals({"SIGUSR1": "DEBUG", "SIGUSR2": level}):
            yield
    finally:
        root.setLevel(before)


def _set(level: str) -> None:
    logging.getLogger().setLevel(level)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.NOTSET if level == "DEBUG" else logging.WARNING)


@contextmanager
def _changed_by_signals(levels: dict[str, str]) -> Iterator[None]:
    """Set a level when its signal comes. Only the main thread may listen to signals, and not on Windows."""
    listens = threading.current_thread() is threading.main_thread()
    numbers = {getattr(signal, name): level for name, level in levels.items() if hasattr(signal, name)}
    before = {number: signal.getsignal(number) for number in numbers} if listens else {}

    def change(number: int, _frame: object) -> None:
        _set("INFO")  # so that the change is told whatever the level
        log.warning("log level changed", extra={"log_level": numbers[signal.Signals(number)]})
        _set(numbers[signal.Signals(number)])

    for number in before:
        signal.signal(number, change)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
