"""Issues of the reader as sentences, for the JSON, the chat and the page."""

import datetime as dt
from decimal import Decimal
from typing import Final

from svodka.analysis.model import Issue
from svodka.analysis.plain import clipped
from svodka.analysis.profiling.quality import Finding
from svodka.analysis.wording import Wording
from svodka.texts import Figure

_LONGEST_VALUE: Final = 60


def issue_sentence(issue: Issue, wording: Wording) -> str:
    """Return the sentence of an issue, without its place."""
    figures: dict[str, Figure] = {
        "column": wording.column(issue.column or ""),
        "value": clipped(issue.value or "", _LONGEST_VALUE),
        "count": issue.count,
    }
    figures |= {
        key: clipped(value, 2 * _LONGEST_VALUE) if isinstance(value, str) else value
        for key, value in issue.figures.items()
    }
    try:
        return wording.say(f"issue-{issue.code}", **figures)
    except LookupError:
        return wording.say("issue-unknown", name=str(issue.code))


def placed_sentence(issue: Issue, wording: Wording) -> str:
    """Return the sentence of an issue with the line it is about, counted from 1."""
    text = issue_sentence(issue, wording)
    if issue.row is None:
        return text
    code = "issue-at-row" if issue.count == 1 else "issue-at-rows"
    return wording.say(code, text=text.removesuffix("."), row=str(issue.row + 1)) + "."


def finding_sentence(finding: Finding, wording: Wording) -> str:
    """Return the sentence of a finding on quality."""
    return wording.say(f"finding-{finding.code}", **_finding_figures(finding, wording))


def finding_advice(finding: Finding, wording: Wording) -> str:
    """Return what to do about a finding."""
    return wording.say(f"finding-{finding.code}-advice", **_finding_figures(finding, wording))


def _finding_figures(finding: Finding, wording: Wording) -> dict[str, Figure]:
    column = finding.column
    figures: dict[str, Figure] = {
        "column": wording.column(column.name) if column is not None else "",
        "count": finding.count,
        "share": wording.share(Decimal(repr(finding.share)), 1),
    }
    for key, value in finding.figures.items():
        match value:
            case str():
                figures[key] = clipped(value, 3 * _LONGEST_VALUE)
            case Decimal():
                figures[key] = wording.amount(value, column.unit if column is not None else None)
            case dt.date():
                figures[key] = wording.day(value)
            case _:
                figures[key] = value
    return figures
