"""What a column is for: decided from its name, its type and how its values repeat."""

import re
from collections.abc import Mapping
from typing import Final

from svodka.analysis.model import Role, Type
from svodka.analysis.reading.values import names

_BY_TYPE: Final[Mapping[Type, Role]] = {
    Type.DATE: Role.TIME,
    Type.DATETIME: Role.TIME,
    Type.TIME: Role.TIME,
    Type.BOOLEAN: Role.FLAG,
    Type.DECIMAL: Role.MEASURE,
}
_CONTACT: Final = re.compile(
    r"[^@\s]+@[^@\s]+\.\w{2,}|\+?[78][\s(-]*9\d{2}[\s)-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}"
)
_PHONE_REASONS: Final = frozenset({"phone"})


def role_of(name: str, kind: Type, counts: Mapping[str, int], reason: str | None) -> Role:
    """Return the role of a column, judged by the distinct cells in `counts` (perhaps a sample)."""
    if kind is Type.INTEGER:
        return _integer_role(name, counts)
    if kind is not Type.TEXT:
        if kind is Type.DECIMAL and re.search(
            r"(?i)(?<![^\W\d_])(lat|lon|lng|latitude|longitude|широта|долгота)", name
        ):
            return Role.GEOGRAPHY
        return _BY_TYPE[kind]
    if reason is not None:
        return Role.CONTACT if reason in _PHONE_REASONS or names.CONTACT.search(name) else Role.IDENTIFIER
    return _text_role(name, counts)


def _integer_role(name: str, counts: Mapping[str, int]) -> Role:
    if names.AMOUNT.search(name):
        return Role.MEASURE
    if names.NUMBER_ID.search(name) or names.TEXT_ID.search(name):
        return Role.IDENTIFIER
    if re.search(r"(?i)(?<![^\W\d_])(год|year|месяц|month)(?![^\W\d_])", name):
        return Role.TIME
    cells, total = list(counts), sum(counts.values())
    unique = len(cells) >= 0.95 * total and len(cells) >= 10
    if unique and len({len(cell) for cell in cells}) == 1 and len(cells[0]) >= 6:
        return Role.IDENTIFIER
    return Role.MEASURE


def _text_role(name: str, counts: Mapping[str, int]) -> Role:
    cells, total = list(counts), sum(counts.values())
    if not cells:
        return Role.TEXT
    sample = cells[:50]
    if sum(bool(_CONTACT.fullmatch(cell.strip())) for cell in sample) * 2 > len(
        sample
    ) or names.CONTACT.search(name):
        return Role.CONTACT
    if names.GEOGRAPHY.search(name):
        return Role.GEOGRAPHY
    longish = sum(len(cell) for cell in sample) / len(sample) > 40
    unique = len(cells) >= 0.95 * total and total >= 10
    coded = sum(_is_code(cell) for cell in sample) * 5 > len(sample) * 4
    if coded and (unique or names.NUMBER_ID.search(name) or names.TEXT_ID.search(name)):
        return Role.IDENTIFIER
    if longish or (len(cells) > 50 and len(cells) * 2 > total):
        return Role.TEXT
    return Role.CATEGORY


def _is_code(cell: str) -> bool:
    return " " not in cell.strip() and any(char.isdigit() for char in cell)
