"""Keeps account of how long sessions are in use: what of our share of them is needed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic


class Sessions:
    """Counts the seconds that sessions were in use, all together, since the beginning."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._busy = 0
        self._busy_s = 0.0
        self._at = clock()

    @property
    def busy(self) -> int:
        """How many are in use at the moment."""
        return self._busy

    @property
    def busy_s(self) -> float:
        """Session-seconds in use so far: two sessions in use for a second are two."""
        self._advance()
        return self._busy_s

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Count one more session as in use while the block lasts."""
        self._advance()
        self._busy += 1
        try:
            yield
        finally:
            self._advance()
            self._busy -= 1

    def _advance(self) -> None:
        now = self._clock()
        self._busy_s += self._busy * (now - self._at)
        self._at = now
