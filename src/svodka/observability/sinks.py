"""Where lines end up: a file descriptor, or a file that is rotated. Sinks may block; a thread bears it."""

import logging
import os
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

_FILE_BYTES: Final = 10 * 1024 * 1024
_OLD_FILES: Final = 5


class DescriptorSink(logging.Handler):
    """Writes lines to a file descriptor, past Python's buffers.

    A thread that hangs inside a buffer's lock would keep the interpreter from ending; inside `write` it
    does not.
    """

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._descriptor = descriptor

    def createLock(self) -> None:  # noqa: N802  # the base class's name
        """Do without a lock: one thread writes, and the interpreter's end must not wait for it when it hangs."""
        self.lock = None

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line; raises OSError."""
        rest = memoryview(f"{self.format(record)}\n".encode(errors="backslashreplace"))
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]


class FileSink(RotatingFileHandler):
    """Writes lines to a file of at most 10 MB and keeps five older ones beside it."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        super().__init__(
            path, maxBytes=_FILE_BYTES, backupCount=_OLD_FILES, encoding="utf-8", errors="backslashreplace"
        )

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # the base class's name
        """Let the error of a write reach the thread that counts what was lost."""
        raise  # noqa: PLE0704  # called inside the base class's `except`
