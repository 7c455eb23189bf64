"""The histogram of a column: borders that read well, and which bin a value lies in, by SQL and in Python."""

import datetime as dt
import math
from collections.abc import Mapping
from decimal import ROUND_FLOOR, Decimal
from typing import Any, Final, Protocol

from msgspec import Struct

from svodka.analysis.profiling.model import Bin, Numbers

_BINS: Final = 20
# A tail longer than this many times the middle half of the values is gathered in the outermost bins.
_TAIL: Final = 4
# So few different values fit beside each other whatever their weights.
_FEW_STEPS: Final = 24
_DAY_S: Final = 86_400
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


class Steps(Protocol):
    """The bins of a histogram, in order from 0; the outermost ones hold what lies beyond them, too."""

    def sql(self, name: str) -> str:
        """Return SQL for the bin of a column's value."""
        ...

    def of(self, value: Any) -> int:
        """Return the bin of a value."""
        ...

    def bin(self, number: int, count: int) -> Bin:
        """Return a bin with so many values."""
        ...

    def shown(self, counted: Mapping[int, int]) -> int:
        """Return how many bins are shown."""
        ...


def bins(steps: Steps, counted: Mapping[int, int]) -> list[Bin]:
    """Return the histogram, empty bins too."""
    return [steps.bin(n, counted.get(n, 0)) for n in range(steps.shown(counted))]


class NumberSteps(Struct, frozen=True, kw_only=True):
    """Bins of a width from the first border on, for values with `scale` digits from `low` to `high`."""

    first: Decimal
    width: Decimal
    count: int
    scale: int
    low: Decimal
    high: Decimal

    @property
    def _in_units(self) -> tuple[int, int, int] | None:
        """Return factor, first and width in units of the last digit, where a double holds these exactly."""
        factor = 10**self.scale
        first, width = self.first * factor, self.width * factor
        exact = abs(first) < _EXACT_IN_DOUBLE and width == int(width)
        return (factor, int(first), int(width)) if exact else None

    def sql(self, name: str) -> str:
        """Return SQL for the bin of a column's value."""
        if self._in_units is not None:
            factor, first, width = self._in_units
            index = f"floor((round({name}::DOUBLE * {factor}) - {first}) / {width})"
        else:
            index = f"floor(({name}::DOUBLE - {self.first}) / {self.width})"
        return f"least(greatest({index}, 0), {self.count - 1})"

    def of(self, value: int | Decimal) -> int:
        """Return the bin of a value."""
        index = int((value - self.first) // self.width) if value >= self.first else 0
        return min(index, self.count - 1)

    def bin(self, number: int, count: int) -> Bin:
        """Return a bin with so many values."""
        end = self.first + self.count * self.width
        beyond = (number == 0 and self.low < self.first) or (number == self.count - 1 and self.high > end)
        lower = self.first + number * self.width
        return Bin(lower=lower, upper=lower + self.width, count=count, clipped=beyond)

    def shown(self, counted: Mapping[int, int]) -> int:
        """Return how many bins are shown."""
        return self.count


def steps_of_numbers(low: Decimal, high: Decimal, *, numbers: Numbers, scale: int) -> NumberSteps:
    """Choose round borders; a long tail is gathered in the outermost bin."""
    unit = Decimal(1).scaleb(-scale)
    few = high - low <= _FEW_STEPS * unit
    start, end = (low, high) if few else _core(low, high, numbers)
    step = nice_step(end - start, _BINS, unit)
    first = (start / step).to_integral_value(ROUND_FLOOR) * step
    count = int((end - first) // step) + 1
    if first + (count - 1) * step == end and count > 1 and step > unit:
        count -= 1
    return NumberSteps(first=first, width=step, count=count, scale=scale, low=low, high=high)


def _core(low: Decimal, high: Decimal, numbers: Numbers) -> tuple[Decimal, Decimal]:
    """Return the range that is drawn in full: without tails that would squeeze all the rest into one bar."""
    middle = numbers.p95 - numbers.p05
    if not middle:
        return low, high
    start = low if numbers.p05 - low <= _TAIL * middle else numbers.p05 - middle / 4
    end = high if high - numbers.p95 <= middle / 2 * _TAIL else numbers.p95 + middle / 4
    return start, end


class TimeSteps(Struct, frozen=True, kw_only=True):
    """Equal stretches of time from a moment on; those after the last value are not shown."""

    start: dt.datetime
    width_s: int

    def sql(self, name: str) -> str:
        """Return SQL for the bin of a column's value."""
        seconds = f"date_diff('second', TIMESTAMP '{self.start.isoformat(' ')}', {name}::TIMESTAMP)"
        return f"least({seconds} // {self.width_s}, {_BINS - 1})"

    def of(self, value: dt.date) -> int:
        """Return the bin of a value."""
        passed = _moment(value).replace(microsecond=0) - self.start.replace(microsecond=0)
        return min(passed // dt.timedelta(seconds=self.width_s), _BINS - 1)

    def bin(self, number: int, count: int) -> Bin:
        """Return a bin with so many values."""
        width = dt.timedelta(seconds=self.width_s)
        return Bin(
            lower=self.start + number * width, upper=_later(self.start, (number + 1) * width), count=count
        )

    def shown(self, counted: Mapping[int, int]) -> int:
        """Return how many bins are shown."""
        return max(counted) + 1


def steps_of_times(low: dt.date, high: dt.date) -> TimeSteps:
    """Divide the time from the first to the last value."""
    start, end = _moment(low), _moment(high)
    span_s = math.ceil((end - start).total_seconds()) + 1
    if not isinstance(low, dt.datetime):
        span_s += _DAY_S - 1
    width_s = math.ceil(span_s / _BINS)
    if not isinstance(low, dt.datetime):
        # Whole days: else some bins have a day more than their neighbours.
        width_s = math.ceil(width_s / _DAY_S) * _DAY_S
    return TimeSteps(start=start, width_s=width_s)


def _moment(value: dt.date) -> dt.datetime:
    if isinstance(value, dt.datetime):
        return value
    return dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001 - wall-clock time as written


def _later(start: dt.datetime, width: dt.timedelta) -> dt.datetime:
    try:
        return start + width
    except OverflowError:
        return dt.datetime(9999, 12, 31)  # noqa: DTZ001 - a table's moments know no zone
