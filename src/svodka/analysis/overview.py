"""The first sentences of a report: what it comes to, and what is remarkable; and the one line on quality."""

from collections.abc import Sequence
from typing import Final

from svodka.analysis.insights import Insight
from svodka.analysis.lenses import Seen
from svodka.analysis.model import Issue, Severity
from svodka.analysis.profiling import Profile
from svodka.analysis.profiling.quality import Finding
from svodka.analysis.sentences import finding_sentence, placed_sentence
from svodka.analysis.wording import Wording

_SENTENCES_IN_SHORT: Final = 5
_INSIGHTS_IN_SHORT: Final = 2


def overview(seen: Seen, insights: Sequence[Insight]) -> list[str]:
    """Return the sentences, the most important first: what it comes to, then what is remarkable."""
    # A month against the month before need not be told twice.
    told = any(each.code == "change" for each in insights)
    facts = [fact.text for fact in seen.view.facts if not (told and fact.code == "month")]
    return [*facts, *(each.text for each in insights)]


def in_short(seen: Seen, insights: Sequence[Insight]) -> list[str]:
    """Return the few sentences for the chat: what it comes to, what is remarkable, what must not be missed."""
    facts = [fact for fact in seen.view.facts if not fact.caveat]
    caveats = [fact.text for fact in seen.view.facts if fact.caveat]
    told = [each.text for each in insights[:_INSIGHTS_IN_SHORT]]
    room = _SENTENCES_IN_SHORT - len(told) - len(caveats)
    monthly = not any(each.code == "change" for each in insights)
    said = [fact.text for fact in facts if monthly or fact.code != "month"]
    return [*said[: max(room, 1)], *told, *caveats]


def quality_line(
    profile: Profile, quality: Sequence[Finding], issues: Sequence[Issue], wording: Wording
) -> str:
    """Return one line on the data's quality: how many remarks, and the weightiest of them."""
    doubts = [placed_sentence(issue, wording) for issue in issues if issue.severity is not Severity.INFO]
    weighty = [
        finding_sentence(finding, wording) for finding in quality if finding.severity is not Severity.INFO
    ]
    minor = [finding_sentence(finding, wording) for finding in quality if finding.severity is Severity.INFO]
    if not doubts and not weighty and not minor:
        return wording.say("chat-quality-good" if profile.rows else "chat-quality-none")
    said = [*weighty, *doubts, *minor]
    code = "chat-quality" if weighty or doubts else "chat-quality-minor"
    return wording.say(code, count=len(said), first=said[0])
