"""System calls that Python has no function for. Nothing of this is asked for anywhere but on Linux."""

import ctypes
import sys
from os import strerror
from typing import Final

IS_LINUX: Final = sys.platform == "linux"
_PR_SET_NO_NEW_PRIVS: Final = 38

_libc: Final = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long
_libc.syscall.argtypes = (ctypes.c_long, *[ctypes.c_void_p] * 4)
_libc.prctl.argtypes = (ctypes.c_int, *[ctypes.c_ulong] * 4)


def call(number: int, *arguments: int | bytes | None) -> int:
    """Make a system call of at most four arguments; bytes go as their address. Raises OSError as it says."""
    filled = (*arguments, *[0] * (4 - len(arguments)))
    return _checked(_libc.syscall(number, *filled))


def control(option: int, argument: int) -> None:
    """Tell the kernel something of this process; see prctl(2)."""
    _checked(_libc.prctl(option, argument, 0, 0, 0))


def renounce_privileges() -> None:
    """Never gain any by starting a program: without it only root may restrict itself."""
    control(_PR_SET_NO_NEW_PRIVS, 1)


def _checked(result: int) -> int:
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, strerror(error))
    return result
