"""Counts the log lines of this process that no sink got, since its start."""

import os
from threading import RLock

# Whoever holds it may be interrupted by a signal whose handler logs.
_lock = RLock()
_lines = 0


def count_lost(lines: int = 1) -> None:
    """Count lines that were dropped."""
    global _lines  # noqa: PLW0603  # one count for the process, as there is one logging
    with _lock:
        _lines += lines


def lines_lost() -> int:
    """Return how many lines were dropped since the process started."""
    return _lines


def _after_fork() -> None:
    """Begin anew in the child: the thread that may have held the lock stayed behind."""
    global _lock, _lines
    _lock, _lines = RLock(), 0


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
