"""The first sentences of a report: what it comes to, and what is remarkable; and the one line on quality."""

from collections.abc import Iterator, Sequence
from typing import Final

from svodka.analysis.insights import Insight
from svodka.analysis.lenses import Seen
from svodka.analysis.model import Column, Issue, Severity
from svodka.analysis.plain import clipped
from svodka.analysis.profiling import Focus, Profile
from svodka.analysis.profiling.quality import Finding
from svodka.analysis.sentences import finding_sentence, placed_sentence
from svodka.analysis.wording import Wording

_SENTENCES_IN_SHORT: Final = 5
_INSIGHTS_IN_SHORT: Final = 2
_MOST_PARTS: Final = 3
_LONGEST_VALUE: Final = 40


def overview(profile: Profile, seen: Seen, insights: Sequence[Insight], wording: Wording) -> list[str]:
    """Return the sentences, the most important first: the lens's facts, else the measure's total."""
    # A month against the month before need not be told twice.
    told = any(each.code == "change" for each in insights)
    facts = [fact.text for fact in seen.view.facts if not (told and fact.code == "month")]
    if not facts:
        facts = list(_plain_facts(profile, seen.view.focus, wording))
    return [*facts, *(each.text for each in insights)]


def in_short(profile: Profile, seen: Seen, insights: Sequence[Insight], wording: Wording) -> list[str]:
    """Return the few sentences for the chat: what it comes to, what is remarkable, what must not be missed."""
    facts = [fact for fact in seen.view.facts if not fact.caveat]
    caveats = [fact.text for fact in seen.view.facts if fact.caveat]
    told = [each.text for each in insights[:_INSIGHTS_IN_SHORT]]
    room = _SENTENCES_IN_SHORT - len(told) - len(caveats)
    if facts:
        monthly = not any(each.code == "change" for each in insights)
        said = [fact.text for fact in facts if monthly or fact.code != "month"]
    else:
        said = overview(profile, seen, (), wording)
    return [*said[: max(room, 1)], *told, *caveats]


def _plain_facts(profile: Profile, focus: Focus, wording: Wording) -> Iterator[str]:
    """Tell of a table that no lens knows: what it comes to, and what it is made of."""
    if focus.measure is not None:
        yield _total(profile, focus.measure, wording, mean=focus.mean)
    if focus.category is not None:
        each = profile.of(focus.category)
        parts = [
            f"{clipped(str(top.value), _LONGEST_VALUE)} — {wording.share(top.count, profile.rows)}"
            for top in each.top[:_MOST_PARTS]
        ]
        column = wording.column(focus.category.name)
        yield wording.say("overview-parts", column=column, count=each.distinct, parts="; ".join(parts))


def _total(profile: Profile, column: Column, wording: Wording, *, mean: bool) -> str:
    each = profile.of(column)
    assert each.numbers is not None
    return wording.say(
        "overview-mean" if mean else "overview-total",
        column=wording.amounts(column),
        total=wording.amount(each.numbers.total, column.unit, each.shown_scale),
        mean=wording.short(each.numbers.mean, column.unit),
        median=wording.short(each.numbers.median, column.unit),
    )


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
