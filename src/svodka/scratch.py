"""The one directory for temporary files: each process has a folder in it, and clears those of the dead."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

_LOCK = ".lock"


@contextmanager
def open_scratch(root: Path) -> Iterator[Path]:
    """Give this process a folder of its own below `root`, gone at the end.

    Folders whose process was killed are removed first: each is held by a lock that dies with its process.
    """
    root.mkdir(parents=True, exist_ok=True)
    for folder in root.iterdir():
        if folder.is_dir():
            _clear_if_dead(folder)
    folder, lock = _claimed(root)
    with lock:
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _claimed(root: Path) -> tuple[Path, IO[str]]:
    """Make a folder and lock it; another process may take it for a dead one's before it is locked."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix="p", dir=root))
        with suppress(FileNotFoundError):
            lock = (folder / _LOCK).open("w")
            fcntl.flock(lock, fcntl.LOCK_EX)
            with suppress(FileNotFoundError):
                if os.path.samestat((folder / _LOCK).stat(), os.fstat(lock.fileno())):
                    return folder, lock
            lock.close()


def _clear_if_dead(folder: Path) -> None:
    try:
        with (folder / _LOCK).open("a") as lock:
            if _take(lock):
                shutil.rmtree(folder, ignore_errors=True)
    except OSError:
        return  # Another process is faster, or the folder is just being made.


def _take(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
