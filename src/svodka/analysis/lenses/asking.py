"""What every lens needs: columns by their names, and sums by SQL."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from svodka.analysis.lenses.model import Fact
from svodka.analysis.model import Column
from svodka.analysis.profiling import ColumnProfile, Profile
from svodka.analysis.table import Table
from svodka.analysis.wording import Wording
from svodka.texts import Figure


def named(profile: Profile, pattern: str) -> ColumnProfile | None:
    """Return the first column whose whole name matches, whatever its case."""
    wanted = re.compile(pattern, re.IGNORECASE)
    return next((each for each in profile.columns if wanted.fullmatch(each.column.name.strip())), None)


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
