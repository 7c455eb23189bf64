"""What the whole is made of: concentration, drivers of a change, shifts of shares, new and vanished values."""

import datetime as dt
import itertools
import math
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from msgspec import Struct

from svodka.analysis.insights.course import Course
from svodka.analysis.insights.model import Insight, score
from svodka.analysis.insights.movement import Change
from svodka.analysis.insights.significance import P_LIMIT, chi_square_table
from svodka.analysis.model import Column, Role, Type
from svodka.analysis.plain import clipped
from svodka.analysis.profiling import ColumnProfile, Focus, Profile
from svodka.analysis.profiling.series import following, rows_by_day
from svodka.analysis.table import Table
from svodka.analysis.wording import Wording

# Value, rows in the first and in the second half, first and last day.
_Counted = tuple[str, int, int, dt.date, dt.date]
_MOST_CATEGORIES: Final = 6
_FEWEST_VALUES: Final = 10
_MOST_VALUES: Final = 20_000
_MOST_SHARES: Final = 60
_MOST_COMERS: Final = 1_000
_FEWEST_ROWS: Final = 200
_ROWS_A_VALUE: Final = 5
_CONCENTRATED: Final = 0.3
_CONCENTRATED_ROWS: Final = 0.5
_EIGHTY: Final = Decimal("0.8")
_DRIVES: Final = Decimal("0.5")
_BEYOND_ITS_SIZE: Final = Decimal("1.4")
_SHIFT_WORTH_SAYING: Final = 0.08
_FEWEST_OF_NEW: Final = 15
_SHARE_OF_NEW: Final = 0.01
_NEW_P: Final = 1e-5
_LONGEST_VALUE: Final = 50


def shared(profile: Profile, focus: Focus, most_values: int = _MOST_SHARES) -> list[ColumnProfile]:
    """Return the columns that split the table into parts, the report's category first."""
    found = [
        each
        for each in profile.columns
        if each.column.role in {Role.CATEGORY, Role.GEOGRAPHY, Role.FLAG}
        and each.column.type is Type.TEXT
        and 2 <= each.distinct <= most_values
        and each.filled >= profile.rows / 2
    ]
    found.sort(key=lambda each: focus.category is None or each.column.index != focus.category.index)
    return found[:_MOST_CATEGORIES]


def concentration(table: Table, profile: Profile, focus: Focus, wording: Wording) -> Iterator[Insight]:
    """Find columns of which few values make 80 % of the measure.

    Amounts that vary wildly concentrate by chance: the rows must be concentrated, too, or the amounts
    must be of one order (Pareto 1896; the guard is checked on tables of noise).
    """
    if focus.mean:
        return  # means do not make a whole
    said: set[tuple[int, int]] = set()
    for each in sorted(profile.columns, key=lambda each: each.column.type is not Type.TEXT):
        if not _may_concentrate(each):
            continue
        sums, counts = _by_value(table, focus, each.column)
        if not sums or min(sums) < 0 or not sum(sums):
            continue
        top = _needed(sums)
        if top > _CONCENTRATED * len(sums):
            continue
        if focus.amount is not None and _needed(counts) > _CONCENTRATED_ROWS * len(sums):
            continue
        if (top, len(sums)) not in said:  # else the same things under another name
            said.add((top, len(sums)))
            yield _concentrated(each.column, sums, top, focus, wording)


def _may_concentrate(each: ColumnProfile) -> bool:
    named = each.column.role in {Role.CATEGORY, Role.GEOGRAPHY, Role.IDENTIFIER}
    few = _FEWEST_VALUES <= each.distinct <= min(_MOST_VALUES, each.filled // _ROWS_A_VALUE)
    return named and few and each.filled >= _FEWEST_ROWS and each.column.type is not Type.DECIMAL


def _by_value(table: Table, focus: Focus, column: Column) -> tuple[list[Decimal], list[Decimal]]:
    """Return what each value of a column comes to, and how many rows it has."""
    rows = table.connection.execute(
        f"SELECT {focus.aggregate}, count(*) FROM data WHERE c{column.index} IS NOT NULL AND {focus.where}"
        f" GROUP BY c{column.index}"
    ).fetchall()
    return [Decimal(total or 0) for total, _ in rows], [Decimal(count) for _, count in rows]


def _concentrated(
    column: Column, sums: Sequence[Decimal], top: int, focus: Focus, wording: Wording
) -> Insight:
    share = sum(sorted(sums, reverse=True)[:top]) / sum(sums)
    text = wording.say(
        "insight-concentration",
        category=wording.column(column.name),
        few=top,
        all=wording.number(len(sums)),
        share=wording.share(share, 1),
        measure=wording.measured(focus),
    )
    figures = {"column": column.name, "few": str(top), "all": str(len(sums)), "share": f"{share:.6f}"}
    return Insight(code="concentration", text=text, score=0.7 * (1 - top / len(sums)), figures=figures)


def _needed(sums: Sequence[Decimal]) -> int:
    """Return how many of the largest make 80 % of all."""
    goal, running = _EIGHTY * sum(sums), Decimal(0)
    for number, value in enumerate(sorted(sums, reverse=True), 1):
        running += value
        if running >= goal:
            return number
    return len(sums)


class _Driver(Struct, frozen=True, kw_only=True):
    """A value of a column, what it came to in both periods, and its part of the whole change."""

    column: Column
    value: str
    before: Decimal
    now: Decimal
    part: Decimal


def drivers(table: Table, profile: Profile, focus: Focus, change: Change, found: Course) -> Iterator[Insight]:
    """Find the value whose own change makes most of a change, and more than its size would."""
    if focus.mean:
        return
    candidates = [
        driver
        for each in shared(profile, focus)
        for driver in _drivers_in(table, focus, each.column, change)
        if driver.part >= max(_DRIVES, _BEYOND_ITS_SIZE * driver.before / change.before.value)
    ]
    if not candidates:
        return
    best = max(candidates, key=lambda driver: driver.part)
    total, wording = change.now.value - change.before.value, found.wording
    text = wording.say(
        "insight-driver",
        category=wording.column(best.column.name),
        value=clipped(best.value, _LONGEST_VALUE),
        part=wording.share(min(best.part, Decimal(1)), 1),
        now=wording.short(best.now, found.unit),
        before=wording.short(best.before, found.unit),
        direction="up" if total > 0 else "down",
    )
    figures = {
        "column": best.column.name,
        "value": best.value,
        "now": f"{best.now:f}",
        "before": f"{best.before:f}",
    }
    effect = float(total / change.before.value)
    yield Insight(code="driver", text=text, score=0.95 * score(effect, change.p_value), figures=figures)


def _drivers_in(table: Table, focus: Focus, column: Column, change: Change) -> Iterator[_Driver]:
    """Return what each value of a column came to in the two periods of a change."""
    assert focus.time is not None
    time, name = f"c{focus.time.index}", f"c{column.index}"
    start, middle = change.before.start, change.now.start
    rows = table.connection.execute(
        f"SELECT {name}, {time}::DATE >= DATE '{middle}', coalesce({focus.aggregate}, 0) FROM data"
        f" WHERE {focus.where} AND {time} >= DATE '{start}'"
        f" AND {time} < DATE '{following(middle, change.period)}' AND {name} IS NOT NULL GROUP BY 1, 2"
    ).fetchall()
    late = {key: Decimal(amount) for key, is_late, amount in rows if is_late}
    early = {key: Decimal(amount) for key, is_late, amount in rows if not is_late}
    total = change.now.value - change.before.value
    for key in sorted(late.keys() | early.keys()):
        now, before = late.get(key, Decimal(0)), early.get(key, Decimal(0))
        yield _Driver(column=column, value=key, before=before, now=now, part=(now - before) / total)


def shares_along_time(table: Table, profile: Profile, focus: Focus, wording: Wording) -> Iterator[Insight]:
    """Find shares that shift between the first and the second half, and values that come or go."""
    if focus.time is None:
        return
    days = rows_by_day(table, focus.time, focus.where)
    if len(days) < 2 or sum(days.values()) < _FEWEST_ROWS:
        return
    half = _half(days)
    categories = shared(profile, focus, _MOST_COMERS)
    for each in categories:
        counted = _counted(table, focus, each.column, half)
        moved = list(_comers_and_goers(counted, each.column, days, wording))
        yield from moved
        # Of a value that came or went, nobody need be told that its share has changed, too.
        told = {insight.figures["value"] for insight in moved}
        yield from (
            shift
            for shift in _shifts(counted, each.column, len(categories), half, wording)
            if shift.figures["value"] not in told
        )


def _half(days: dict[dt.date, int]) -> dt.date:
    """Return the day that begins the second half of the rows."""
    running, whole = 0, sum(days.values())
    for day, count in days.items():
        if running >= whole / 2:
            return day
        running += count
    return list(days)[-1]


def _counted(table: Table, focus: Focus, column: Column, half: dt.date) -> list[_Counted]:
    assert focus.time is not None
    time, name = f"c{focus.time.index}", f"c{column.index}"
    return table.connection.execute(
        f"SELECT {name}, count(*) FILTER ({time} < DATE '{half}'), count(*) FILTER ({time} >= DATE '{half}'),"
        f" min({time})::DATE, max({time})::DATE FROM data"
        f" WHERE {time} IS NOT NULL AND {name} IS NOT NULL AND {focus.where} GROUP BY 1 ORDER BY count(*) DESC, 1"
    ).fetchall()


def _shifts(
    counted: Sequence[_Counted], column: Column, tried: int, half: dt.date, wording: Wording
) -> Iterator[Insight]:
    common = [row for row in counted if row[1] + row[2] >= 10]
    early, late = sum(row[1] for row in common), sum(row[2] for row in common)
    if len(common) < 2 or not early or not late:
        return
    p_value = chi_square_table([[row[1] for row in common], [row[2] for row in common]])
    if p_value > P_LIMIT / tried:
        return
    value, before, after = max(
        ((row[0], row[1] / early, row[2] / late) for row in common), key=lambda row: abs(row[2] - row[1])
    )
    if abs(after - before) < _SHIFT_WORTH_SAYING:
        return
    text = wording.say(
        "insight-mix",
        category=wording.column(column.name),
        value=clipped(value, _LONGEST_VALUE),
        before=wording.share(Decimal(repr(before)), 1),
        after=wording.share(Decimal(repr(after)), 1),
        day=wording.day(half),
    )
    figures = {
        "column": column.name,
        "value": value,
        "before": f"{before:.6f}",
        "after": f"{after:.6f}",
        "day": half.isoformat(),
        "p": f"{p_value:.2g}",
    }
    yield Insight(code="mix", text=text, score=score(2 * (after - before), p_value), figures=figures)


def _comers_and_goers(
    counted: Sequence[_Counted], column: Column, days: dict[dt.date, int], wording: Wording
) -> Iterator[Insight]:
    """Find values that are absent for so long that chance would not do it: fraction ^ count."""
    whole = sum(days.values())
    until = dict(zip(days, itertools.accumulate(days.values()), strict=True))
    for value, early, late, first, last in counted:
        count = early + late
        if count < max(_FEWEST_OF_NEW, _SHARE_OF_NEW * whole):
            continue
        since = (whole - until[first] + days[first]) / whole
        reached = until[last] / whole
        for code, fraction, day in (("new", since, first), ("vanished", reached, last)):
            if fraction < 0.9 and count * math.log(fraction) + math.log(len(counted)) < math.log(_NEW_P):
                text = wording.say(
                    f"insight-{code}",
                    category=wording.column(column.name),
                    value=clipped(value, _LONGEST_VALUE),
                    day=wording.day(day),
                    count=count,
                )
                figures = {"column": column.name, "value": value, "day": day.isoformat(), "count": str(count)}
                yield Insight(code=code, text=text, score=min(1.0, 3 * count / whole) * 0.8, figures=figures)
