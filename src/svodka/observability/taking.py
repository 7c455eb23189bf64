"""Takes a record where it is logged: makes it safe to be rendered later by another thread, and offers it to sinks."""

import logging
from collections.abc import Sequence
from traceback import TracebackException
from typing import Final, Protocol

from svodka.observability.binding import bound

# What a record carries by itself; everything else on it came with `extra`.
OWN: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "ids", "failure"}

# The longest text of a line: ten thousand of them may be queued.
_LONGEST: Final = 8_192


class Taker(Protocol):
    """What a record is offered to."""

    def offer(self, record: logging.LogRecord) -> None:
        """Take it or leave it, without waiting."""


class TakingHandler(logging.Handler):
    """The one handler of the root logger."""

    def __init__(self, sinks: Sequence[Taker]) -> None:
        super().__init__()
        self._sinks = sinks

    def createLock(self) -> None:  # noqa: N802  # the base class's name
        """Do without a lock: queues have their own."""
        self.lock = None

    def emit(self, record: logging.LogRecord) -> None:
        """Take the ids in hand and all values as they are now, and no frames: they hold memory."""
        taken: logging.LogRecord = object.__new__(logging.LogRecord)
        values = taken.__dict__
        values.update(record.__dict__)
        for key in values.keys() - OWN:
            values[key] = _as_it_is(values[key])
        try:
            values["msg"] = _cut(record.getMessage())
        except Exception as error:
            # Whatever a stranger's `__str__` raises, whoever logs does not hear of it.
            values["msg"] = f"{_shown(record.msg)} (its arguments do not fit: {error!r:.200})"
        values["args"] = None
        values["ids"] = bound()
        if record.exc_info and record.exc_info[0] is not None:
            values["failure"] = TracebackException(*record.exc_info, lookup_lines=False, compact=True)
        values["exc_info"] = None
        for sink in self._sinks:
            sink.offer(taken)


def _as_it_is(value: object) -> str | int | float | None:
    """Return a value that no later change reaches."""
    if value is None or isinstance(value, int | float):
        return value
    return _cut(value) if isinstance(value, str) else _shown(value)


def _shown(value: object) -> str:
    try:
        return _cut(str(value))
    except Exception as error:
        return f"({type(value).__name__} that cannot be shown: {type(error).__name__})"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text) - _LONGEST} more)"
