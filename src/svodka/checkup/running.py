"""Runs the checks, one after the other, so that none measures another; each within its time."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from svodka.checkup.confinement import check_sandbox
from svodka.checkup.logs import check_log, check_log_closely
from svodka.checkup.machine import check_disk, check_fonts
from svodka.checkup.model import Check, Finding, Subject, wrong
from svodka.checkup.objects import check_storage
from svodka.checkup.queue import check_queue
from svodka.checkup.rows import check_database
from svodka.checkup.service import check_service
from svodka.checkup.telegram import check_telegram
from svodka.config import Settings

_DEADLINE_S: Final = 60.0

ALL: Final[Mapping[Subject, Check]] = {
    Subject.TELEGRAM: check_telegram,
    Subject.DATABASE: check_database,
    Subject.QUEUE: check_queue,
    Subject.STORAGE: check_storage,
    Subject.DISK: check_disk,
    Subject.FONTS: check_fonts,
    Subject.SANDBOX: check_sandbox,
    Subject.LOG: check_log,
    Subject.PROCESSES: check_service,
}
LOG_ONLY: Final[Mapping[Subject, Check]] = {Subject.LOG: check_log_closely}


async def examine(settings: Settings, checks: Mapping[Subject, Check]) -> AsyncIterator[Finding]:
    """Yield what is found, as it is found. A check that fails in a way of its own is a finding, too."""
    with _quiet():
        for subject, check in checks.items():
            try:
                async with asyncio.timeout(_DEADLINE_S):
                    findings = await check(settings)
            except TimeoutError:
                findings = [wrong(subject, "late", seconds=_DEADLINE_S)]
            except Exception as error:
                findings = [wrong(subject, "unexpected", error=repr(error))]
            for finding in findings:
                yield finding


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep from the terminal what the parts log that are tried: the findings say it."""
    root, nowhere = logging.getLogger(), logging.NullHandler()
    root.addHandler(nowhere)
    try:
        yield
    finally:
        root.removeHandler(nowhere)
