"""When people send: moments in seconds from the beginning, the same for the same seed."""

import math
import random
from collections.abc import Sequence


def poisson(per_s: float, duration_s: float, seed: int) -> Sequence[float]:
    """Return moments that know nothing of each other, so many a second on the average."""
    chance = random.Random(seed)  # noqa: S311 - to be repeatable, not secret
    moments: list[float] = []
    now = chance.expovariate(per_s)
    while now < duration_s:
        moments.append(now)
        now += chance.expovariate(per_s)
    return moments


def ramp(from_per_s: float, to_per_s: float, duration_s: float, seed: int) -> Sequence[float]:
    """Return such moments while the rate rises (or falls) evenly from one to the other."""
    slope = (to_per_s - from_per_s) / duration_s
    whole = (from_per_s + to_per_s) / 2 * duration_s
    # A Poisson process of one a second, its clock bent so that `whole` of them fall into the duration.
    return [_moment(count, from_per_s, slope) for count in poisson(1.0, whole, seed)]


def _moment(count: float, rate: float, slope: float) -> float:
    """Return when the rate, summed up from the beginning, comes to `count`."""
    if abs(slope) < 1e-12:
        return count / rate
    return (math.sqrt(rate * rate + 2 * slope * count) - rate) / slope
