"""All checks of the data's quality, and their ranking."""

from collections.abc import Iterator
from typing import Final

from svodka.analysis.model import Severity
from svodka.analysis.profiling.model import ColumnProfile, Profile
from svodka.analysis.profiling.quality.model import Finding
from svodka.analysis.table import Table

_EXAMPLES: Final = 3
_MISSING_WORTH_SAYING: Final = 0.02


def find_quality(table: Table, profile: Profile) -> list[Finding]:
    """Return what is found, the costliest first."""
    found = [*_missing(table, profile), *_duplicates(table, profile), *_constant(profile)]
    return sorted(found, key=lambda finding: -finding.cost)


def _missing(table: Table, profile: Profile) -> Iterator[Finding]:
    for each in profile.columns:
        share = each.nulls / profile.rows if profile.rows else 0
        if each.filled and share >= _MISSING_WORTH_SAYING:
            yield Finding(
                code="missing",
                severity=Severity.INFO,
                count=each.nulls,
                share=share,
                cost=0.1 + 0.3 * share,
                column=each.column.name,
                rows=example_rows(table, f"c{each.column.index} IS NULL"),
            )


def _duplicates(table: Table, profile: Profile) -> Iterator[Finding]:
    if not profile.duplicates:
        return
    names = ", ".join(f"c{each.column.index}" for each in profile.columns)
    share = profile.duplicates / profile.rows
    rows = table.connection.execute(
        f"SELECT row FROM data QUALIFY row_number() OVER (PARTITION BY {names} ORDER BY row) > 1"
        f" ORDER BY row LIMIT {_EXAMPLES}"
    ).fetchall()
    yield Finding(
        code="duplicate_rows",
        severity=Severity.WARNING,
        count=profile.duplicates,
        share=share,
        cost=0.5 + 0.5 * share,
        rows=[row for (row,) in rows],
    )


def _constant(profile: Profile) -> Iterator[Finding]:
    for each in profile.columns:
        if profile.rows >= 10 and not each.filled:
            yield _idle("empty_column", each, profile)
        elif profile.rows >= 10 and each.distinct == 1 and not each.nulls:
            yield _idle("constant", each, profile)


def _idle(code: str, each: ColumnProfile, profile: Profile) -> Finding:
    value = str(each.top[0].value) if each.top else ""
    return Finding(
        code=code,
        severity=Severity.INFO,
        count=profile.rows,
        share=1.0,
        cost=0.05,
        column=each.column.name,
        figures={"value": value},
    )


def example_rows(table: Table, where: str) -> list[int]:
    """Return the first rows for which the condition (trusted SQL) holds."""
    rows = table.connection.execute(
        f"SELECT row FROM data WHERE {where} ORDER BY row LIMIT {_EXAMPLES}"
    ).fetchall()
    return [row for (row,) in rows]
