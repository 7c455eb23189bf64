"""What a storage backend can do; the service asks no more of it. Errors are the StorageErrors of ours."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, kw_only=True, slots=True)
class ObjectInfo:
    """What is known of an object without reading it. The etag has no quotes around it."""

    size: int
    etag: str | None = None


class Backend(Protocol):
    """A place for objects, used by many tasks at once.

    Calls set no deadline for the whole of an operation: cancelling them really ends them. What may pass by
    itself is a StorageUnavailableError, or a StorageTimeoutError where an answer did not come in its time:
    then the object may be there all the same.
    """

    async def put(self, key: str, chunks: AsyncIterator[bytes], *, size: int, name: str) -> None:
        """Keep a stream of exactly `size` bytes under a key that is new; `name` is what people call it.

        Nothing is visible before the last byte. Raises ObjectExistsError where the place can tell.
        """
        ...

    def get(self, key: str) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Stream an object. Raises ObjectNotFoundError."""
        ...

    async def stat(self, key: str) -> ObjectInfo | None:
        """Look at an object; None when there is none."""
        ...

    async def delete(self, key: str) -> None:
        """Delete an object; a missing one is no error."""
        ...

    async def link(self, key: str, *, seconds: float, name: str) -> str | None:
        """Return an address at which anybody can fetch an object for so many seconds; None where there is none.

        It is saved under the `name`, where the place can tell that.
        """
        ...


@runtime_checkable
class TakesFiles(Protocol):
    """A backend that has a quicker way for files that are on this machine's disk already."""

    async def put_files(self, files: Mapping[str, Path]) -> None:
        """Keep each file under its key, all or none of them. Whoever repeats it gets the same."""
        ...
