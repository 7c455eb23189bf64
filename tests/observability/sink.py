"""A sink to look into: a pipe in place of stderr, which nobody reads until told to."""

import fcntl
import json
import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_PIPE_BYTES = 4096


@dataclass(frozen=True, kw_only=True)
class Wishes:
    level: str = "INFO"
    format: str = "json"
    file: Path | None = None


class Pipe:
    """A small pipe: once it is full, whoever writes to `descriptor` hangs until `flow` is called."""

    def __init__(self) -> None:
        self._reader, self.descriptor = os.pipe()
        fcntl.fcntl(self.descriptor, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        self._read = bytearray()
        self._thread = threading.Thread(target=self._read_all, daemon=True)

    def flow(self) -> None:
        """Start reading, unless it was started."""
        if self._thread.ident is None:
            self._thread.start()

    def text(self) -> str:
        """Close the writing end and return everything that was written."""
        os.close(self.descriptor)
        self.flow()
        self._thread.join()
        return self._read.decode()

    def lines(self) -> list[dict[str, Any]]:
        """Close the writing end and return what was written as parsed JSON lines."""
        return [json.loads(line) for line in self.text().splitlines()]

    def _read_all(self) -> None:
        with os.fdopen(self._reader, "rb", buffering=0) as reader:
            while part := reader.read(1 << 16):
                self._read += part
