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
_OWN_TIMES: Final = slice(11, 13)
_ENDED_CHILDREN: Final = slice(13, 15)
_RSS_PAGES: Final = 21


@dataclass(frozen=True, kw_only=True, slots=True)
class Usage:
    """`cpu_s` of the whole family since it began, `own_cpu_s` of the process alone; resident memory of it and of
    its largest descendant."""

    pid: int
    cpu_s: float
    own_cpu_s: float
    rss_mb: float
    largest_descendant_mb: float


@dataclass(frozen=True, kw_only=True, slots=True)
class _Stat:
    """One process; `cpu_s` is with its children that have ended."""

    cpu_s: float
    own_cpu_s: float
    rss_mb: float


def usage_of(pid: int) -> Usage | None:
    """Look at a process; None where it has gone."""
    own = _stat(pid)
    if own is None:
        return None
    others = [stat for child in descendants_of(pid) if (stat := _stat(child)) is not None]
    return Usage(
        pid=pid,
        cpu_s=own.cpu_s + sum(other.cpu_s for other in others),
        own_cpu_s=own.own_cpu_s,
        rss_mb=own.rss_mb,
        largest_descendant_mb=max((other.rss_mb for other in others), default=0.0),
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


def _stat(pid: int) -> _Stat | None:
    try:
        fields = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    own, ended = sum(map(int, fields[_OWN_TIMES])), sum(map(int, fields[_ENDED_CHILDREN]))
    rss_mb = int(fields[_RSS_PAGES]) * os.sysconf("SC_PAGE_SIZE") / _MIB
    return _Stat(cpu_s=(own + ended) / _TICKS_PER_S, own_cpu_s=own / _TICKS_PER_S, rss_mb=rss_mb)


def _pids() -> Iterator[int]:
    return (int(path.name) for path in _PROC.iterdir() if path.name.isdigit())


def _environment(pid: int) -> list[bytes]:
    try:
        return (_PROC / str(pid) / "environ").read_bytes().split(b"\0")
    except OSError:
        return []
