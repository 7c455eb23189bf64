"""What a check finds: a code with its figures, which the texts turn into a sentence and a way to mend it."""

import enum
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from svodka.config import Settings
from svodka.texts import Figure

# How the database knows the sessions of whoever examines it.
DATABASE_NAME: Final = "svodka-doctor"


class Verdict(enum.StrEnum):
    """NOTE is worth knowing and no reason not to start."""

    OK = "ok"
    NOTE = "note"
    WRONG = "wrong"


class Subject(enum.StrEnum):
    """What is checked; each has a name in the texts."""

    TELEGRAM = "telegram"
    CLOCK = "clock"
    DATABASE = "database"
    SESSIONS = "sessions"
    QUEUE = "queue"
    STORAGE = "storage"
    DISK = "disk"
    FONTS = "fonts"
    SANDBOX = "sandbox"
    LOG = "log"
    PROCESSES = "processes"
    PAGES = "pages"
    OPERATORS = "operators"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """`code` names the sentence `checkup-<code>`, and for what is not OK `checkup-<code>-mend`."""

    subject: Subject
    verdict: Verdict
    code: str
    figures: Mapping[str, Figure] = field(default_factory=dict)


# `ok`, `note` or `wrong` below.
Maker = Callable[..., "Finding"]
# Errors that a check does not name itself become a finding of its subject.
Check = Callable[[Settings], Awaitable[Sequence[Finding]]]


def ok(subject: Subject, code: str, **figures: Figure) -> Finding:
    """Say that something is as it should be."""
    return Finding(subject=subject, verdict=Verdict.OK, code=code, figures=figures)


def note(subject: Subject, code: str, **figures: Figure) -> Finding:
    """Say something worth knowing."""
    return Finding(subject=subject, verdict=Verdict.NOTE, code=code, figures=figures)


def wrong(subject: Subject, code: str, **figures: Figure) -> Finding:
    """Say that something has to be mended."""
    return Finding(subject=subject, verdict=Verdict.WRONG, code=code, figures=figures)
