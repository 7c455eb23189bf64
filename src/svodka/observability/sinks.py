"""Where lines end up: a file descriptor, or a file that is rotated. Sinks may block; a thread bears it."""

import fcntl
import logging
import os
from pathlib import Path
from typing import Final

_FILE_BYTES: Final = 10 * 1024 * 1024
_OLD_FILES: Final = 5
_MODE: Final = 0o640


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
        self._write(f"{self.format(record)}\n".encode(errors="backslashreplace"))

    def _write(self, line: bytes) -> None:
        rest = memoryview(line)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]


class FileSink(DescriptorSink):
    """Writes lines to a file of at most 10 MB and keeps five older ones beside it.

    Several processes may write to the same one: lines are appended whole, and one of them rotates.
    """

    def __init__(self, path: Path, *, max_bytes: int = _FILE_BYTES) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        super().__init__(_opened(path))
        self._path = path
        self._max_bytes = max_bytes

    def close(self) -> None:
        """Close the file; once."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)
        super().close()

    def _write(self, line: bytes) -> None:
        now = os.fstat(self._descriptor)
        if now.st_size and now.st_size + len(line) > self._max_bytes:
            self._rotate(now.st_ino)
        super()._write(line)

    def _rotate(self, inode: int) -> None:
        """Begin a new file, unless another process did so before."""
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        try:
            if self._path.exists() and self._path.stat().st_ino == inode:
                for number in range(_OLD_FILES - 1, 0, -1):
                    if (older := self._numbered(number)).exists():
                        older.replace(self._numbered(number + 1))
                self._path.replace(self._numbered(1))
            anew = _opened(self._path)
        finally:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        os.close(self._descriptor)
        self._descriptor = anew

    def _numbered(self, number: int) -> Path:
        return self._path.with_name(f"{self._path.name}.{number}")


def _opened(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, _MODE)
