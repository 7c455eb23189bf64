"""How long a new upload will have to wait, from how many were done while others waited. Honest or silent."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

# Fewer reports in a shorter time than these tell nothing about the next.
_LEAST_FINISHED: Final = 3
_LEAST_WAITED: Final = timedelta(seconds=5)
# A shorter wait than this is none worth a word.
_NOTICED: Final = timedelta(seconds=30)
_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Backlog:
    """How many uploads wait or are in work, for how long there have always been some, and how many ended since."""

    waiting: int
    waited: timedelta
    finished: int

    def wait(self) -> timedelta | None:
        """Say how long one that comes now will wait; None where that cannot be told."""
        if self.finished < _LEAST_FINISHED or self.waited < _LEAST_WAITED:
            return None
        return self.waited * self.waiting / self.finished


class Forecast:
    """What the sweeper saw last, for whoever accepts the next upload."""

    def __init__(self) -> None:
        self._backlog: Backlog | None = None

    def look(self, backlog: Backlog | None) -> None:
        """Take in what there is; None for no queue to speak of."""
        self._backlog = backlog

    def minutes(self) -> int | None:
        """Say in how many minutes a report on a new upload will be there, rounded up; None for soon, or unknown."""
        wait = self._backlog.wait() if self._backlog else None
        if wait is None or wait < _NOTICED:
            return None
        return -(-wait // _MINUTE)
