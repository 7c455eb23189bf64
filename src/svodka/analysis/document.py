"""The promised JSON: names and types that others build on (see docs/reference/json.md)."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct

from svodka.analysis.insights import Insight
from svodka.analysis.lenses import Fact
from svodka.analysis.model import Issue, Source
from svodka.analysis.profiling import Associations, ColumnProfile, Coverage, Profile, Value
from svodka.analysis.profiling.quality import Finding
from svodka.analysis.sentences import finding_advice, finding_sentence, placed_sentence
from svodka.analysis.wording import Wording


class File(Struct, frozen=True, kw_only=True):
    """The file that was analysed: the name as given, its size and its SHA-256 in hex."""

    name: str
    bytes: int
    sha256: str


def table_document(profile: Profile) -> dict[str, Any]:
    """Return the `table` part."""
    return {
        "rows": profile.rows,
        "duplicate_rows": profile.duplicates,
        "columns": [_column(each) for each in profile.columns],
    }


def source_document(source: Source) -> dict[str, Any]:
    """Return the `source` part."""
    return {
        "format": source.format,
        "encoding": source.encoding,
        "delimiter": source.delimiter,
        "quotechar": source.quotechar,
        "skip_initial_space": source.skip_initial_space,
        "header_row": source.header_row,
        "preamble_rows": source.preamble_rows,
        "footer_rows": source.footer_rows,
        "mojibake": source.mojibake,
        "member": source.member,
    }


def time_document(covered: Coverage | None) -> dict[str, Any] | None:
    """Return the `time` part: null for a table without a time column."""
    if covered is None:
        return None
    return {
        "column": covered.column.name,
        "from": covered.first.isoformat(),
        "to": covered.last.isoformat(),
        "granularity": str(covered.granularity),
        "period": str(covered.period),
        "periods": covered.periods,
        "empty_periods": covered.empty,
        "partial_last": covered.partial_last,
    }


def associations_document(found: Associations) -> dict[str, Any]:
    """Return the `associations` part."""
    pairs = [
        {
            "columns": [pair.one.name, pair.other.name],
            "kind": pair.kind,
            "value": round(pair.value, 4),
            "rows": pair.rows,
        }
        for pair in found.pairs
    ]
    return {"pairs": pairs, "capped": found.capped}


def issues_document(issues: Sequence[Issue], wording: Wording) -> list[dict[str, Any]]:
    """Return the `issues` part."""
    return [
        {
            "code": str(issue.code),
            "severity": str(issue.severity),
            "row": issue.row,
            "column": issue.column,
            "count": issue.count,
            "value": issue.value,
            "message": placed_sentence(issue, wording),
        }
        for issue in issues
    ]


def quality_document(quality: Sequence[Finding], wording: Wording) -> list[dict[str, Any]]:
    """Return the `quality` part."""
    return [
        {
            "code": finding.code,
            "severity": str(finding.severity),
            "column": finding.column.name if finding.column is not None else None,
            "count": finding.count,
            "share": round(finding.share, 6),
            "rows": list(finding.rows),
            "message": finding_sentence(finding, wording),
            "advice": finding_advice(finding, wording),
        }
        for finding in quality
    ]


def facts_document(facts: Sequence[Fact]) -> list[dict[str, Any]]:
    """Return the `facts` part."""
    return [{"code": each.code, "text": each.text, "figures": dict(each.figures)} for each in facts]


def insights_document(insights: Sequence[Insight]) -> list[dict[str, Any]]:
    """Return the `insights` part."""
    return [{"code": each.code, "text": each.text, "figures": dict(each.figures)} for each in insights]


def _column(each: ColumnProfile) -> dict[str, Any]:
    column = each.column
    document: dict[str, Any] = {
        "name": column.name,
        "type": str(column.type),
        "role": str(column.role),
        "unit": column.unit,
        "nulls": each.nulls,
        "distinct": each.distinct,
        "unique": each.unique,
        "min": exact(each.minimum),
        "max": exact(each.maximum),
    }
    numbers = each.numbers
    if numbers is not None:
        document |= {
            "sum": exact(numbers.total),
            "mean": exact(numbers.mean),
            "p05": exact(numbers.p05),
            "q1": exact(numbers.q1),
            "median": exact(numbers.median),
            "q3": exact(numbers.q3),
            "p95": exact(numbers.p95),
            "stddev": numbers.deviation,
            "skew": numbers.skew,
            "zeros": numbers.zeros,
            "negatives": numbers.negatives,
        }
    if each.lengths is not None:
        lengths = each.lengths
        document["length"] = {"min": lengths.shortest, "max": lengths.longest, "mean": round(lengths.mean, 2)}
    if each.patterns is not None:
        document["patterns"] = {
            "values": each.patterns.values,
            "top": [{"pattern": found.text, "count": found.count} for found in each.patterns.top],
        }
    if each.bins:
        document["histogram"] = [
            {"from": exact(each.lower), "to": exact(each.upper), "count": each.count} for each in each.bins
        ]
    document["top"] = [{"value": exact(top.value), "count": top.count} for top in each.top]
    return document


def exact(value: Value | None) -> str | None:
    """Write a value exactly: numbers without an exponent, dates and times in ISO 8601."""
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value:f}"
        case dt.date() | dt.time():
            return value.isoformat()
    return str(value)
