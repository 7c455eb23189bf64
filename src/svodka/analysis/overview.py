"""The first sentences of a report: what it comes to, and what is remarkable; and the one line on quality."""

from collections.abc import Sequence

from svodka.analysis.insights import Insight
from svodka.analysis.lenses import Seen
from svodka.analysis.model import Column, Issue, Severity
from svodka.analysis.profiling import Profile
from svodka.analysis.profiling.quality import Finding
from svodka.analysis.sentences import finding_sentence, placed_sentence
from svodka.analysis.wording import Wording


def overview(profile: Profile, seen: Seen, insights: Sequence[Insight], wording: Wording) -> list[str]:
    """Return the sentences, the most important first: the lens's facts, else the measure's total."""
    # A month against the month before need not be told twice.
    told = any(each.code == "change" for each in insights)
    facts = [fact.text for fact in seen.view.facts if not (told and fact.code == "month")]
    measure = seen.view.focus.measure
    if not facts and measure is not None:
        facts = [_total(profile, measure, wording)]
    return [*facts, *(each.text for each in insights)]


def _total(profile: Profile, column: Column, wording: Wording) -> str:
    each = profile.of(column)
    assert each.numbers is not None
    return wording.say(
        "overview-total",
        column=wording.column(column.name),
        total=wording.amount(each.numbers.total, column.unit, each.shown_scale),
        mean=wording.short(each.numbers.mean, column.unit),
        median=wording.short(each.numbers.median, column.unit),
    )


def quality_line(quality: Sequence[Finding], issues: Sequence[Issue], wording: Wording) -> str:
    """Return one line on the data's quality: how many remarks, and the weightiest of them."""
    doubts = [placed_sentence(issue, wording) for issue in issues if issue.severity is not Severity.INFO]
    weighty = [
        finding_sentence(finding, wording) for finding in quality if finding.severity is not Severity.INFO
    ]
    minor = [finding_sentence(finding, wording) for finding in quality if finding.severity is Severity.INFO]
    if not doubts and not weighty and not minor:
        return wording.say("chat-quality-good")
    said = [*weighty, *doubts, *minor]
    code = "chat-quality" if weighty or doubts else "chat-quality-minor"
    return wording.say(code, count=len(said), first=said[0])
