"""Where values are missing: the columns that lack most, each along the rows of the file."""

from collections.abc import Sequence
from typing import Final

from svodka.analysis.charts.metrics import fitted
from svodka.analysis.charts.model import Chart
from svodka.analysis.charts.style import LABEL, MARGIN, WIDTH
from svodka.analysis.charts.svg import Drawing
from svodka.analysis.profiling import ColumnProfile
from svodka.analysis.table import Table
from svodka.analysis.wording import Wording

_STRETCHES: Final = 48
_ROW: Final = 37
_BAR: Final = 12


def gaps(table: Table, columns: Sequence[ColumnProfile], wording: Wording) -> Chart:
    """Draw for each column which stretches of the file have values (blue) and how many lack them (grey)."""
    rows = table.rows
    stretches = min(_STRETCHES, rows)
    shares = ", ".join(f"1 - count(c{each.column.index}) / count(*)" for each in columns)
    # Rows lie in the file's order: numbering them needs no sorting.
    counted = table.connection.execute(
        f"SELECT n * {stretches} // {rows}, {shares}"
        " FROM (SELECT row_number() OVER () - 1 AS n, * FROM data) GROUP BY 1 ORDER BY 1"
    ).fetchall()
    title = wording.say("chart-gaps")
    drawing = Drawing(height=0)
    top = drawing.heading(title, wording.say("chart-gaps-subtitle"))
    width = (WIDTH - 2 * MARGIN) / stretches
    for n, each in enumerate(columns):
        y = top + n * _ROW
        share = wording.share(each.nulls, rows)
        drawing.text(MARGIN, y + 13, fitted(wording.column(each.column.name), LABEL, WIDTH - 2 * MARGIN - 80))
        drawing.text(WIDTH - MARGIN, y + 13, share, anchor="end", bold=True)
        for position, *missing in counted:
            x = MARGIN + position * width
            height = missing[n] * _BAR
            drawing.rect(x, y + 19, width - 0.6, _BAR, "main")
            drawing.rect(x, y + 19, width - 0.6, height, "grid")
    drawing.height = top + len(columns) * _ROW + MARGIN - 2
    listed = "; ".join(
        f"{wording.column(each.column.name)}: {wording.share(each.nulls, rows)}" for each in columns[:3]
    )
    return Chart(name="gaps", title=title, alt=f"{title}. {listed}", drawing=drawing)
