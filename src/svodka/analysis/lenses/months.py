"""A month against the month and the year before, as a plain fact: no claim that the difference means anything."""

from collections.abc import Iterator
from decimal import Decimal

from svodka.analysis.lenses.asking import fact, money
from svodka.analysis.lenses.model import Fact
from svodka.analysis.model import Column
from svodka.analysis.profiling import Focus, Period, series
from svodka.analysis.table import Table
from svodka.analysis.wording import Wording


def month_fact(
    table: Table, time: Column, measure: Column, wording: Wording, *, spent: Focus | None = None
) -> Iterator[Fact]:
    """Tell the last full month and how it compares with full ones: the one before, and that of last year.

    `spent` is what is added up in place of the measure, where money goes both ways.
    """
    focus = spent or Focus(time=time, measure=measure)
    months = series(table, time, focus.aggregate, period=Period.MONTH, where=focus.where)
    if months is None or len(months.full) < 2:
        return
    before, now = months.full[-2:]
    if before.value <= 0:
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
        month=wording.say("bank-month", month=name) if spent is not None else name.capitalize(),
        now=money(wording, now.value, measure.unit),
        change=wording.change(now.value, before.value),
        year_change=wording.change(now.value, year_before) if year_before > 0 else "",
    )
