"""Takes from a process the service's variables that it inherited: in a sandbox no token, key or password is found."""

import ctypes
import os
import sys
from pathlib import Path
from typing import Final

# What an interpreter and the system's libraries are told by; nothing of ours.
_KEPT: Final = frozenset(
    {"PATH", "HOME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "SYSTEMROOT"}
)
_KEPT_KINDS: Final = ("LC_", "PYTHON", "MALLOC_", "COVERAGE_")
# Places in /proc/self/stat behind the name of the program: see proc(5), env_start and env_end.
_ENV_START, _ENV_END = 47, 48


def forget_environment() -> None:
    """Keep what is needed to run, and wipe the place where the variables lay when the process began."""
    kept = {
        name: value for name, value in os.environ.items() if name in _KEPT or name.startswith(_KEPT_KINDS)
    }
    os.environ.clear()
    if sys.platform == "linux":
        _wipe()
    os.environ.update(kept)


def _wipe() -> None:
    """Overwrite the block that `/proc/self/environ` shows: to unset a variable leaves it there."""
    told = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
    start, end = int(told[_ENV_START]), int(told[_ENV_END])
    if 0 < start < end:
        ctypes.memset(start, 0, end - start)
