"""Writes files beside their places and puts them there when they are whole and on the disk.

Knows paths and bytes only: all of it may wait for the disk, so it is for a thread, but for `give_up`.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import BinaryIO, Final

_numbers: Final = count()
_CHUNK_BYTES: Final = 1 << 20
# How many folders are remembered to be on the disk; past that all are forgotten.
_MOST_FOLDERS: Final = 10_000


class Folders:
    """The folders below a root whose own names are known to be on the disk."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._settled: set[Path] = set()

    def flush(self, folder: Path) -> None:
        """Force the names in a folder to the disk, and once those of the folders that may have been made for it."""
        _force(folder)
        if folder in self._settled:
            return
        for parent in folder.relative_to(self._root).parents:
            _force(self._root / parent)
        if len(self._settled) >= _MOST_FOLDERS:
            self._settled.clear()
        self._settled.add(folder)


class Writing:
    """One file on its way to its place. Who began it has it finished by `finish`, or calls `give_up`.

    It is opened anew for each piece: what a thread has open nobody else could close.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._half = path.with_name(f"{path.name}#{os.getpid()}{next(_numbers)}")
        self._given_up = False

    def write(self, pieces: Iterable[bytes]) -> None:
        """Write what comes next."""
        with self._gone_if_given_up(), self._open() as file:
            file.writelines(pieces)

    def finish(self, pieces: Iterable[bytes]) -> None:
        """Write the rest and put the file in its place; what it holds, not its name, is on the disk then."""
        with self._gone_if_given_up():
            with self._open() as file:
                file.writelines(pieces)
                file.flush()
                os.fsync(file.fileno())
            self._half.replace(self.path)

    def give_up(self) -> None:
        """Leave nothing, for nobody will hear of it; a thread that is not done yet sees to what it leaves."""
        self._given_up = True
        self._remove()

    def _open(self) -> BinaryIO:
        try:
            return self._half.open("ab")
        except FileNotFoundError:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            return self._half.open("ab")

    @contextmanager
    def _gone_if_given_up(self) -> Iterator[None]:
        try:
            yield
        finally:
            if self._given_up:
                self._remove()

    def _remove(self) -> None:
        for path in (self._half, self.path):
            path.unlink(missing_ok=True)


def finish(writings: Mapping[Writing, Iterable[bytes]], folders: Folders) -> None:
    """Write the rest of each; they survive a power cut once this returns."""
    for writing, pieces in writings.items():
        writing.finish(pieces)
    for folder in {writing.path.parent for writing in writings}:
        folders.flush(folder)


def chunks_of(path: Path) -> Iterator[bytes]:
    """Read a file; it is opened when the first chunk is asked for."""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk


def _force(path: Path) -> None:
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
