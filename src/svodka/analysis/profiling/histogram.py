"""The histogram of a column: borders that read well, counts by SQL."""

import datetime as dt
import math
from decimal import ROUND_FLOOR, Decimal
from typing import Final

from svodka.analysis.model import Column
from svodka.analysis.profiling.model import Bin, Numbers
from svodka.analysis.table import Table

_BINS: Final = 20
# A tail longer than this many times the middle half of the values is gathered in the outermost bins.
_TAIL: Final = 4
# So few different values fit beside each other whatever their weights.
_FEW_STEPS: Final = 24
_EXACT_IN_DOUBLE: Final = 2**52
_STEPS: Final = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


def nice_step(span: Decimal, parts: int, smallest: Decimal = Decimal(0)) -> Decimal:
    """Return the least round step (1, 2, 2.5 or 5 × 10ⁿ, a multiple of `smallest`) with `parts` in `span`."""
    least = max(span / parts, smallest)
    power = Decimal(1).scaleb(math.floor(least.log10()))
    for step in _STEPS:
        candidate = step * power
        if candidate >= least and (not smallest or candidate % smallest == 0):
            return candidate
    return 20 * power


def bins_of_numbers(
    table: Table, column: Column, low: Decimal, high: Decimal, *, numbers: Numbers, scale: int
) -> list[Bin]:
    """Count the values between round borders; a long tail is gathered in the outermost bin."""
    unit = Decimal(1).scaleb(-scale)
    few = high - low <= _FEW_STEPS * unit
    start, end = (low, high) if few else _core(low, high, numbers)
    step = nice_step(end - start, _BINS, unit)
    first = (start / step).to_integral_value(ROUND_FLOOR) * step
    count = int((end - first) // step) + 1
    if first + (count - 1) * step == end and count > 1 and step > unit:
        count -= 1
    index = _index_sql(f"c{column.index}", first, step, scale)
    counted = _counted(table, column, f"least(greatest({index}, 0), {count - 1})")
    return [
        Bin(
            lower=first + n * step,
            upper=first + (n + 1) * step,
            count=counted.get(n, 0),
            clipped=(n == 0 and low < first) or (n == count - 1 and high > first + count * step),
        )
        for n in range(count)
    ]


def _core(low: Decimal, high: Decimal, numbers: Numbers) -> tuple[Decimal, Decimal]:
    """Return the range that is drawn in full: without tails that would squeeze all the rest into one bar."""
    middle = numbers.p95 - numbers.p05
    if not middle:
        return low, high
    start = low if numbers.p05 - low <= _TAIL * middle else numbers.p05 - middle / 4
    end = high if high - numbers.p95 <= middle / 2 * _TAIL else numbers.p95 + middle / 4
    return start, end


def _index_sql(name: str, first: Decimal, step: Decimal, scale: int) -> str:
    """Return SQL for the bin's number: in whole units of the last digit where a double holds them exactly."""
    factor = Decimal(10) ** scale
    if abs(first * factor) < _EXACT_IN_DOUBLE and step * factor == int(step * factor):
        units = f"round({name}::DOUBLE * {int(factor)})"
        return f"floor(({units} - {int(first * factor)}) / {int(step * factor)})"
    return f"floor(({name}::DOUBLE - {first}) / {step})"


def bins_of_times(table: Table, column: Column, low: dt.date, high: dt.date) -> list[Bin]:
    """Count the rows in equal stretches of time."""
    start, end = _moment(low), _moment(high)
    span_s = math.ceil((end - start).total_seconds()) + 1
    if not isinstance(low, dt.datetime):
        span_s += 86_399
    width_s = math.ceil(span_s / _BINS)
    seconds = f"date_diff('second', TIMESTAMP '{start.isoformat(' ')}', c{column.index}::TIMESTAMP)"
    counted = _counted(table, column, f"least({seconds} // {width_s}, {_BINS - 1})")
    count = max(counted) + 1
    width = dt.timedelta(seconds=width_s)
    return [
        Bin(lower=start + n * width, upper=_later(start, (n + 1) * width), count=counted.get(n, 0))
        for n in range(count)
    ]


def _counted(table: Table, column: Column, index: str) -> dict[int, int]:
    rows = table.connection.execute(
        f"SELECT ({index})::INTEGER, count(*) FROM data WHERE c{column.index} IS NOT NULL GROUP BY 1"
    ).fetchall()
    return dict(rows)


def _moment(value: dt.date) -> dt.datetime:
    if isinstance(value, dt.datetime):
        return value
    return dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001 - wall-clock time as written


def _later(start: dt.datetime, width: dt.timedelta) -> dt.datetime:
    try:
        return start + width
    except OverflowError:
        return dt.datetime(9999, 12, 31)  # noqa: DTZ001 - a table's moments know no zone
