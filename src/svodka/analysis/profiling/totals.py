"""What a table's measure comes to for each value of a category: asked for by facts and by pictures."""

import decimal
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from svodka.analysis.model import Column
from svodka.analysis.profiling.exact import EXACT
from svodka.analysis.profiling.focus import Focus
from svodka.analysis.profiling.held import known_cells
from svodka.analysis.table import Table

_TOTALS: Final = "totals"


def totals(table: Table, category: Column, focus: Focus) -> Mapping[Any, Any]:
    """Return what the rows of each value come to, zero where there is nothing to add; None is a value, too."""
    question = (_TOTALS, category.index, focus.aggregate, focus.where)
    if question not in table.answers:
        table.answers[question] = _held(table, category, focus) or _asked(table, category, focus)
    found: Mapping[Any, Any] = table.answers[question]
    return found


def _asked(table: Table, category: Column, focus: Focus) -> Mapping[Any, Any]:
    rows = table.connection.execute(
        f"SELECT c{category.index}, coalesce({focus.aggregate}, 0) FROM data WHERE {focus.where} GROUP BY 1"
    ).fetchall()
    return dict(rows)


def _held(table: Table, category: Column, focus: Focus) -> Mapping[Any, Any] | None:
    """Add up the cells of a small table; None where they are not at hand, or the database has to reckon."""
    values = known_cells(table, category)
    if values is None or focus.where != "true" or focus.expression is not None or focus.mean:
        return None
    if focus.measure is None:
        return Counter(values)
    amounts = known_cells(table, focus.measure)
    return _added(values, amounts) if amounts is not None else None


def _added(values: Sequence[Any], amounts: Sequence[Any]) -> Mapping[Any, Any]:
    # Of nothing, zero with as many digits as all amounts have.
    zero = next((amount * 0 for amount in amounts if amount is not None), 0)
    sums: dict[Any, Any] = {}
    with decimal.localcontext(EXACT):
        for value, amount in zip(values, amounts, strict=True):
            sums[value] = sums.get(value, zero) + (zero if amount is None else amount)
    return sums
