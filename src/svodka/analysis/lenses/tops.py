"""Who or what brings most of what a table adds up, as a plain fact; or that all bring much the same."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from svodka.analysis.lenses.asking import fact, listed
from svodka.analysis.lenses.model import Fact
from svodka.analysis.plain import clipped
from svodka.analysis.profiling import Focus, totals
from svodka.analysis.table import Table
from svodka.analysis.wording import Wording

# All values bring much the same where the largest is at most so many times the smallest.
_EVEN: Final = Decimal("1.5")
_LONGEST_VALUE: Final = 40


def top_fact(table: Table, focus: Focus, wording: Wording) -> Iterator[Fact]:
    """Tell the three largest values of the category and their shares in the whole."""
    if focus.category is None:
        return
    column = wording.column(focus.category.name)
    rows = sorted(
        totals(table, focus.category, focus).items(), key=lambda row: (-row[1], row[0] is None, row[0])
    )
    total = sum((Decimal(part) for _, part in rows), Decimal(0))
    sums = {str(value): Decimal(part) for value, part in rows if value is not None}
    if total <= 0 or not sums:
        return
    shares = list(sums.values())
    if len(sums) > 1 and 0 < shares[0] <= _EVEN * shares[-1]:
        high, low = (wording.share(shares[n], total) for n in (0, -1))
        yield fact(wording, "sales-even", sums, column=column, low=low, high=high, count=len(sums))
        return
    best = {value: part for value, part in list(sums.items())[:3] if part > 0}
    if best:
        parts = [(clipped(value, _LONGEST_VALUE), wording.share(part, total)) for value, part in best.items()]
        yield fact(wording, "sales-top", best, column=column, parts=listed(parts))
