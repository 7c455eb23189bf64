"""Where a value stands on an axis, and which round values are written beside it."""

import math
from typing import Final

from msgspec import Struct

_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)


class Scale(Struct, frozen=True, kw_only=True):
    """A linear axis that begins and ends at round values and holds zero."""

    low: float
    high: float
    step: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Return the position of a value."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    @property
    def ticks(self) -> list[float]:
        """Return the round values from low to high."""
        count = round((self.high - self.low) / self.step)
        return [self.low + n * self.step for n in range(count + 1)]


def scale(low: float, high: float, *, start: float, end: float, parts: int = 4, whole: bool = False) -> Scale:
    """Make an axis for values from `low` to `high`, drawn from `start` to `end`; zero is always on it.

    `whole` is for counts: only whole numbers are written beside it.
    """
    low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        high = 1.0
    least = (high - low) / parts
    power = 10 ** math.floor(math.log10(least))
    steps = [factor * power for factor in _STEPS if not whole or (factor * power).is_integer()]
    step = next((step for step in steps if step >= least * 0.999), 10 * power if not whole else 1.0)
    return Scale(
        low=math.floor(low / step + 1e-9) * step,
        high=math.ceil(high / step - 1e-9) * step,
        step=step,
        start=start,
        end=end,
    )
