"""The storage service: keys of our own making, total deadlines, sizes counted, temporary files that go.

Which backend keeps the bytes is none of its business. It implements `svodka.uploads.ObjectStore`.
"""

import asyncio
import logging
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePath
from time import monotonic
from typing import Final

from uuid6 import uuid7

from svodka.errors import FileTooLargeError, StorageTimeoutError
from svodka.storage.backend import Backend

log: Final = logging.getLogger(__name__)

_CHUNK_BYTES: Final = 256 * 1024
_MIB: Final = 1 << 20
_LONGEST_EXTENSION: Final = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class StorageRules:
    """Deadlines in seconds, each for a whole operation; the largest file of a person's in bytes."""

    upload_deadline_s: float = 15.0
    download_deadline_s: float = 60.0
    download_warning_s: float = 10.0
    delete_deadline_s: float = 15.0
    max_upload_bytes: int = 20 * _MIB


@dataclass(frozen=True, kw_only=True, slots=True)
class StorageService:
    """Keeps people's files and our reports. Raises the StorageErrors of `svodka.errors`."""

    backend: Backend
    scratch: Path
    rules: StorageRules

    async def upload_csv(self, file_bytes: bytes, user_id: int, filename: str) -> str:
        """Keep a person's file that is in memory; returns its key."""
        return await self.upload_stream(
            _pieces(file_bytes), size=len(file_bytes), user_id=user_id, filename=filename
        )

    async def upload_csv_from_file(self, file_path: Path, user_id: int, filename: str) -> str:
        """Keep a person's file that is on disk; returns its key. Its size is checked before it is read."""
        size = file_path.stat().st_size
        return await self.upload_stream(_read(file_path), size=size, user_id=user_id, filename=filename)

    async def upload_stream(
        self, chunks: AsyncIterator[bytes], *, size: int | None, user_id: int, filename: str
    ) -> str:
        """Keep a person's file as it flows in; returns its key. `size` in bytes where it is known.

        Raises FileTooLargeError before the first byte where the size tells, else as soon as it shows.
        """
        limit = self.rules.max_upload_bytes
        if size is not None and size > limit:
            raise _too_large(size, limit)
        return await self._put(_counted(chunks, limit), size=size, user_id=user_id, filename=filename)

    async def upload_result(self, file_path: Path, user_id: int) -> str:
        """Keep something that we made for a person, of whatever size; returns its key."""
        size = file_path.stat().st_size
        return await self._put(_read(file_path), size=size, user_id=user_id, filename=file_path.name)

    async def download_csv_to_temp(self, file_key: str) -> Path:
        """Fetch an object into a temporary file of ours, which the caller unlinks."""
        begun = monotonic()
        with tempfile.NamedTemporaryFile(
            dir=self.scratch, prefix="object-", suffix=PurePath(file_key).suffix, delete=False
        ) as file:
            path = Path(file.name)
            try:
                with _deadline("download", self.rules.download_deadline_s) as deadline:
                    async with deadline, self.backend.get(file_key) as chunks:
                        async for chunk in chunks:
                            file.write(chunk)
            except BaseException:
                path.unlink(missing_ok=True)
                raise
        if (took := monotonic() - begun) > self.rules.download_warning_s:
            log.warning("slow download", extra={"key": file_key, "seconds": round(took, 1)})
        return path

    async def delete_csv(self, file_key: str) -> None:
        """Delete an object; a missing one is no error."""
        with _deadline("delete", self.rules.delete_deadline_s) as deadline:
            async with deadline:
                await self.backend.delete(file_key)

    async def _put(
        self, chunks: AsyncIterator[bytes], *, size: int | None, user_id: int, filename: str
    ) -> str:
        key = _new_key(user_id, filename)
        with _deadline("upload", self.rules.upload_deadline_s) as deadline:
            async with deadline:
                await self.backend.put(key, chunks, size=size)
        return key


@contextmanager
def _deadline(operation: str, seconds: float) -> Iterator[asyncio.Timeout]:
    """Give a deadline to enter; when it passes, whatever was under way has been cancelled."""
    deadline = asyncio.timeout(seconds)
    try:
        yield deadline
    except TimeoutError as error:
        if deadline.expired():
            raise StorageTimeoutError(f"{operation} took longer than {seconds:g} s") from error
        raise


def _new_key(user_id: int, filename: str) -> str:
    """Make a key: unique, ASCII, and without the person's file name."""
    extension = PurePath(filename).suffix.lower()
    known = extension.isascii() and extension[1:].isalnum() and len(extension) <= _LONGEST_EXTENSION
    return f"{user_id}/{datetime.now(UTC):%Y/%m}/{uuid7()}{extension if known else '.bin'}"


def _too_large(size: int, limit: int) -> FileTooLargeError:
    return FileTooLargeError(f"{size} bytes are more than {limit}", limit_mb=limit // _MIB)


async def _counted(chunks: AsyncIterator[bytes], limit: int) -> AsyncIterator[bytes]:
    """Pass chunks on until they are more than they may be."""
    total = 0
    async for chunk in chunks:
        total += len(chunk)
        if total > limit:
            raise _too_large(total, limit)
        yield chunk


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), _CHUNK_BYTES):
        yield content[start : start + _CHUNK_BYTES]


async def _read(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk
