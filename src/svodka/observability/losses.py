"""Counts the log lines of this process that no sink got, since its start."""

from threading import Lock

_lock = Lock()
_lines = 0


def count_lost(lines: int = 1) -> None:
    """Count lines that were dropped."""
    global _lines  # noqa: PLW0603  # one count for the process, as there is one logging
    with _lock:
        _lines += lines


def lines_lost() -> int:
    """Return how many lines were dropped since the process started."""
    return _lines
