"""A month against the month before, as a plain fact: no claim that the difference means anything."""

from collections.abc import Iterator

from svodka.analysis.lenses.asking import fact, money
from svodka.analysis.lenses.model import Fact
from svodka.analysis.model import Column
from svodka.analysis.profiling import Period, series
from svodka.analysis.table import Table
from svodka.analysis.wording import Wording


def month_fact(table: Table, time: Column, measure: Column, wording: Wording) -> Iterator[Fact]:
    """Tell the last full month and how it compares with the full one before."""
    months = series(table, time, f"sum(c{measure.index})", period=Period.MONTH)
    if months is None or len(months.full) < 2:
        return
    before, now = months.full[-2:]
    if before.value <= 0:
        return
    yield fact(
        wording,
        "month",
        {"month": f"{now.start:%Y-%m}", "now": now.value, "before": before.value},
        month=wording.period(now.start, Period.MONTH).capitalize(),
        now=money(wording, now.value, measure.unit),
        change=wording.change(now.value, before.value),
    )
