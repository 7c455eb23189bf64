"""A count of what happened to rows, with the first of each kind; it becomes the issues of a reading."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct, field

from svodka.analysis.model import Issue, Severity
from svodka.analysis.reading.issues import Code

_WARNED: Final = frozenset({Code.SHORT_ROW, Code.LONG_ROW, Code.UNCLOSED_QUOTE})


class Tally(Struct):
    """Counts what happened to rows, and keeps the first of each kind."""

    counts: Counter[Code] = field(default_factory=Counter)
    first: dict[Code, tuple[int, str, dict[str, str | int]]] = field(default_factory=dict)

    def add(self, code: Code, row: int, cells: Sequence[str], **figures: str | int) -> None:
        """Count one row."""
        self.counts[code] += 1
        if code not in self.first:
            self.first[code] = (row, next((c.strip() for c in cells if c.strip()), "")[:120], figures)

    def issues(self) -> Iterator[Issue]:
        """Yield one issue for each kind."""
        for code, count in self.counts.items():
            row, value, figures = self.first[code]
            severity = Severity.WARNING if code in _WARNED else Severity.INFO
            yield Issue(
                code=code, severity=severity, row=row, count=count, value=value or None, figures=dict(figures)
            )
