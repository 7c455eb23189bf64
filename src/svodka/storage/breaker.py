"""The circuit breaker: a storage that failed a handful of times in a row is left alone for a while."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Final

from svodka.errors import StorageError, StorageTimeoutError, StorageUnavailableError

log: Final = logging.getLogger(__name__)

# The failures of a storage that another attempt may find mended.
PASSING: Final = (StorageTimeoutError, StorageUnavailableError)


class CircuitBreaker:
    """Counts failures in a row. When it is open, one call at a time may find out whether that is over.

    Any other StorageError is a refusal: somebody is at home. What is no StorageError says nothing of the storage.
    """

    def __init__(
        self, *, failures: int = 5, pause_s: float = 10.0, clock: Callable[[], float] = monotonic
    ) -> None:
        self._most = failures
        self._pause_s = pause_s
        self._clock = clock
        self._failed = 0
        self._until = 0.0
        self._trying = False

    @property
    def is_open(self) -> bool:
        """Whether calls are refused, but for the one that tries."""
        return self._failed >= self._most

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Make a call in the block. Raises StorageUnavailableError at once while the storage is left alone."""
        trial = self.is_open
        if trial and (self._trying or self._clock() < self._until):
            raise StorageUnavailableError(f"storage failed {self._failed} times in a row and is left alone")
        self._trying = self._trying or trial
        try:
            yield
        except PASSING:
            self.failed()
            raise
        except StorageError:
            self._succeeded()
            raise
        else:
            self._succeeded()
        finally:
            if trial:
                self._trying = False

    def failed(self) -> None:
        """Count a failure that no block saw: a deadline that passed."""
        self._failed += 1
        if self.is_open:
            self._until = self._clock() + self._pause_s
        if self._failed == self._most:
            log.error("storage down", extra={"failures": self._failed, "pause_s": self._pause_s})

    def _succeeded(self) -> None:
        if self.is_open:
            log.info("storage back")
        self._failed = 0
