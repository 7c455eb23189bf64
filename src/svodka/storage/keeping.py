"""Decides what to do when a storage fails: try again, ask what became of the last try, or give up."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from random import SystemRandom
from typing import Final, TypeVar

from svodka.errors import ObjectExistsError, PassingError, StorageError, StorageTimeoutError
from svodka.storage.backend import Backend, ObjectInfo
from svodka.storage.breaker import PASSING, CircuitBreaker
from svodka.storage.source import Reading, Source

_MD5: Final = re.compile(r"[0-9a-f]{32}")
_JITTER: Final = SystemRandom()

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class RetryRules:
    """How often a call is tried, and how long the pauses between tries grow, in seconds."""

    attempts: int = 4
    first_pause_s: float = 0.2
    longest_pause_s: float = 2.0

    def pauses(self) -> Iterator[float]:
        """Pauses without end, each somewhere between half and the whole of what has doubled."""
        pause = self.first_pause_s
        while True:
            yield _JITTER.uniform(pause / 2, pause)
            pause = min(2 * pause, self.longest_pause_s)


@dataclass(frozen=True, kw_only=True, slots=True)
class Keeper:
    """Calls a backend behind the breaker. The deadline for all of it is set by whoever calls."""

    backend: Backend
    breaker: CircuitBreaker
    retry: RetryRules

    async def attempt(self, call: Callable[[], Awaitable[T]]) -> T:
        """Make a call that can be repeated."""
        for pause in islice(self.retry.pauses(), self.retry.attempts - 1):
            try:
                with self.breaker.guard():
                    return await call()
            except PASSING as error:
                if self.breaker.is_open or self._asks_for_more(error):
                    raise
                await asyncio.sleep(max(pause, error.retry_after_s))
        with self.breaker.guard():
            return await call()

    async def keep(self, key: str, source: Source, name: str) -> None:
        """Store a source under a key that nobody else has.

        A try whose every byte was sent may have succeeded whatever became of its answer: then the storage is
        asked. The source is sent again where it can be, or where nothing of it was taken.
        """
        doubtful = False
        for number, pause in enumerate(self.retry.pauses(), 1):
            reading = source.read()
            try:
                await self._send(key, source, reading, name)
            except ObjectExistsError:
                if doubtful and await self._has_come(key, source, reading, StorageError()):
                    return
                raise
            except PASSING as error:
                if reading.complete and await self._has_come(key, source, reading, error):
                    return
                doubtful = True
                asked_s = error.retry_after_s
                if (
                    number == self.retry.attempts
                    or self.breaker.is_open
                    or self._asks_for_more(error)
                    or (reading.begun and not source.again)
                ):
                    raise
            else:
                return
            await asyncio.sleep(max(pause, asked_s))

    def _asks_for_more(self, error: PassingError) -> bool:
        """Tell whether the storage wants to be left alone for longer than anybody should wait for it here."""
        return error.retry_after_s > self.retry.longest_pause_s

    async def _send(self, key: str, source: Source, reading: Reading, name: str) -> None:
        with self.breaker.guard():
            try:
                await self.backend.put(key, reading, size=source.size, name=name)
            except Exception:
                # A source that fails breaks the connection too; its own words are the cause.
                if reading.failure is not None:
                    raise reading.failure from None
                raise
            finally:
                await reading.stop()

    async def _has_come(self, key: str, source: Source, reading: Reading, error: StorageError) -> bool:
        """Ask whether an object arrived whole. A source that cannot be sent again is asked for patiently."""
        patient = isinstance(error, StorageTimeoutError) and not source.again
        for pause in self.retry.pauses():
            try:
                with self.breaker.guard():
                    found = await self.backend.stat(key)
            except PASSING:
                found = None
            if found is not None:
                return _is_whole(found, source, reading)
            if not patient or self.breaker.is_open:
                return False
            await asyncio.sleep(pause)
        return False


def _is_whole(found: ObjectInfo, source: Source, reading: Reading) -> bool:
    """Compare sizes, and sums where the etag is one: that of an object stored in parts is not."""
    if found.size != source.size:
        return False
    return not (reading.complete and found.etag and _MD5.fullmatch(found.etag)) or found.etag == reading.md5
