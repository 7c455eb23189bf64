"""What is to be stored, read once or again: its size is proven and its sum made while it flows."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Self

from svodka.errors import FileTooLargeError, ScratchError, StorageError

_CHUNK_BYTES: Final = 256 * 1024
_MIB: Final = 1 << 20


@dataclass(kw_only=True, slots=True)
class Source:
    """`size` bytes, of which there may be no more than `limit`.

    `again` says whether they can be read again: each pass is then a generator of ours, and closed by us.
    """

    chunks: Callable[[], AsyncIterator[bytes]]
    size: int
    limit: int | None
    again: bool
    _latest: "Reading | None" = None

    @property
    def stalled(self) -> bool:
        """Whether the latest pass was waiting for this source, not for the storage."""
        return self._latest is not None and self._latest.waits

    def read(self) -> "Reading":
        """Begin a pass."""
        self._latest = Reading(self)
        return self._latest


class Reading:
    """One pass over a source, pulled by whichever task the backend pulls in.

    A chunk is given away when the next one is at hand, so the last only once the size has proven true: who
    stores these never has a whole object that is not the right one. A stream that is longer than was said is
    read on, unstored, as far as the limit, to tell a file that is too large from a wrong size.
    """

    def __init__(self, source: Source) -> None:
        self._chunks = source.chunks()
        self._ours = source.again
        self._proven = self._prove(source.size, source.limit)
        self._sum = hashlib.md5(usedforsecurity=False)
        self._puller: asyncio.Task[object] | None = None
        self.begun = False
        self.complete = False
        self.waits = False
        self.failure: Exception | None = None

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        self.begun = True
        self._puller = asyncio.current_task()
        self.waits = True
        try:
            chunk = await anext(self._proven)
        except StopAsyncIteration:
            self.waits = False
            raise
        except Exception as error:
            self.failure = error
            raise
        finally:
            self._puller = None
        self.waits = False
        return chunk

    @property
    def md5(self) -> str:
        """The sum of what was given away."""
        return self._sum.hexdigest()

    async def stop(self) -> None:
        """End the pass, also where a backend that was cancelled has left a task pulling."""
        puller = self._puller
        if puller is not None and puller is not asyncio.current_task():
            puller.cancel()
            await asyncio.wait([puller])
        await self._proven.aclose()
        if self._ours and isinstance(self._chunks, AsyncGenerator):
            await self._chunks.aclose()

    async def _prove(self, size: int, limit: int | None) -> AsyncGenerator[bytes, None]:
        held, total = b"", 0
        async for chunk in self._chunks:
            total += len(chunk)
            if limit is not None and total > limit:
                raise too_large(total, limit)
            if total <= size:
                if held:
                    yield self._given(held)
                held = chunk
        if total != size:
            raise StorageError(f"{size} bytes were announced, {total} came")
        self.complete = True
        if held:
            yield self._given(held)

    def _given(self, chunk: bytes) -> bytes:
        self._sum.update(chunk)
        return chunk


def of_bytes(content: bytes, limit: int | None) -> Source:
    """Make a source of what is in memory."""
    return Source(chunks=lambda: _pieces(content), size=len(content), limit=limit, again=True)


def of_file(path: Path, limit: int | None) -> Source:
    """Make a source of a file."""
    return Source(chunks=lambda: _read(path), size=path.stat().st_size, limit=limit, again=True)


def of_stream(chunks: AsyncIterator[bytes], size: int, limit: int | None) -> Source:
    """Make a source of a stream, which stays its owner's to close."""
    return Source(chunks=lambda: chunks, size=size, limit=limit, again=False)


async def write_down(chunks: AsyncIterator[bytes], file: IO[bytes], limit: int | None = None) -> None:
    """Write a stream to a temporary file from its beginning, as far as the limit."""
    total = 0
    with scratch_used():
        file.seek(0)
        file.truncate()
    async for chunk in chunks:
        total += len(chunk)
        if limit is not None and total > limit:
            raise too_large(total, limit)
        with scratch_used():
            file.write(chunk)
    with scratch_used():
        file.flush()


@contextmanager
def scratch_used() -> Iterator[None]:
    """Say of an error that it came from the folder for temporary files, and not from a storage."""
    try:
        yield
    except OSError as error:
        raise ScratchError(f"temporary file not written: {error.strerror or repr(error)}") from error


def too_large(size: int, limit: int) -> FileTooLargeError:
    """Say that a file is over the limit."""
    return FileTooLargeError(f"{size} bytes are more than {limit}", limit_mb=limit // _MIB)


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), _CHUNK_BYTES):
        yield content[start : start + _CHUNK_BYTES]


async def _read(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk
