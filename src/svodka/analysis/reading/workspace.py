"""A directory of our own for the files of one reading; gone when the table is closed, however it ends."""

import tempfile
from pathlib import Path


class Workspace:
    """Holds temporary files. Nothing is made on disk before the first file is asked for."""

    def __init__(self) -> None:
        self._directory: tempfile.TemporaryDirectory[str] | None = None

    def path(self, name: str) -> Path:
        """Return the path of a file of this name in the directory."""
        if self._directory is None:
            self._directory = tempfile.TemporaryDirectory(prefix="svodka-")
        return Path(self._directory.name) / name

    def keep(self, name: str, data: bytes) -> Path:
        """Write the bytes to a file of this name; return its path."""
        path = self.path(name)
        path.write_bytes(data)
        return path

    def close(self) -> None:
        """Remove all files."""
        if self._directory is not None:
            self._directory.cleanup()
            self._directory = None
