"""Finds the rate at which people begin to wait: raised until p95 of the report is too long, then halved in."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from svodka.rehearsal.load.figures import Figures

TOO_LONG_S: Final = 5.0
_RISE: Final = 1.5
# The limit is told to within this share of itself.
_CLOSE_ENOUGH: Final = 0.1
_MOST_TRIES: Final = 16


@dataclass(frozen=True, kw_only=True, slots=True)
class Try:
    """A rate that was tried, and what came of it."""

    rate_per_min: float
    figures: Figures

    @property
    def held(self) -> bool:
        """Whether the parts kept up, and told everybody the truth."""
        waited = self.figures.acceptance if self.figures.acceptance_only else self.figures.report
        return self.figures.good and waited.p95 <= TOO_LONG_S


async def find_limit(
    start_per_min: float, drive: Callable[[float], Awaitable[Figures]], said: Callable[[Try], None]
) -> Try | None:
    """Return the best try that held, or None where not even slow ones did."""
    held: Try | None = None
    failed_per_min: float | None = None
    rate = start_per_min
    for _ in range(_MOST_TRIES):
        tried = Try(rate_per_min=rate, figures=await drive(rate))
        said(tried)
        if tried.held:
            held = tried
        else:
            failed_per_min = rate
        if held is None:
            rate /= 2
        elif failed_per_min is None:
            rate *= _RISE
        elif failed_per_min - held.rate_per_min <= _CLOSE_ENOUGH * failed_per_min:
            break
        else:
            rate = (failed_per_min + held.rate_per_min) / 2
        if rate < 1:
            break
    return held
