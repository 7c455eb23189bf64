"""A month against the month and the year before, as a plain fact: no claim that the difference means anything."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from svodka.analysis.lenses.asking import amount_of, fact
from svodka.analysis.lenses.model import Fact
from svodka.analysis.profiling import Focus, Period, Series, series
from svodka.analysis.table import Table
from svodka.analysis.wording import Wording

_FEWEST_DAYS: Final = 7


def month_fact(table: Table, focus: Focus, wording: Wording, *, called: str | None = None) -> Iterator[Fact]:
    """Tell the last full month and how it compares with full ones: the one before, and that of last year.

    `called` is the code of a sentence that names the month, where what is added up needs a name.
    """
    if focus.time is None or focus.measure is None:
        return
    months = series(table, focus.time, focus.aggregate, period=Period.MONTH, where=focus.where)
    if months is None or len(months.full) < 2:
        return
    before, now = months.full[-2:]
    if before.value <= 0 or now.value <= 0:
        return
    figures: dict[str, object] = {"month": f"{now.start:%Y-%m}", "now": now.value, "before": before.value}
    by_start = {point.start: point.value for point in months.full}
    year_before = by_start.get(now.start.replace(year=now.start.year - 1), Decimal(0))
    if year_before > 0:
        figures["year_before"] = year_before
    name = wording.period(now.start, Period.MONTH)
    yield fact(
        wording,
        "month",
        figures,
        sentence="month-year" if year_before > 0 else None,
        month=wording.say(called, month=name) if called is not None else name.capitalize(),
        now=amount_of(wording, now.value, focus.measure),
        change=wording.change(now.value, before.value),
        year_change=wording.change(now.value, year_before) if year_before > 0 else "",
    )
    yield from _so_far(table, focus, months, wording, called)


def _so_far(
    table: Table, focus: Focus, months: Series, wording: Wording, called: str | None
) -> Iterator[Fact]:
    """Compare a last month that is not complete with the same days of the month before."""
    assert focus.time is not None
    assert focus.measure is not None
    last = months.last_day
    if not months.partial_last or focus.mean or last.day < _FEWEST_DAYS or months.usual_gap_days > 1:
        return
    days = series(table, focus.time, focus.aggregate, period=Period.DAY, where=focus.where)
    assert days is not None
    begun, earlier = months.points[-1].start, months.points[-2].start
    now = sum((day.value for day in days.points if day.start >= begun), Decimal(0))
    before = sum(
        (day.value for day in days.points if earlier <= day.start < begun and day.start.day <= last.day),
        Decimal(0),
    )
    if now <= 0 or before <= 0:
        return
    name = wording.period(begun, Period.MONTH)
    yield fact(
        wording,
        "month-so-far",
        {"month": f"{begun:%Y-%m}", "day": last.day, "now": now, "before": before},
        month=wording.say(called, month=name) if called is not None else name.capitalize(),
        day=str(last.day),
        now=amount_of(wording, now, focus.measure),
        change=wording.change(now, before),
    )
