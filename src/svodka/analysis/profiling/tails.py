"""How far is too far: the limit beyond which a few values stand apart, for even spreads and for long tails.

Numbers are looked at through the mildest power (1, ½, ¼, then the logarithm: Box and Cox 1964) that makes them
symmetric, judged by quantiles, which outliers do not sway. There, a value stands apart if its modified z-score
(Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993) is beyond what the largest of a normal sample of
that many has, and a gap divides it from the others that chance would hardly leave. Where even logarithms lean,
the gaps alone decide.

In a tail that falls exponentially, j times the distance of the j-th and the next largest value is exponential
with the mean excess of the tail (Rényi 1953); of logarithms that is a power law, and the mean excess its index
(Hill 1975). Lighter tails leave smaller gaps.
"""

import math
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

# Standard deviations of a normal distribution from its middle to its quartiles and to its 95th percentile.
_TO_QUARTILE: Final = 0.6745
_TO_NINETY_FIVE: Final = 1.6449
_POWERS: Final = (1.0, 0.5, 0.25, 0.0)
# How much farther a spread may reach up than down and still count as symmetric.
_LEANS: Final = 1.2
# Beyond the expected largest of a normal sample, in standard deviations.
_MARGIN: Final = 0.3
# A power bends tails that are heavier than they look at the quantiles; untouched values have none such.
_CHANCE_AS_IT_IS: Final = 0.005
_CHANCE_THROUGH_A_POWER: Final = 0.02
_CHANCE_IN_A_LONG_TAIL: Final = 0.003
_FEWEST_TIMES: Final = 3.0
_SHORTEST_TAIL: Final = 8
_CANDIDATES: Final = 0.005
_TAIL: Final = 0.1
_FEWEST_IN_TAIL: Final = 25
_MOST_IN_TAIL: Final = 300


class Spread(Struct, frozen=True, kw_only=True):
    """Where the bulk of some values lies: how many they are, five quantiles, and the least value."""

    count: int
    least: float
    p05: float
    q1: float
    median: float
    q3: float
    p95: float

    @property
    def tail(self) -> int:
        """Return how many of the largest values are needed to judge them."""
        return min(_MOST_IN_TAIL, max(_FEWEST_IN_TAIL, int(_TAIL * self.count)))

    @property
    def candidates(self) -> int:
        """Return how many values may stand apart: more of them are a tail, not exceptions."""
        return max(2, int(_CANDIDATES * self.count))

    def mirrored(self, greatest: float) -> "Spread":
        """Return the spread of the same values with their signs changed."""
        return Spread(
            count=self.count,
            least=-greatest,
            p05=-self.p95,
            q1=-self.q3,
            median=-self.median,
            q3=-self.q1,
            p95=-self.p05,
        )


def highest_usual(
    spread: Spread, largest: Sequence[float], *, fewest_times: float = _FEWEST_TIMES
) -> float | None:
    """Return a limit above which the few values lie that stand apart; None if none does.

    `largest` are the `spread.tail` largest values. In a long tail, a value that stands apart is at least
    `fewest_times` the next one.
    """
    for power in _POWERS:
        if power < 1 and (spread.least < 0 or spread.p05 <= 0):
            return None  # neither symmetric nor all positive: several kinds of amounts in one column
        up = _deviation(spread, power)
        if up is not None:
            floor = (math.sqrt(2 * math.log(spread.count)) + _MARGIN) * up + _through(spread.median, power)
            seen = [_through(value, power) for value in largest if power == 1 or value > 0]
            chance = _CHANCE_AS_IT_IS if power == 1 else _CHANCE_THROUGH_A_POWER
            limit = _first_gap(seen, spread.candidates, chance=chance, floor=floor)
            return _back(limit, power) if limit is not None else None
    seen = [math.log(value) for value in largest if value > 0]
    limit = _first_gap(seen, spread.candidates, chance=_CHANCE_IN_A_LONG_TAIL, least=math.log(fewest_times))
    return _back(limit, 0) if limit is not None else None


def _deviation(spread: Spread, power: float) -> float | None:
    """Return the standard deviation upwards, seen through a power; None if the spread still leans up."""
    p05, median, q3, p95 = (_through(v, power) for v in (spread.p05, spread.median, spread.q3, spread.p95))
    if p95 - median > _LEANS * (median - p05):
        return None
    return max((p95 - median) / _TO_NINETY_FIVE, (q3 - median) / _TO_QUARTILE) or None


def _first_gap(
    values: Sequence[float], candidates: int, *, chance: float, floor: float = -math.inf, least: float = 0.0
) -> float | None:
    """Return the middle of the lowest gap among the candidates that is too wide for chance, above a floor."""
    values = sorted(values, reverse=True)
    tail = values[candidates:]
    if len(tail) < _SHORTEST_TAIL:
        return None
    excess = sum(value - tail[-1] for value in tail[:-1]) / (len(tail) - 1)
    for j in range(candidates, 0, -1):
        gap = values[j - 1] - values[j]
        # All j together may err as often as `chance` says: 1/2 + 1/6 + 1/12 + … = 1.
        if values[j - 1] > floor and gap > least and j * gap > excess * math.log(j * (j + 1) / chance):
            return max((values[j - 1] + values[j]) / 2, floor)
    return None


def _through(value: float, power: float) -> float:
    if power == 1:
        return value
    return value**power if power else math.log(value)


def _back(value: float, power: float) -> float:
    if power == 1:
        return value
    return float(value ** (1 / power)) if power else math.exp(min(value, 700.0))
