"""What the page's template is given: texts that are ready to be shown, still unescaped."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from msgspec import Struct

from svodka.analysis.charts import Chart
from svodka.analysis.document import File
from svodka.analysis.model import Issue, Role, Severity, Source, Type
from svodka.analysis.plain import clipped
from svodka.analysis.profiling import Associations, Bin, ColumnProfile, Coverage, Profile, addable
from svodka.analysis.profiling.model import Patterns
from svodka.analysis.profiling.quality import Finding
from svodka.analysis.sentences import finding_advice, finding_sentence, placed_sentence
from svodka.analysis.wording import Wording
from svodka.texts import size

_SPARK_WIDTH: Final = 160
_SPARK_HEIGHT: Final = 34
_STRONG: Final = 0.5
_MOST_PAIRS: Final = 6
_LARGE: Final = 1_000
_OF_A_PATTERN: Final = 40


class PageContent(Struct, frozen=True, kw_only=True):
    """Everything the page tells of."""

    title: str
    kind: str
    file: File
    source: Source
    profile: Profile
    overview: Sequence[str]
    charts: Sequence[Chart]
    quality: Sequence[Finding]
    issues: Sequence[Issue]
    coverage: Coverage | None
    associations: Associations


class Detail(Struct, frozen=True, kw_only=True):
    """How much is said of each column, so that a wide table still fits the page's size."""

    top_values: int
    value_length: int
    columns: int
    sparks: bool


FULL: Final = Detail(top_values=6, value_length=60, columns=200, sparks=True)
LESS: Final = Detail(top_values=3, value_length=28, columns=200, sparks=True)
LEAST: Final = Detail(top_values=0, value_length=24, columns=200, sparks=False)


def facts(content: PageContent, wording: Wording) -> list[tuple[str, str]]:
    """Return what stands at the head of the page: label and value."""
    say, source = wording.say, content.source
    listed = [
        (say("page-rows"), wording.number(content.profile.rows)),
        (say("page-columns-count"), wording.number(len(content.profile.columns))),
    ]
    if content.coverage is not None:
        listed.append((say("page-period"), wording.covered(content.coverage)))
    listed.append((say("page-file"), f"{source.format.upper()}, {size(content.file.bytes, wording.lang)}"))
    if source.encoding:
        listed.append((say("page-encoding"), source.encoding))
    if source.delimiter:
        listed.append(
            (say("page-delimiter"), say("page-tab") if source.delimiter == "\t" else source.delimiter)
        )
    if source.member:
        listed.append((say("page-sheet"), source.member))
    return listed


def quality_items(content: PageContent, wording: Wording) -> list[dict[str, Any]]:
    """Return what was doubted on reading, then the findings: sentence, example rows, advice, how serious."""
    doubts = [
        {"text": placed_sentence(issue, wording), "rows": "", "advice": "", "severity": str(issue.severity)}
        for issue in content.issues
        if issue.severity is not Severity.INFO
    ]
    return doubts + [
        {
            "text": finding_sentence(finding, wording),
            "rows": _rows(finding, wording),
            "advice": finding_advice(finding, wording),
            "severity": str(finding.severity),
        }
        for finding in content.quality
    ]


def _rows(finding: Finding, wording: Wording) -> str:
    if not finding.rows:
        return ""
    numbers = ", ".join(wording.number(row + 1) for row in finding.rows)
    return wording.say("page-example", count=len(finding.rows), rows=numbers)


def assumed_items(content: PageContent, wording: Wording) -> list[dict[str, str]]:
    """Return every issue of the reader, the serious ones first."""
    order = [Severity.ERROR, Severity.WARNING, Severity.INFO]
    issues = sorted(content.issues, key=lambda issue: order.index(issue.severity))
    return [{"text": placed_sentence(issue, wording), "severity": str(issue.severity)} for issue in issues]


def associated_items(content: PageContent, wording: Wording) -> list[str]:
    """Return the pairs of columns that clearly go together, the strongest first."""
    strong = [pair for pair in content.associations.pairs if abs(pair.value) >= _STRONG]
    items = [
        wording.say(
            f"page-{pair.kind}",
            one=wording.column(pair.one.name),
            other=wording.column(pair.other.name),
            value=wording.number(round(pair.value, 2)),
            direction="up" if pair.value > 0 else "down",
        )
        for pair in strong[:_MOST_PAIRS]
    ]
    if items and content.associations.capped:
        items.append(wording.say("page-associations-capped"))
    return items


def column_cards(content: PageContent, wording: Wording, detail: Detail) -> list[dict[str, Any]]:
    """Return the columns, each as a card."""
    return [
        _card(each, content.profile.rows, wording, detail)
        for each in content.profile.columns[: detail.columns]
    ]


def _card(each: ColumnProfile, rows: int, wording: Wording, detail: Detail) -> dict[str, Any]:
    column = each.column
    kind = [wording.say(f"type-{column.type}")]
    if column.role.value not in {column.type.value, "flag"}:
        kind.append(wording.say(f"role-{column.role}"))
    return {
        "id": column.index,
        "name": clipped(wording.names.get(column.name, column.name), 160),
        "kind": " · ".join(dict.fromkeys(kind)),
        "nulls": each.nulls,
        "fill": round(100 * each.filled / rows, 1) if each.nulls and rows else None,
        "fill_text": _fill(each, rows, wording),
        "stats": _stats(each, wording, detail),
        "spark": _spark(each.bins) if detail.sparks else "",
        "top": _top(each, wording, detail),
    }


def _fill(each: ColumnProfile, rows: int, wording: Wording) -> str:
    if not each.filled:
        return wording.say("value-empty")
    if not each.nulls:
        return wording.say("chat-filled-all")
    missing = f"{wording.say('page-missing')}: {wording.number(each.nulls)}"
    return f"{wording.say('chat-fill', share=wording.share(each.filled, rows))} · {missing}"


def _stats(each: ColumnProfile, wording: Wording, detail: Detail) -> list[tuple[str, str]]:
    if not each.filled:
        return []
    say = wording.say
    stats = [(say("page-distinct"), wording.number(each.distinct))]
    wordy = each.column.type in {Type.TEXT, Type.BOOLEAN}
    # The least and the greatest of numbers that are names say nothing.
    wordy = wordy or (each.numbers is not None and each.column.role is Role.IDENTIFIER)
    if not wordy and each.minimum is not None and each.maximum is not None:
        unit = each.column.unit
        stats.append((say("page-min"), wording.value(each.minimum, unit, each.shown_scale)))
        stats.append((say("page-max"), wording.value(each.maximum, unit, each.shown_scale)))
    if each.numbers is not None and each.column.role is not Role.IDENTIFIER:
        stats += _number_stats(each, wording)
    if each.lengths is not None and detail.sparks:
        shortest, longest = wording.number(each.lengths.shortest), wording.number(each.lengths.longest)
        stats.append((say("page-length"), shortest if shortest == longest else f"{shortest}–{longest}"))
    if each.patterns is not None and detail.sparks:
        stats += _pattern_stats(each.patterns, wording)
    return stats


def _pattern_stats(found: Patterns, wording: Wording) -> list[tuple[str, str]]:
    """Show the pattern that most of the identifiers have, if there is one."""
    usual = found.top[0]
    if usual.count * 2 <= found.values:
        return []
    text = clipped(usual.text, _OF_A_PATTERN)
    if usual.count < found.values:
        text = f"{text} ({wording.share(usual.count, found.values)})"
    return [(wording.say("page-pattern"), text)]


def _number_stats(each: ColumnProfile, wording: Wording) -> list[tuple[str, str]]:
    numbers, unit, say = each.numbers, each.column.unit, wording.say
    assert numbers is not None

    def amount(value: Decimal) -> str:
        return wording.amount(value, unit, each.shown_digits(value))

    stats = []
    if addable(each):
        stats.append((say("page-sum"), wording.amount(numbers.total, unit, each.shown_scale)))
    stats += [
        (say("page-mean"), amount(numbers.mean)),
        (say("page-median"), amount(numbers.median)),
        (say("page-middle"), _range(each, numbers.q1, numbers.q3, wording)),
        (say("page-most"), _range(each, numbers.p05, numbers.p95, wording)),
    ]
    if numbers.deviation is not None:
        stats.append((say("page-deviation"), wording.short(Decimal(repr(numbers.deviation)), unit)))
    if numbers.zeros:
        stats.append((say("page-zeros"), wording.number(numbers.zeros)))
    if numbers.negatives:
        stats.append((say("page-negatives"), wording.number(numbers.negatives)))
    return stats


def _range(each: ColumnProfile, low: Decimal, high: Decimal, wording: Wording) -> str:
    """Write a range so short that it fits a line: large numbers without fractions."""
    large = max(abs(low), abs(high)) >= _LARGE
    decimals = [0 if large else each.shown_digits(value) for value in (low, high)]
    return wording.range_of((low, high), each.column.unit, decimals)


def _spark(bins: Sequence[Bin]) -> str:
    """Return the path of a sparkline histogram: one stroke up and down for each bin."""
    if len(bins) < 2:
        return ""
    highest = max(each.count for each in bins) or 1
    width = _SPARK_WIDTH / len(bins)
    parts = []
    for n, each in enumerate(bins):
        height = max(each.count / highest * _SPARK_HEIGHT, 1)
        if each.count:
            parts.append(f"M{n * width:.1f} {_SPARK_HEIGHT}v-{height:.0f}h{width - 1:.1f}v{height:.0f}z")
    return "".join(parts)


def _top(each: ColumnProfile, wording: Wording, detail: Detail) -> list[dict[str, Any]]:
    """Return the frequent values; none for columns whose values hardly repeat."""
    if not each.top or each.distinct > each.filled / 2 or (each.bins and each.distinct > 24):
        return []
    shown = []
    for top in each.top[: detail.top_values]:
        text = clipped(wording.value(top.value, each.column.unit, each.shown_scale), detail.value_length)
        share = wording.share(top.count, each.filled)
        shown.append({"text": text, "share": share, "percent": round(100 * top.count / each.filled)})
    return shown
