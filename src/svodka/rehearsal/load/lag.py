"""How late the bot's event loop was, as its own heartbeats in the database tell."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from svodka.rehearsal.fleet import Fleet

_QUESTION: Final = "SELECT role, samples FROM heartbeats WHERE role IN ('bot', 'run')"
_FAMILY: Final = "svodka_loop_lag_seconds"

# How often the loop was at most so late, by the buckets' bounds in seconds; each bucket holds those before it.
Lags = Mapping[float, float]


async def lags_of(fleet: Fleet) -> Lags:
    """Return what the bot has counted since it started; nothing where it has not said so yet."""
    counted: dict[float, float] = {}
    for row in await fleet.rows(_QUESTION):
        samples = row["samples"]
        family = (json.loads(samples) if isinstance(samples, str) else samples).get(_FAMILY)
        for bound, count in _buckets(family) if family else ():
            counted[bound] = counted.get(bound, 0.0) + count
    return counted


def percentile_between(before: Lags, after: Lags, percent: float) -> float | None:
    """Return what so many percent of the looks between the two did not exceed, by the buckets' bounds."""
    grown = {bound: count - before.get(bound, 0.0) for bound, count in sorted(after.items())}
    looks = max(grown.values(), default=0.0)
    if looks <= 0:
        return None
    return next(bound for bound, count in grown.items() if count >= looks * percent / 100)


def _buckets(family: Mapping[str, Any]) -> list[tuple[float, float]]:
    numbers: Sequence[float] = family["children"][0][1] if family["children"] else ()
    return [(float(bound), count) for bound, count in zip(family["bounds"], numbers, strict=False)]
