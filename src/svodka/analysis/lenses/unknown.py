"""What can be told of a table that no lens knows: what it comes to, and what it is made of."""

from collections.abc import Iterator
from typing import Final

from svodka.analysis.lenses.asking import fact, listed
from svodka.analysis.lenses.model import Fact, View
from svodka.analysis.lenses.tops import top_fact
from svodka.analysis.model import Column
from svodka.analysis.plain import clipped
from svodka.analysis.profiling import Focus, Profile
from svodka.analysis.table import Table
from svodka.analysis.wording import Wording

_MOST_PARTS: Final = 3
_LONGEST_VALUE: Final = 40
# A value is frequent where it has so many times the rows that it would have if all had the same.
_FREQUENT: Final = 1.5


def plain_view(table: Table, profile: Profile, focus: Focus, wording: Wording) -> View:
    """Return the table as it is, with the few facts that need no trade."""
    if not profile.rows:
        return View(focus=focus)
    return View(focus=focus, facts=list(_facts(table, profile, focus, wording)))


def _facts(table: Table, profile: Profile, focus: Focus, wording: Wording) -> Iterator[Fact]:
    if focus.measure is not None:
        yield from _total(profile, focus.measure, wording, mean=focus.mean)
        if not focus.mean:
            yield from top_fact(table, focus, wording)
            return
    if focus.category is not None:
        yield from _parts(profile, focus.category, wording, always=focus.measure is None)


def _total(profile: Profile, column: Column, wording: Wording, *, mean: bool) -> Iterator[Fact]:
    each = profile.of(column)
    if each.numbers is None:
        return
    numbers = each.numbers
    figures = {"mean": numbers.mean, "median": numbers.median}
    yield fact(
        wording,
        "mean" if mean else "total",
        figures if mean else {"total": numbers.total, **figures},
        sentence="plain-mean" if mean else "plain-total",
        column=wording.amounts(column),
        total=wording.amount(numbers.total, column.unit, each.shown_scale),
        mean=wording.short(numbers.mean, column.unit),
        median=wording.short(numbers.median, column.unit),
    )


def _parts(profile: Profile, column: Column, wording: Wording, *, always: bool) -> Iterator[Fact]:
    each = profile.of(column)
    frequent = each.top[0].count * each.distinct >= _FREQUENT * each.filled
    if each.unique or not (frequent or always):
        return
    top = each.top[:_MOST_PARTS]
    parts = [
        (clipped(str(value.value), _LONGEST_VALUE), wording.share(value.count, profile.rows)) for value in top
    ]
    yield fact(
        wording,
        "parts",
        {str(value.value): value.count for value in top},
        sentence="plain-parts",
        column=wording.column(column.name),
        count=each.distinct,
        parts=listed(parts),
    )
