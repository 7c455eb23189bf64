"""What identifiers look like: `AAA-9999` for ORD-1042, so that one which was cut short or mistyped stands out."""

import re
from collections import Counter
from typing import Final

from svodka.analysis.model import Column, Role, Type
from svodka.analysis.profiling.held import known_values
from svodka.analysis.profiling.model import Pattern, Patterns
from svodka.analysis.table import Table

# Of so many values the patterns are counted; of more, of the first so many.
MOST_VALUES: Final = 1_000
_MOST_PATTERNS: Final = 5
# A longer run is written with its length: 9{16}.
_LONGEST_RUN: Final = 6
_RUN: Final = re.compile(r"[^\W_]+")


def patterns(table: Table, column: Column) -> Patterns | None:
    """Count the patterns of the different values of a column of identifiers; None for any other column."""
    if column.role is not Role.IDENTIFIER or column.type is not Type.TEXT:
        return None
    values = _values(table, column)
    counted = Counter(map(pattern_of, values)).most_common()
    counted.sort(key=lambda item: (-item[1], item[0]))
    top = [Pattern(text=text, count=count) for text, count in counted[:_MOST_PATTERNS]]
    return Patterns(values=len(values), top=top) if values else None


def pattern_of(value: str) -> str:
    """Return the pattern: a run of digits is 9s, one of letters As, one of both Xs; all else stays as it is."""
    return _RUN.sub(_run, value)


def _run(match: re.Match[str]) -> str:
    run = match[0]
    sign = "9" if run.isdecimal() else "A" if run.isalpha() else "X"
    return sign * len(run) if len(run) <= _LONGEST_RUN else f"{sign}{{{len(run)}}}"


def _values(table: Table, column: Column) -> list[str]:
    known = known_values(table, column)
    if known is not None:
        return list(known)
    name = f"c{column.index}"
    rows = table.connection.execute(
        f"SELECT DISTINCT {name} FROM (SELECT {name} FROM data WHERE {name} IS NOT NULL LIMIT {MOST_VALUES})"
    )
    return [value for (value,) in rows.fetchall()]
