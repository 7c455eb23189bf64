"""Examines one part of an installation with settings of its own."""

from pathlib import Path
from typing import Final

from svodka.checkup import ALL, Finding, Subject, Verdict, examine
from svodka.checkup.model import Check
from svodka.config import Settings

# Nobody listens there.
AWAY: Final = "127.0.0.1:1"


async def found(subject: Subject, folder: Path, **environ: str) -> list[tuple[Verdict, str]]:
    findings = await all_found({subject: ALL[subject]}, folder, **environ)
    return [(finding.verdict, finding.code) for finding in findings]


async def all_found(checks: dict[Subject, Check], folder: Path, **environ: str) -> list[Finding]:
    settings = Settings.load({"SVODKA_DATA_DIR": str(folder / "var"), **environ})
    return [finding async for finding in examine(settings, checks)]
