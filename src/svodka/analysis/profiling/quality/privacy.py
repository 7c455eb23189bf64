"""Personal data: e-mail addresses, telephone numbers, numbers of payment cards."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from svodka.analysis.model import Column, Role, Severity, Type
from svodka.analysis.profiling.held import known_cells
from svodka.analysis.profiling.model import Profile
from svodka.analysis.profiling.quality.model import Finding
from svodka.analysis.table import Table

_SAMPLE_ROWS: Final = 200
_MOSTLY: Final = 0.5
_KINDS: Final = {
    "email": re.compile(r"^[^@\s]+@[^@\s]+\.[a-zA-Zа-яА-Я]{2,}$"),
    "phone": re.compile(r"^(\+\d{1,3}|8|7)[\s(-]*\d{3}[\s)-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}$"),
    "card": re.compile(r"^\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}$"),
}


def personal_data(table: Table, profile: Profile) -> Iterator[Finding]:
    """Find columns that mostly hold one kind of personal data, judged by their first values."""
    texts = [each for each in profile.columns if each.column.type is Type.TEXT and each.filled]
    if not texts:
        return
    for each, cells in zip(texts, _samples(table, [each.column for each in texts]), strict=True):
        values = [cell.strip() for cell in cells if cell]
        kind = _kind(values)
        if kind is None and each.column.role is Role.CONTACT:
            kind = "contact"
        if kind is not None:
            yield Finding(
                code="personal_data",
                severity=Severity.INFO,
                count=each.filled,
                share=each.filled / profile.rows,
                cost=0.35,
                column=each.column,
                figures={"kind": kind},
            )


def _samples(table: Table, columns: Sequence[Column]) -> list[Sequence[Any]]:
    """Return the first cells of each column."""
    known = [cells[:_SAMPLE_ROWS] for column in columns if (cells := known_cells(table, column)) is not None]
    if len(known) == len(columns):
        return known
    names = ", ".join(f"c{column.index}" for column in columns)
    rows = table.connection.execute(f"SELECT {names} FROM data LIMIT {_SAMPLE_ROWS}").fetchall()
    return list(zip(*rows, strict=True))


def _kind(values: list[str]) -> str | None:
    for kind, pattern in _KINDS.items():
        if values and sum(1 for value in values if pattern.match(value)) > _MOSTLY * len(values):
            return kind
    return None
