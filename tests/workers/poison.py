"""What a hostile file might make its sandbox do, each as work that a sandbox can be given."""

import os
import signal
import socket
import sys
import time
import warnings
from pathlib import Path
from typing import Any

from svodka.errors import EmptyFileError
from svodka.workers.sandboxed import Job, Say


def obey(job: Job, say_stage: Say) -> dict[str, Any]:
    say_stage("reading")
    artefact = job.folder / "report.html"
    artefact.write_text(job.path.read_text())
    return {"summary": {"title": job.name}, "artefacts": {"report": str(artefact)}}


def look_for_secrets(job: Job, say_stage: Say) -> dict[str, Any]:
    """Tell all that the process has of what it was started with."""
    inherited = Path("/proc/self/environ").read_bytes().decode(errors="replace")
    return {"summary": {"variables": dict(os.environ), "inherited": inherited}, "artefacts": {}}


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
    os.kill(os.getpid(), signal.SIGSEGV)
    return {}


def exit_quietly(job: Job, say_stage: Say) -> dict[str, Any]:
    os._exit(0)


def name_a_stray(job: Job, say_stage: Say) -> dict[str, Any]:
    return {"summary": {}, "artefacts": {"report": "/etc/passwd"}}


def leave_a_mess(job: Job, say_stage: Say) -> dict[str, Any]:
    (Path(job.folder) / "half-written").write_bytes(b"x")
    socket.socketpair()
    os.kill(os.getpid(), signal.SIGKILL)
    return {}


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
