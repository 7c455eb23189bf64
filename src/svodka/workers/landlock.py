"""Landlock: a process gives up all files but those that it names, TCP, and others' processes; see landlock(7).

It cannot be taken back, needs no root, and goes for all threads that are started later. It does not guard the
attributes of files (owner, mode, times), nor sockets other than TCP: that is `seccomp`'s part.
"""

import os
import struct
import sys
import sysconfig
from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import duckdb

from svodka.workers.kernel import IS_LINUX, call, renounce_privileges

# The same on all architectures.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ASK_ABI: Final = 1
_PATH_BENEATH: Final = 1

# Rights to files, as bits: execute, write, read, list, remove a folder, a file, make a device, folder, file, socket,
# pipe, block device, link.
_OF_ABI_1: Final = (1 << 13) - 1
_WRITE, _READ, _LIST = 1 << 1, 1 << 2, 1 << 3
_REMOVE_FOLDER, _REMOVE_FILE, _MAKE_FOLDER, _MAKE_FILE = 1 << 4, 1 << 5, 1 << 7, 1 << 8
_MOVE, _TRUNCATE, _CONTROL_DEVICE = 1 << 13, 1 << 14, 1 << 15
_TCP: Final = 0b11  # to bind, to connect
_SCOPES: Final = 0b11  # sockets without a path, signals
# The rights that later versions can refuse, too: from the version on.
_FILES_SINCE: Final[Mapping[int, int]] = {1: _OF_ABI_1, 2: _MOVE, 3: _TRUNCATE, 5: _CONTROL_DEVICE}
_TCP_SINCE, _SCOPES_SINCE = 4, 6

_OF_THE_SYSTEM: Final = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/usr/share/zoneinfo",
    "/etc/localtime",
    "/etc/ld.so.cache",
    "/dev/urandom",
    "/sys/fs/cgroup",
)
# Read whenever it opens a database, to learn how much memory there is; it ends the process if it may not.
_OF_DUCKDB: Final = "/proc/self/cgroup"

_OF_A_FOLDER: Final = (
    _READ | _LIST | _WRITE | _TRUNCATE | _REMOVE_FOLDER | _REMOVE_FILE | _MAKE_FOLDER | _MAKE_FILE | _MOVE
)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Prepared:
    """What is the same for all processes: Landlock's version, what it can refuse, and what all may read, with rights."""

    abi: int
    handled: int
    attributes: bytes
    allowed: Mapping[str, int]


def confine_to(*, readable: Path, folder: Path) -> int:
    """Leave this process the program's own files and what is `readable`, to be read, and `folder` to work in.

    Returns the version of Landlock's interface that holds it, 0 where there is none (an old kernel, one without
    Landlock, a container that forbids it): nothing is then confined.
    """
    prepared = prepare()
    if prepared is None:
        return 0
    allowed = {
        **prepared.allowed,
        str(readable): _READ,
        str(folder): _OF_A_FOLDER & prepared.handled,
        _OF_DUCKDB: _READ,
    }
    try:
        ruleset = call(_CREATE_RULESET, prepared.attributes, len(prepared.attributes), 0)
        for path, rights in allowed.items():
            _allow(ruleset, path, rights)
        renounce_privileges()
        call(_RESTRICT_SELF, ruleset, 0)
        os.close(ruleset)
    except OSError:
        return 0
    return prepared.abi


@cache
def prepare() -> _Prepared | None:
    """Look up, once for all processes made of this one, what they have in common. None: no Landlock here."""
    if not IS_LINUX:
        return None
    try:
        abi = call(_CREATE_RULESET, None, 0, _ASK_ABI)
    except OSError:
        return None
    handled = sum(rights for since, rights in _FILES_SINCE.items() if since <= abi)
    tcp = _TCP if abi >= _TCP_SINCE else 0
    scopes = _SCOPES if abi >= _SCOPES_SINCE else 0
    return _Prepared(
        abi=abi,
        handled=handled,
        # An older kernel takes a longer structure whose rest is empty.
        attributes=struct.pack("=QQQ", handled, tcp, scopes),
        allowed={
            os.devnull: _READ | _WRITE,
            **{str(path): _READ | _LIST if path.is_dir() else _READ for path in _of_the_program()},
        },
    )


def _of_the_program() -> Set[Path]:
    """Name what is read in the course of work: modules, wheels with their fonts, the system's libraries.

    Never `sys.path`: the directory in which the service was started is in it, and may have an `.env`.
    """
    places = {
        *(Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib")),
        Path(duckdb.__file__).parents[1],  # where this wheel is, the others are
        Path(__file__).parents[1],
        Path(sys.base_prefix, "lib"),
        *map(Path, _OF_THE_SYSTEM),
    }
    there = {path.resolve() for path in places if path.exists()}
    return {path for path in there if there.isdisjoint(path.parents)}


def _allow(ruleset: int, path: str, rights: int) -> None:
    """Allow this to the file, or below the folder; what is not there, or out of reach already, needs no right.

    It stays open: a rule is for what was found, and what is in /proc the kernel makes anew when nobody holds it.
    """
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    call(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", rights, place), 0)
