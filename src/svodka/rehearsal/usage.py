"""What a process and its descendants take of the machine, as Linux's /proc tells it."""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_PROC: Final = Path("/proc")
_MIB: Final = 1 << 20
_TICKS_PER_S: Final = os.sysconf("SC_CLK_TCK")
# Places in /proc/PID/stat, counted after the name: user and system time, and those of children that ended.
_TIMES: Final = slice(11, 15)
_RSS_PAGES: Final = 21


@dataclass(frozen=True, kw_only=True, slots=True)
class Usage:
    """`cpu_s` of the whole family since it began; resident memory of the process and of its largest descendant."""

    pid: int
    cpu_s: float
    rss_mb: float
    largest_descendant_mb: float


def usage_of(pid: int) -> Usage | None:
    """Look at a process; None where it has gone."""
    own = _stat(pid)
    if own is None:
        return None
    others = [stat for child in descendants_of(pid) if (stat := _stat(child)) is not None]
    return Usage(
        pid=pid,
        cpu_s=own[0] + sum(cpu_s for cpu_s, _ in others),
        rss_mb=own[1],
        largest_descendant_mb=max((rss_mb for _, rss_mb in others), default=0.0),
    )


def descendants_of(pid: int) -> list[int]:
    """List the children of a process, and theirs."""
    found: list[int] = []
    for child in _children(pid):
        found += [child, *descendants_of(child)]
    return found


def processes_with(variable: str, value: str) -> list[int]:
    """List the processes in whose environment a variable has this value."""
    wanted = f"{variable}={value}".encode()
    return [pid for pid in _pids() if wanted in _environment(pid)]


def _children(pid: int) -> list[int]:
    found: list[int] = []
    with suppress(OSError):
        for task in (_PROC / str(pid) / "task").iterdir():
            with suppress(OSError):
                found += map(int, (task / "children").read_text().split())
    return found


def _stat(pid: int) -> tuple[float, float] | None:
    try:
        fields = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    cpu_s = sum(map(int, fields[_TIMES])) / _TICKS_PER_S
    return cpu_s, int(fields[_RSS_PAGES]) * os.sysconf("SC_PAGE_SIZE") / _MIB


def _pids() -> Iterator[int]:
    return (int(path.name) for path in _PROC.iterdir() if path.name.isdigit())


def _environment(pid: int) -> list[bytes]:
    try:
        return (_PROC / str(pid) / "environ").read_bytes().split(b"\0")
    except OSError:
        return []
