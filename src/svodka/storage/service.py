"""The storage service: keys of our own making, total deadlines, sizes counted, temporary files that go.

Which backend keeps the bytes is none of its business. It implements `svodka.uploads.ObjectStore`.
"""

import asyncio
import logging
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path, PurePath
from time import monotonic
from typing import IO, Final

from uuid6 import uuid7

from svodka.errors import StorageError, StorageTimeoutError, SvodkaError
from svodka.storage.backend import Backend, TakesFiles
from svodka.storage.breaker import CircuitBreaker
from svodka.storage.keeping import Keeper, RetryRules
from svodka.storage.source import Source, of_bytes, of_file, of_stream, scratch_used, too_large, write_down

log: Final = logging.getLogger(__name__)

_MIB: Final = 1 << 20
_LONGEST_EXTENSION: Final = 5
# A key that no object ever has: ours begin with a person's number.
_PROBED: Final = "probe"


@dataclass(frozen=True, kw_only=True, slots=True)
class StorageRules:
    """Deadlines in seconds, each for a whole operation; the largest file of a person's in bytes."""

    upload_deadline_s: float = 15.0
    download_deadline_s: float = 60.0
    download_warning_s: float = 10.0
    delete_deadline_s: float = 15.0  # for looking, too
    max_upload_bytes: int = 20 * _MIB
    retry: RetryRules = field(default_factory=RetryRules)


# Operation, how it ended (`ok`, `stopped`, or an error's code), and the seconds it took.
Heard = Callable[[str, str, float], None]


def _unheard(_operation: str, _outcome: str, _seconds: float) -> None:
    """Stand in for whoever wants to know how the storage fares."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StorageService:
    """Keeps people's files and our reports. Raises the StorageErrors of `svodka.errors`.

    What failed in passing is tried again within the deadline; after a handful of failures in a row the breaker
    answers StorageUnavailableError at once for a while. `heard` is told of each operation.
    """

    backend: Backend
    scratch: Path
    rules: StorageRules
    breaker: CircuitBreaker = field(default_factory=CircuitBreaker)
    heard: Heard = _unheard

    async def upload_csv(self, file_bytes: bytes, user_id: int, filename: str) -> str:
        """Keep a person's file that is in memory; returns its key."""
        source = of_bytes(file_bytes, self.rules.max_upload_bytes)
        return await self._put(source, self.new_key(user_id, filename), filename)

    async def upload_csv_from_file(self, file_path: Path, user_id: int, filename: str) -> str:
        """Keep a person's file that is on disk; returns its key. Its size is checked before it is read."""
        source = of_file(file_path, self.rules.max_upload_bytes)
        return await self._put(source, self.new_key(user_id, filename), filename)

    def new_key(self, user_id: int, filename: str) -> str:
        """Make a key: unique, ASCII, and without the person's file name."""
        return f"{user_id}/{datetime.now(UTC):%Y/%m}/{uuid7()}{_extension(filename)}"

    async def upload_stream(
        self,
        chunks: AsyncIterator[bytes],
        *,
        size: int | None,
        user_id: int,
        filename: str,
        file_key: str | None = None,
    ) -> str:
        """Keep a person's file as it flows in; returns its key. `size` in bytes where it is known.

        Where it is not, the file is written down first: no storage takes a stream of unknown length.
        Raises FileTooLargeError before the first byte where the size tells, else as soon as it shows.
        A `file_key` of `new_key` is written down by the caller before an object may come to lie there.
        """
        limit = self.rules.max_upload_bytes
        key = file_key or self.new_key(user_id, filename)
        if size is not None:
            return await self._put(of_stream(chunks, size, limit), key, filename)
        begun = monotonic()
        with self._temporary(filename) as file:
            async with self._within("upload", self.rules.upload_deadline_s, counts=lambda: False):
                await write_down(chunks, file, limit)
            source = of_file(Path(file.name), limit)
            return await self._put(source, key, filename, spent_s=monotonic() - begun)

    async def upload_results(self, files: Mapping[str, Path]) -> None:
        """Keep what we made for a person, of whatever size: each file under its key of `new_key`."""
        backend = self.backend
        if not isinstance(backend, TakesFiles):
            for key, path in files.items():
                await self._put(of_file(path, None), key, path.name)
            return
        with self._timed("upload"):
            async with self._within("upload", self.rules.upload_deadline_s):
                await self._keeper.attempt(partial(backend.put_files, files))

    async def size_of(self, file_key: str) -> int | None:
        """Return an object's size in bytes; None when there is no such object."""
        async with self._within("look", self.rules.delete_deadline_s):
            found = await self._keeper.attempt(lambda: self.backend.stat(file_key))
        return found.size if found else None

    async def download_csv_to_temp(self, file_key: str) -> Path:
        """Fetch an object into a temporary file of ours, which the caller unlinks."""
        begun = monotonic()
        with self._timed("download"), self._temporary(file_key, kept=True) as file:
            async with self._within("download", self.rules.download_deadline_s):
                await self._keeper.attempt(lambda: self._fetch(file_key, file))
        if (took := monotonic() - begun) > self.rules.download_warning_s:
            log.warning("slow download", extra={"key": file_key, "seconds": round(took, 1)})
        return Path(file.name)

    async def delete_csv(self, file_key: str) -> None:
        """Delete an object; a missing one is no error."""
        with self._timed("delete"):
            async with self._within("delete", self.rules.delete_deadline_s):
                await self._keeper.attempt(lambda: self.backend.delete(file_key))

    async def signed_link(self, file_key: str, seconds: float, *, name: str = "") -> str:
        """Return an address at which whoever has it can fetch an object for so many seconds.

        Buckets sign it themselves. A directory has no address: then StorageError is raised, and the web pages'
        own links are the way.
        """
        name = name or PurePath(file_key).name
        async with self._within("sign", self.rules.delete_deadline_s):
            link = await self._keeper.attempt(lambda: self.backend.link(file_key, seconds=seconds, name=name))
        if link is None:
            raise StorageError("objects in a directory have no address of their own")
        return link

    async def probe(self, *, deadline_s: float) -> None:
        """Ask the storage for something that is not there; raises a StorageError where it does not answer."""
        async with self._within("probe", deadline_s, counts=lambda: False):
            with self.breaker.guard():
                await self.backend.stat(_PROBED)

    @property
    def _keeper(self) -> Keeper:
        return Keeper(backend=self.backend, breaker=self.breaker, retry=self.rules.retry)

    async def _put(self, source: Source, key: str, filename: str, *, spent_s: float = 0.0) -> str:
        """Keep a source under its key. `spent_s` is what getting hold of it took of the deadline."""
        if source.limit is not None and source.size > source.limit:
            raise too_large(source.size, source.limit)
        with self._timed("upload"):
            async with self._within(
                "upload", self.rules.upload_deadline_s, spent_s=spent_s, counts=lambda: not source.stalled
            ):
                await self._keeper.keep(key, source, filename)
        return key

    async def _fetch(self, key: str, file: IO[bytes]) -> None:
        async with self.backend.get(key) as chunks:
            await write_down(chunks, file)

    @asynccontextmanager
    async def _within(
        self,
        operation: str,
        seconds: float,
        *,
        spent_s: float = 0.0,
        counts: Callable[[], bool] = lambda: True,
    ) -> AsyncIterator[None]:
        """Limit a whole operation; when its time is up, what was under way has been cancelled.

        `counts` tells whether the storage is to blame then: it is not for a source that stalled.
        """
        deadline = asyncio.timeout(seconds - spent_s)
        try:
            async with deadline:
                yield
        except TimeoutError as error:
            if not deadline.expired():
                raise
            if counts():
                self.breaker.failed()
            raise StorageTimeoutError(f"{operation} took longer than {seconds:g} s") from error

    @contextmanager
    def _timed(self, operation: str) -> Iterator[None]:
        """Tell whoever listens how long the block took and how it ended."""
        begun, outcome = monotonic(), "stopped"
        try:
            yield
            outcome = "ok"
        except SvodkaError as error:
            outcome = error.code
            raise
        finally:
            self.heard(operation, outcome, monotonic() - begun)

    @contextmanager
    def _temporary(self, name: str, *, kept: bool = False) -> Iterator[IO[bytes]]:
        """Make a temporary file. It goes with the block; one to be kept stays unless the block failed."""
        with scratch_used():
            file = tempfile.NamedTemporaryFile(  # noqa: SIM115 - closed below: what closing says, writing has said
                dir=self.scratch, prefix="object-", suffix=_extension(name), delete=False
            )
        try:
            yield file
        except BaseException:
            kept = False
            raise
        finally:
            with suppress(OSError):
                file.close()
            if not kept:
                Path(file.name).unlink(missing_ok=True)


def _extension(filename: str) -> str:
    extension = PurePath(filename).suffix.lower()
    known = extension.isascii() and extension[1:].isalnum() and len(extension) <= _LONGEST_EXTENSION
    return extension if known else ".bin"
