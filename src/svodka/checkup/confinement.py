"""Are a sandbox's limits in force here, and what can it reach? Files by strangers are what they are for."""

import os
import socket
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any, Final

from svodka.checkup.model import Finding, Subject, note, ok, wrong
from svodka.config import Settings
from svodka.errors import SandboxCrashedError, TableTooComplexError
from svodka.workers import Sandbox, open_sandbox
from svodka.workers.sandboxed import Job, Layers, Say

_MIB: Final = 1 << 20
_WALL_S: Final = 1.5
# Killing a process and hearing of it takes a moment, on a busy machine a long one.
_SLACK_S: Final = 5.0
_HERE: Final = "127.0.0.1"
_OTHERS: Final = "another-table.csv"
_TABLE: Final = "город;сумма\nМосква;10,5\nКазань;20,25\n"


def swallow(job: Job, _say: Say) -> dict[str, Any]:
    """Ask for twice the memory there may be; untouched, so that it costs nothing where nobody minds."""
    return {"summary": {"bytes": len(bytearray(2 * job.memory_mb * _MIB))}, "artefacts": {}}


def spin(_job: Job, _say: Say) -> dict[str, Any]:
    """Never end."""
    while True:
        pass


def trespass(job: Job, _say: Say) -> dict[str, Any]:
    """Try what no table needs; the summary has what was done, by the code of its finding. The file names a port."""
    attempts: Mapping[str, Callable[[], object]] = {
        "files-open": (job.path.parent / _OTHERS).read_bytes,
        "network-open": lambda: socket.create_connection((_HERE, int(job.path.read_text())), _WALL_S).close(),
        "programs-open": lambda: os.waitpid(os.posix_spawn(sys.executable, [sys.executable, "-V"], {}), 0),
        "processes-open": lambda: os.kill(os.getppid(), 0),
    }
    return {
        "summary": {"done": [code for code, attempt in attempts.items() if _is_done(attempt)]},
        "artefacts": {},
    }


def _is_done(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except PermissionError:
        return False
    return True


async def check_sandbox(settings: Settings) -> Sequence[Finding]:
    """Analyse a table, then have two sandboxes go too far, and one try all doors."""
    with tempfile.TemporaryDirectory(prefix="svodka-doctor-") as folder:
        table = Path(folder) / "table.csv"
        table.write_text(_TABLE, "utf-8")
        async with open_sandbox(
            Path(folder),
            wall_s=settings.work.analysis_deadline_s,
            memory_mb=settings.work.analysis_memory_mb,
        ) as sandbox:
            begun = monotonic()
            try:
                await _end(sandbox, table)
            except (SandboxCrashedError, TableTooComplexError) as error:
                return [wrong(Subject.SANDBOX, "sandbox-broken", error=str(error))]
            ms = round((monotonic() - begun) * 1000)
            limits = await _limits(sandbox, table) or [
                ok(Subject.SANDBOX, "sandbox-good", ms=ms, mb=sandbox.memory_mb)
            ]
            return [*limits, *await _doors(replace(sandbox, work=trespass), Path(folder))]


async def _limits(sandbox: Sandbox, table: Path) -> Sequence[Finding]:
    begun = monotonic()
    findings = []
    if not await _is_refused(lambda: _end(replace(sandbox, work=swallow), table)):
        findings.append(wrong(Subject.SANDBOX, "memory-unlimited", mb=sandbox.memory_mb))
    begun = monotonic()
    refused = await _is_refused(lambda: _end(replace(sandbox, work=spin, wall_s=_WALL_S), table))
    if not refused or monotonic() - begun > _WALL_S + _SLACK_S:
        findings.append(wrong(Subject.SANDBOX, "time-unlimited", seconds=round(monotonic() - begun, 1)))
    return findings


async def _doors(sandbox: Sandbox, folder: Path) -> Sequence[Finding]:
    (folder / _OTHERS).touch()
    with socket.create_server((_HERE, 0)) as server:
        port = folder / "port"
        port.write_text(str(server.getsockname()[1]))
        async with sandbox.analyse(port, name=port.name, language="ru", progress=_unheard) as analysis:
            done = analysis.summary["done"]
    layers = ", ".join(_names(sandbox.layers))
    return [note(Subject.SANDBOX, code, layers=layers or "—") for code in done] or [
        ok(Subject.SANDBOX, "sandbox-shut", layers=layers)
    ]


def _names(layers: Layers) -> Iterator[str]:
    if layers.landlock:
        yield f"Landlock {layers.landlock}"
    if layers.seccomp:
        yield "seccomp"


async def _is_refused(work: Callable[[], Awaitable[None]]) -> bool:
    try:
        await work()
    except (TableTooComplexError, SandboxCrashedError):
        return True
    return False


async def _end(sandbox: Sandbox, table: Path) -> None:
    async with sandbox.analyse(table, name=table.name, language="ru", progress=_unheard):
        pass


async def _unheard(_stage: str) -> None:
    """Hear of a stage."""
