"""What a hostile file might make its sandbox do, each as work that a sandbox can be given."""

import ctypes
import errno
import json
import os
import platform
import resource
import signal
import socket
import stat
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from svodka.errors import EmptyFileError
from svodka.workers.kernel import call
from svodka.workers.sandboxed import Job, Say

_PTRACE, _UNSHARE = (101, 272) if platform.machine() == "x86_64" else (117, 97)


def obey(job: Job, say_stage: Say) -> dict[str, Any]:
    say_stage("reading")
    artefact = job.folder / "report.html"
    artefact.write_text(job.path.read_text())
    return {"summary": {"title": job.name}, "artefacts": {"report": str(artefact)}}


def refuse(job: Job, say_stage: Say) -> dict[str, Any]:
    raise EmptyFileError("nothing in it", rows=0)


def hang(job: Job, say_stage: Say) -> dict[str, Any]:
    say_stage(f"hanging:{os.getpid()}")
    signal.pause()
    return {}


def hang_for_long(job: Job, say_stage: Say) -> dict[str, Any]:
    return hang(job, say_stage)


def stop_amid_a_message(job: Job, say_stage: Say) -> dict[str, Any]:
    """Write the length of a message to the parent, and no more."""
    connection = sys._getframe(1).f_locals["connection"]
    os.write(connection.fileno(), (100).to_bytes(4, "big"))
    signal.pause()
    return {}


def burn(job: Job, say_stage: Say) -> dict[str, Any]:
    while True:
        time.monotonic()


def swallow_memory(job: Job, say_stage: Say) -> dict[str, Any]:
    held = [bytearray(64 * 1024 * 1024) for _ in range(64)]
    return {"summary": {"held": len(held)}, "artefacts": {}}


def crash(job: Job, say_stage: Say) -> dict[str, Any]:
    ctypes.string_at(0)
    return {}


def abort(job: Job, say_stage: Say) -> dict[str, Any]:
    os.abort()


def exit_quietly(job: Job, say_stage: Say) -> dict[str, Any]:
    os._exit(0)


def name_a_stray(job: Job, say_stage: Say) -> dict[str, Any]:
    return {"summary": {}, "artefacts": {"report": "/etc/passwd"}}


def leave_a_mess(job: Job, say_stage: Say) -> dict[str, Any]:
    (Path(job.folder) / "half-written").write_bytes(b"x")
    os.pipe()
    os._exit(1)


def count_in_threads(job: Job, say_stage: Say) -> dict[str, Any]:
    with duckdb.connect(config={"threads": 4}) as connection:
        found = connection.execute(
            "SELECT count(*) FROM range(3_000_000) AS numbers(n) WHERE n % 3 = 0"
        ).fetchall()
    return {"summary": {"found": found[0][0]}, "artefacts": {}}


def tell_ways_out(job: Job, say_stage: Say) -> dict[str, Any]:
    """Count the pipes and sockets that this process has."""
    kinds = [kind for descriptor in range(3, 1024) if (kind := _kind(descriptor)) is not None]
    ways = [kind for kind in kinds if stat.S_ISFIFO(kind) or stat.S_ISSOCK(kind)]
    return {"summary": {"ways": len(ways)}, "artefacts": {}}


def _kind(descriptor: int) -> int | None:
    try:
        return os.fstat(descriptor).st_mode
    except OSError:
        return None


def trespass(job: Job, say_stage: Say) -> dict[str, Any]:
    """Try what a table never needs, with the targets that are named; tell for each attempt how it was refused."""
    targets = json.loads(job.name)
    env, parent = Path(targets["env"]), os.getppid()
    attempts: dict[str, Callable[[], object]] = {
        # What files there are.
        "read the system's users": lambda: Path("/etc/passwd").read_bytes(),
        "read the settings": env.read_bytes,
        "read a file beside the upload": (job.path.parent / "other.csv").read_bytes,
        "read variables of the parent": lambda: Path(f"/proc/{parent}/environ").read_bytes(),
        "read memory of the parent": lambda: Path(f"/proc/{parent}/mem").open("rb").close(),
        "read its own variables": lambda: Path("/proc/self/environ").read_bytes(),
        "list the uploads": lambda: list(job.path.parent.iterdir()),
        "overwrite the upload": lambda: job.path.write_bytes(b"x"),
        "overwrite the settings": lambda: env.write_bytes(b"x"),
        "leave a file beside the upload": lambda: (job.path.parent / "new.csv").write_bytes(b"x"),
        "delete the settings": env.unlink,
        "take the settings": lambda: env.rename(job.folder / "taken"),
        "link to the settings": lambda: (job.folder / "link").symlink_to(env),
        "share the settings": lambda: (job.folder / "shared").hardlink_to(env),
        # What the kernel is asked for.
        "connect over TCP": lambda: socket.create_connection(
            ("127.0.0.1", targets["port"]), timeout=10
        ).close(),
        "connect to a socket of the system": lambda: _connect(targets["socket"]),
        "send over UDP": lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", 9)),
        "listen": lambda: socket.create_server(("127.0.0.1", 0)).close(),
        "become a program": lambda: os.execv(sys.executable, [sys.executable, "-c", ""]),
        "start a program": lambda: os.posix_spawn(sys.executable, [sys.executable, "-c", ""], {}),
        "start a shell": lambda: subprocess.run(["/bin/sh", "-c", "true"], check=True),
        "fork": _fork,
        "kill the parent": lambda: os.kill(parent, signal.SIGKILL),
        "kill the worker": lambda: os.kill(targets["worker"], signal.SIGKILL),
        "limit the parent": lambda: resource.prlimit(parent, resource.RLIMIT_NOFILE),
        "slow down the parent": lambda: os.setpriority(os.PRIO_PROCESS, parent, 19),
        "let others read the settings": lambda: env.chmod(0o644),
        "cut the settings": lambda: os.truncate(env, 0),
        "trace the parent": lambda: call(_PTRACE, 16, parent),
        "leave its namespaces": lambda: call(_UNSHARE, 0x10000000),
    }
    return {"summary": {name: _outcome(attempt) for name, attempt in attempts.items()}, "artefacts": {}}


def _outcome(attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except OSError as error:
        return errno.errorcode[error.errno or 0]
    return "done"


def _connect(path: str) -> None:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(path)


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def blurt(job: Job, say_stage: Say) -> dict[str, Any]:
    """Print a cell in each way there is, and fail with it."""
    cell = job.path.read_text()
    sys.stdout.write(cell)
    sys.stdout.flush()
    sys.stderr.write(cell)
    os.write(2, cell.encode())
    warnings.warn(cell, stacklevel=1)
    raise ValueError(f"no number: {cell}")


def tell_what_is_loaded(job: Job, say_stage: Say) -> dict[str, Any]:
    """Name the modules of this process."""
    return {"summary": {"loaded": sorted(sys.modules)}, "artefacts": {}}
