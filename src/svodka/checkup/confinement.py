"""Are a sandbox's limits in force here? Files that swallow memory or never end are what they are for."""

import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any, Final

from svodka.checkup.model import Finding, Subject, ok, wrong
from svodka.config import Settings
from svodka.errors import SandboxCrashedError, TableTooComplexError
from svodka.workers import Sandbox, open_sandbox
from svodka.workers.sandboxed import Job, Say

_MIB: Final = 1 << 20
_WALL_S: Final = 1.5
# Killing a process and hearing of it takes a moment, on a busy machine a long one.
_SLACK_S: Final = 5.0
_TABLE: Final = "город;сумма\nМосква;10,5\nКазань;20,25\n"


def swallow(job: Job, _say: Say) -> dict[str, Any]:
    """Ask for twice the memory there may be; untouched, so that it costs nothing where nobody minds."""
    return {"summary": {"bytes": len(bytearray(2 * job.memory_mb * _MIB))}, "artefacts": {}}


def spin(_job: Job, _say: Say) -> dict[str, Any]:
    """Never end."""
    while True:
        pass


async def check_sandbox(settings: Settings) -> Sequence[Finding]:
    """Analyse a table, then have two sandboxes go too far."""
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
            return await _limits(sandbox, table) or [
                ok(Subject.SANDBOX, "sandbox-good", ms=ms, mb=sandbox.memory_mb)
            ]


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


async def _is_refused(work: Callable[[], Awaitable[None]]) -> bool:
    try:
        await work()
    except (TableTooComplexError, SandboxCrashedError):
        return True
    return False


async def _end(sandbox: Sandbox, table: Path) -> None:
    async def unheard(_stage: str) -> None:
        pass

    async with sandbox.analyse(table, name=table.name, language="ru", progress=unheard):
        pass
