"""A log record as one line: readable on a terminal, JSON elsewhere. Every text in it goes through the masker.

The keys of `extra` and the ids in hand are rendered beside the event. Line breaks and terminal codes in
values are escaped: a stranger's file name cannot forge a line.
"""

import json
import logging
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from traceback import TracebackException
from typing import Final

from svodka.observability.masking import Masker
from svodka.observability.taking import OWN

_CONTROLS: Final = {
    code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160), 0x2028, 0x2029, 0x202E)
} | {ord("\n"): "\\n", ord("\r"): "\\r", ord("\t"): "\\t"}
# Before each line of a trace: an error's own words may hold lines, and none of them shall pass for one of ours.
_INDENT: Final = "    "
_COLOURS: Final = {"DEBUG": "2", "WARNING": "33", "ERROR": "31", "CRITICAL": "31;1"}


Leaf = str | int | float | None


class ConsoleFormatter(logging.Formatter):
    """`12:30:01.123 INFO    svodka.uploads  upload stored  bytes=3 upload=…`; a traceback on lines below."""

    def __init__(self, mask: Masker, *, colours: bool) -> None:
        super().__init__()
        self._mask = mask
        self._colours = colours

    def format(self, record: logging.LogRecord) -> str:
        """Render one record."""
        moment = datetime.fromtimestamp(record.created).astimezone()
        head = f"{moment:%H:%M:%S}.{int(record.msecs):03d} {record.levelname:<7} {record.name}  "
        keys = " ".join(f"{key}={_shown(value)}" for key, value in _keys(record, self._mask))
        line = head + self._mask(record.getMessage()).translate(_CONTROLS) + (f"  {keys}" if keys else "")
        if self._colours and record.levelname in _COLOURS:
            line = f"\x1b[{_COLOURS[record.levelname]}m{line}\x1b[0m"
        trace = self._mask(_trace(record))
        below = [f"{_INDENT}{each.translate(_CONTROLS)}" for each in trace.splitlines()]
        return "\n".join([line, *below])


class JsonFormatter(logging.Formatter):
    """One JSON object: `time` (UTC), `level`, `logger`, `event`, the keys, and `trace` after an exception."""

    def __init__(self, mask: Masker) -> None:
        super().__init__()
        self._mask = mask

    def format(self, record: logging.LogRecord) -> str:
        """Render one record."""
        moment = datetime.fromtimestamp(record.created, UTC)
        line: dict[str, object] = {
            "time": f"{moment:%Y-%m-%dT%H:%M:%S}.{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": self._mask(record.getMessage()),
        }
        for key, value in _keys(record, self._mask):
            line.setdefault(key, value)
        trace = _trace(record)
        if trace:
            line["trace"] = self._mask(trace)
        return json.dumps(line, ensure_ascii=False)


def _keys(record: logging.LogRecord, mask: Masker) -> Iterator[tuple[str, Leaf]]:
    """Yield the keys that came with the record: the ids in hand, then `extra`."""
    ids: Mapping[str, object] = getattr(record, "ids", {})
    extra = {key: value for key, value in vars(record).items() if key not in OWN}
    for key, value in {**ids, **extra}.items():
        if value is None or isinstance(value, bool | int | float):
            yield mask(key), value
        else:
            yield mask(key), mask.value(key, str(value))


def _shown(value: Leaf) -> str:
    text = str(value).translate(_CONTROLS)
    return json.dumps(text, ensure_ascii=False) if not text or set(text) & set(" \"'=") else text


def _trace(record: logging.LogRecord) -> str:
    failure = getattr(record, "failure", None)
    parts = ["".join(failure.format()).rstrip()] if isinstance(failure, TracebackException) else []
    return "\n".join([*parts, *([record.stack_info] if record.stack_info else [])])
