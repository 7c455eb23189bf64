"""Codes of one column written in several ways: a few that do not look like all the others."""

from collections.abc import Iterator
from typing import Final

from svodka.analysis.model import Role, Severity, Type
from svodka.analysis.profiling.model import Profile
from svodka.analysis.profiling.quality.examples import example_rows, literal
from svodka.analysis.profiling.quality.model import Finding
from svodka.analysis.table import Table

_FEWEST_VALUES: Final = 30
_SAMPLE_ROWS: Final = 500
_COMMON: Final = 0.95
_MOST_PATTERNS: Final = 6
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyzабвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_DIGITS: Final = "0123456789"


def odd_codes(table: Table, profile: Profile) -> Iterator[Finding]:
    """Find identifiers whose pattern of digits and letters differs from that of nearly all others."""
    for each in profile.columns:
        if each.column.type is not Type.TEXT or each.column.role is not Role.IDENTIFIER:
            continue
        if each.filled < _FEWEST_VALUES or (each.lengths is not None and each.lengths.longest > 40):
            continue
        name = f"c{each.column.index}"
        pattern = f"translate(lower({name}), '{_LETTERS}{_DIGITS}', '{'a' * len(_LETTERS)}{'9' * 10}')"
        if not _looks_alike(table, name, pattern):
            continue
        found = table.connection.execute(
            f"SELECT {pattern}, count(*), arg_min({name}, row) FROM data WHERE {name} IS NOT NULL"
            f" GROUP BY 1 ORDER BY 2 DESC LIMIT {_MOST_PATTERNS + 1}"
        ).fetchall()
        if not 1 < len(found) <= _MOST_PATTERNS or found[0][1] < _COMMON * each.filled:
            continue
        odd = each.filled - found[0][1]
        yield Finding(
            code="odd_codes",
            severity=Severity.INFO,
            count=odd,
            share=odd / each.filled,
            cost=0.3,
            column=each.column,
            rows=example_rows(table, f"{pattern} <> {literal(found[0][0])}"),
            figures={"value": found[1][2], "common": found[0][2]},
        )


def _looks_alike(table: Table, name: str, pattern: str) -> bool:
    """Tell by the first rows whether one pattern is the rule: where it is not, the whole need not be read."""
    row = table.connection.execute(
        f"SELECT max(n) >= {_COMMON - 0.05} * sum(n) FROM (SELECT count(*) AS n FROM"
        f" (SELECT {name} FROM data WHERE {name} IS NOT NULL LIMIT {_SAMPLE_ROWS}) GROUP BY {pattern})"
    ).fetchone()
    return bool(row and row[0])
