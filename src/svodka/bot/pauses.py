"""How long to wait before something that failed is tried again."""

import random
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Pauses:
    """Pauses that double with each failure, in seconds; the jitter keeps many from coming back at once."""

    shortest_s: float = 0.5
    longest_s: float = 30.0

    def after(self, failures: int) -> float:
        """Return the pause after that many failures in a row (at least one)."""
        doubled = self.shortest_s * 2.0 ** min(failures - 1, 30)
        return min(doubled, self.longest_s) * random.uniform(0.75, 1.0)  # noqa: S311  # no secret hangs on it
