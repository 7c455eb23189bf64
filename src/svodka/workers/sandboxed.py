"""What runs inside a sandbox process: set the limits, analyse one file, write the artefacts, tell the parent.

Speaks JSON to its parent and never pickles, for what comes out of here may be a stranger's doing.
"""

import json
import os
import resource
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

import duckdb

from svodka.analysis import Report, analyze
from svodka.errors import TableTooComplexError, UnreadableFileError
from svodka.workers.kernel import IS_LINUX, control
from svodka.workers.landlock import confine_to
from svodka.workers.seccomp import filter_calls

_PR_SET_PDEATHSIG: Final = 1
_MIB: Final = 1024 * 1024
# What one run may write to disk: the decoded table, DuckDB's spill files and the artefacts, each.
_FILE_SIZE_BYTES: Final = 2048 * _MIB
_PLACES: Final = 6
_STDOUT, _STDERR = 1, 2
# A process made by the forkserver has a dozen files open.
_MOST_DESCRIPTORS: Final = 1024
# What a process has analysed stays open: taking a database down costs it as much as drawing a picture.
_kept: Final[list[Report]] = []


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """One file to analyse; artefacts and temporary files go to `folder`."""

    path: Path
    name: str
    language: str
    folder: Path
    memory_mb: int
    cpu_s: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Layers:
    """What keeps a sandbox from all that is not its own, as far as the kernel has it.

    `landlock` is the version of its interface, 0 for none; `seccomp`, whether calls are filtered.
    """

    landlock: int
    seccomp: bool


Say = Callable[[str], None]
Work = Callable[[Job, Say], dict[str, Any]]


def run(job: Job, connection: Connection, work: Work) -> None:
    """Do the work in this process and send what came of it: `stage`, then `done`, `refused` or `failed`.

    What fails is told by its place, never by its words, which may be the file's. Ends the process.
    """
    _limit(job)
    isolate(connection, readable=job.path, folder=job.folder)

    def say(kind: str, **figures: Any) -> None:
        connection.send_bytes(json.dumps({"kind": kind, **figures}, default=str).encode())

    try:
        say("done", **work(job, lambda stage: say("stage", stage=stage)))
    except UnreadableFileError as error:
        say("refused", code=error.code, message=str(error), figures=error.figures)
    except (MemoryError, duckdb.OutOfMemoryException) as error:
        say("refused", code=TableTooComplexError.code, message=repr(error), figures={})
    except Exception as error:
        say("failed", error=type(error).__name__, where=_where(error))
    # Nobody needs what is still in memory: the kernel frees it faster than we would.
    os._exit(0)


def _where(error: Exception) -> str:
    """Name the innermost places of an error, the one where it arose first."""
    frames = traceback.extract_tb(error.__traceback__)[-_PLACES:]
    return " < ".join(
        f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames)
    )


def tell_layers(connection: Connection, folder: Path) -> None:
    """Send what isolates a sandbox here. Ends the process."""
    layers = isolate(connection, readable=folder, folder=folder)
    connection.send_bytes(json.dumps(asdict(layers)).encode())
    os._exit(0)


def isolate(connection: Connection, *, readable: Path, folder: Path) -> Layers:
    """Leave this process the one file, the one folder and the way back; it cannot be undone."""
    # What the forkserver is told by, and multiprocessing's tracker of what is to be deleted: not for a stranger.
    os.closerange(_STDERR + 1, connection.fileno())
    os.closerange(connection.fileno() + 1, _MOST_DESCRIPTORS)
    return Layers(landlock=confine_to(readable=readable, folder=folder), seccomp=filter_calls())


def _limit(job: Job) -> None:
    if IS_LINUX:
        control(_PR_SET_PDEATHSIG, signal.SIGKILL)
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, signal.SIG_IGN)  # The parent decides when we end, and uses SIGKILL.
    # Data, not address space: libraries reserve far more addresses than they ever touch.
    memory_bytes = job.memory_mb * _MIB
    resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (job.cpu_s, job.cpu_s + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE_SIZE_BYTES, _FILE_SIZE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Libraries print what they choke on, and a stranger's cells are not for our log.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (_STDOUT, _STDERR):
        os.dup2(nowhere, stream)
    os.close(nowhere)
    tempfile.tempdir = str(job.folder)
    sys.setrecursionlimit(1000)


def analyse_file(job: Job, say_stage: Say) -> dict[str, Any]:
    """Analyse one file; returns the summary for the chat and the artefacts (name → path in the folder)."""
    artefacts: dict[str, str] = {}
    report = analyze(
        job.path,
        name=job.name,
        lang="ru" if job.language == "ru" else "en",
        progress=_each_once(say_stage),
    )
    _kept.append(report)
    for number, chart in enumerate(report.charts, start=1):
        artefacts[f"chart-{number}"] = _write(job.folder / f"chart-{number}.png", chart.png())
    artefacts["report"] = _write(job.folder / "report.html", report.to_html().encode())
    clean = job.folder / "clean.csv"
    report.clean(clean)
    artefacts["clean"] = str(clean)
    chat = report.chat()
    summary = {
        "title": chat.title,
        "text": chat.summary,
        "columns": list(chat.columns),
        "charts": len(report.charts),
    }
    return {"summary": summary, "artefacts": artefacts}


def _each_once(say_stage: Say) -> Callable[[str, float], None]:
    """Say that a stage has begun; how far it has come would be a message a column, which costs the worker more."""
    said: set[str] = set()

    def tell(stage: str, _fraction: float) -> None:
        if stage not in said:
            said.add(stage)
            say_stage(stage)

    return tell


def close_kept() -> None:
    """Close what was analysed in this process, where it does not end."""
    while _kept:
        _kept.pop().close()


def _write(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    return str(path)
