"""A filter of system calls: what a reader of tables never asks of the kernel is answered "not permitted"; seccomp(2).

It cannot be taken back, needs no root, and goes for all threads that are started later. A filter sees numbers, never
paths: files are `landlock`'s part.
"""

import ctypes
import errno
import os
import struct
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from svodka.workers.kernel import IS_LINUX, call, renounce_privileges

_Numbers = tuple[int | None, int | None]

# On x86-64 and on AArch64; the rest of what only root may do is left to the kernel.
REFUSED: Final[Mapping[str, _Numbers]] = {
    # To reach others.
    "socket": (41, 198),
    "socketpair": (53, 199),
    "connect": (42, 203),
    "bind": (49, 200),
    "listen": (50, 201),
    "accept": (43, 202),
    "accept4": (288, 242),
    "sendto": (44, 206),
    "sendmsg": (46, 211),
    "sendmmsg": (307, 269),
    # To start programs and processes; `clone` is looked at more closely.
    "execve": (59, 221),
    "execveat": (322, 281),
    "fork": (57, None),
    "vfork": (58, None),
    # To read, steer or slow down other processes.
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "process_mrelease": (448, 448),
    "kcmp": (312, 272),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424),
    "kill": (62, 129),
    "tkill": (200, 130),
    "tgkill": (234, 131),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "setpriority": (141, 140),
    "ioprio_set": (251, 30),
    "sched_setaffinity": (203, 122),
    "sched_setattr": (314, 274),
    "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119),
    "migrate_pages": (256, 238),
    "move_pages": (279, 239),
    # Memory and queues that other processes have, too.
    "shmget": (29, 194),
    "shmat": (30, 196),
    "shmctl": (31, 195),
    "semget": (64, 190),
    "semop": (65, 193),
    "semtimedop": (220, 192),
    "semctl": (66, 191),
    "msgget": (68, 186),
    "msgsnd": (69, 189),
    "msgrcv": (70, 188),
    "msgctl": (71, 187),
    "mq_open": (240, 180),
    "mq_unlink": (241, 181),
    # What of files Landlock does not guard.
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "chown": (92, None),
    "lchown": (94, None),
    "fchown": (93, 55),
    "fchownat": (260, 54),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
    "truncate": (76, 45),
    # Other views of the machine.
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "unshare": (272, 97),
    "setns": (308, 268),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "open_by_handle_at": (304, 265),
    "fanotify_init": (300, 262),
    # Corners of the kernel that often had holes.
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    # The machine itself.
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "reboot": (169, 142),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "acct": (163, 89),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "syslog": (103, 116),
    "iopl": (172, None),
    "ioperm": (173, None),
}
# Threads, yes; processes, no.
_CLONE: Final = (56, 220)
_CLONE_THREAD: Final = 0x10000
# As older kernels answer, so that libraries use `clone`: here the flags are in memory, where no filter can look.
_CLONE3: Final = 435
# A process may ask for its own limits, which is the first argument 0.
_PRLIMIT: Final = (302, 261)
# What is newer than this list is unknown, as it is to older kernels; so are calls by the ABI x32, far above.
_NEWER: Final = 452

# Which of the numbers is a machine's, and by which number the kernel tells such calls; see linux/audit.h.
_MACHINES: Final[Mapping[str, tuple[int, int]]] = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
_SECCOMP: Final = (317, 277)
_SET_MODE_FILTER: Final = 1
# Kernels before 5.16 would else make a filtered process slower, for the sake of secrets that it does not have.
_SPEC_ALLOW: Final = 1 << 2

# Steps of the program that the kernel runs at each call; see linux/bpf_common.h and linux/seccomp.h.
_STEP: Final = struct.Struct("=HBBI")
_LOAD, _RETURN = 0x20, 0x06
_IF_EQUAL, _IF_AT_LEAST, _IF_ANY_BIT = 0x15, 0x35, 0x45
_CALL_AT, _MACHINE_AT, _FIRST_ARGUMENT_AT = 0, 4, 16
_ALLOW, _ERROR = 0x7FFF0000, 0x00050000


@dataclass(frozen=True, kw_only=True, slots=True)
class _Prepared:
    """The call that sets a filter, and its argument, which holds the address of the program."""

    number: int
    program: "ctypes.Array[ctypes.c_char]"
    described: bytes


def filter_calls() -> bool:
    """Refuse from now on what is listed; returns whether that holds: kernel, machine or container may not have it."""
    prepared = prepare()
    if prepared is None:
        return False
    try:
        renounce_privileges()
        call(prepared.number, _SET_MODE_FILTER, _SPEC_ALLOW, prepared.described)
    except OSError:
        return False
    return True


@cache
def prepare() -> _Prepared | None:
    """Write the filter, once for all processes made of this one. None: no such calls on this machine."""
    machine = os.uname().machine
    # A 32-bit interpreter on such a machine makes calls of other numbers.
    if not IS_LINUX or machine not in _MACHINES or sys.maxsize < 1 << 32:
        return None
    program = program_for(machine)
    held = ctypes.create_string_buffer(program)
    return _Prepared(
        number=_SECCOMP[_MACHINES[machine][0]],
        program=held,
        described=struct.pack("HP", len(program) // _STEP.size, ctypes.addressof(held)),
    )


def program_for(machine: str) -> bytes:
    """Return the filter for such a machine: a classic BPF program."""
    column, audited = _MACHINES[machine]
    refused = [number for numbers in REFUSED.values() if (number := numbers[column]) is not None]
    return b"".join(
        (
            _step(_LOAD, _MACHINE_AT),
            _step(_IF_EQUAL, audited, then=1),
            _refuse(errno.EPERM),
            _step(_LOAD, _CALL_AT),
            _step(_IF_EQUAL, _CLONE3, otherwise=1),
            _refuse(errno.ENOSYS),
            _step(_IF_AT_LEAST, _NEWER, otherwise=1),
            _refuse(errno.ENOSYS),
            *_by_first_argument(_CLONE[column], _IF_ANY_BIT, _CLONE_THREAD),
            *_by_first_argument(_PRLIMIT[column], _IF_EQUAL, 0),
            *(
                _step(_IF_EQUAL, number, then=left)
                for left, number in zip(range(len(refused), 0, -1), refused, strict=True)
            ),
            _step(_RETURN, _ALLOW),
            _refuse(errno.EPERM),
        )
    )


def _by_first_argument(number: int, test: int, value: int) -> Iterator[bytes]:
    """Allow a call if its first argument passes the test, else refuse it. Argument and value have 32 bits."""
    yield _step(_IF_EQUAL, number, otherwise=4)
    yield _step(_LOAD, _FIRST_ARGUMENT_AT)
    yield _step(test, value, otherwise=1)
    yield _step(_RETURN, _ALLOW)
    yield _refuse(errno.EPERM)


def _refuse(error: int) -> bytes:
    return _step(_RETURN, _ERROR | error)


def _step(code: int, value: int, *, then: int = 0, otherwise: int = 0) -> bytes:
    """Write one step; `then` and `otherwise` are how many steps a test passes over."""
    return _STEP.pack(code, then, otherwise, value)
