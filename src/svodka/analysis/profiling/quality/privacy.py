"""Personal data: e-mail addresses, telephone numbers, numbers of payment cards."""

import re
from collections.abc import Iterator
from typing import Final

from svodka.analysis.model import Role, Severity, Type
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
    names = ", ".join(f"c{each.column.index}" for each in texts)
    sample = table.connection.execute(f"SELECT {names} FROM data LIMIT {_SAMPLE_ROWS}").fetchall()
    for position, each in enumerate(texts):
        values = [row[position].strip() for row in sample if row[position]]
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


def _kind(values: list[str]) -> str | None:
    for kind, pattern in _KINDS.items():
        if values and sum(1 for value in values if pattern.match(value)) > _MOSTLY * len(values):
            return kind
    return None
