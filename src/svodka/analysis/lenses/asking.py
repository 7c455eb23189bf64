"""What every lens needs: columns by their names, and sums by SQL."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from svodka.analysis.lenses.model import Fact
from svodka.analysis.model import Column, Type
from svodka.analysis.profiling import ColumnProfile, Profile
from svodka.analysis.table import Table
from svodka.analysis.wording import Wording
from svodka.texts import Figure

_BETWEEN_WORDS: Final = re.compile(r"[\W_]+")
# Amounts from here on are told without hundredths where they are one of several.
_LARGE: Final = 1_000


def named(profile: Profile, *patterns: str) -> ColumnProfile | None:
    """Return the first column whose whole name matches the first of the patterns that any matches.

    Names are compared as words: whatever their case, ё or е, and the signs between them, so that patterns are
    written in small letters with single spaces.
    """
    words = [(each, plain_name(each.column.name)) for each in profile.columns]
    for pattern in patterns:
        for each, name in words:
            if re.fullmatch(pattern, name):
                return each
    return None


def plain_name(name: str) -> str:
    """Return a name as small words with single spaces."""
    return _BETWEEN_WORDS.sub(" ", name.lower().replace("ё", "е")).strip()


def column_of(each: ColumnProfile | None) -> Column | None:
    """Return the column, if there is one."""
    return each.column if each is not None else None


def timed(each: ColumnProfile | None) -> Column | None:
    """Return the column, if it holds moments."""
    return each.column if each is not None and each.column.type in {Type.DATE, Type.DATETIME} else None


def numeric(each: ColumnProfile | None) -> ColumnProfile | None:
    """Return the column, if it holds numbers."""
    return each if each is not None and each.numbers is not None else None


def row_of(table: Table, sql: str) -> tuple[Any, ...]:
    """Return the one row of a query of aggregates."""
    row = table.connection.execute(sql).fetchone()
    assert row is not None
    return tuple(row)


def rows_of(table: Table, sql: str) -> list[tuple[Any, ...]]:
    """Return all rows of a query over few groups."""
    return table.connection.execute(sql).fetchall()


def money(wording: Wording, value: Decimal, unit: str | None) -> str:
    """Write an amount to the hundredth."""
    return wording.amount(value, unit, 2)


def amount_of(wording: Wording, value: Decimal, column: Column) -> str:
    """Write an amount of a column: to the hundredth, unless the column has whole numbers only."""
    return wording.amount(value, column.unit, 0 if column.type is Type.INTEGER else 2)


def about(wording: Wording, value: Decimal, unit: str | None) -> str:
    """Write an amount as one of several: a large one without hundredths."""
    return wording.amount(value, unit, 0 if abs(value) >= _LARGE else 2)


def listed(parts: Iterable[tuple[str, str]]) -> str:
    """Put names and what they come to in a row."""
    return "; ".join(f"«{name}» — {text}" if ";" in name else f"{name} — {text}" for name, text in parts)


def fact(
    wording: Wording,
    code: str,
    figures: Mapping[str, object],
    *,
    caveat: bool = False,
    sentence: str | None = None,
    **words: Figure,
) -> Fact:
    """Make a fact of a sentence of the catalogue (by default that of its code) and its exact values."""
    exact = {
        key: f"{value:f}" if isinstance(value, Decimal) else str(value) for key, value in figures.items()
    }
    text = wording.say(f"lens-{sentence or code}", **words)
    return Fact(code=code, text=text, figures=exact, caveat=caveat)


def sql_name(column: Column) -> str:
    """Return the column's name in SQL."""
    return f"c{column.index}"
