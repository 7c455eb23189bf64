"""What a storage backend can do; the service asks no more of it. Errors are the StorageErrors of ours."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True, slots=True)
class ObjectInfo:
    """What is known of an object without reading it."""

    size: int
    etag: str | None = None


class Backend(Protocol):
    """A place for objects. Calls set no deadline of their own: cancelling them really ends them."""

    async def put(self, key: str, chunks: AsyncIterator[bytes], *, size: int | None) -> None:
        """Keep a stream under a key that is new; nothing is visible before the last byte."""
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
