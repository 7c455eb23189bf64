"""What a step leaves in storage: keys that the row names before an object comes to be under them.

So whatever becomes of the step, the row knows what there may be, and the next try or the sweeper sees to it.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

from svodka.errors import LeaseLostError, PassingError, StorageError
from svodka.uploads.model import Upload
from svodka.uploads.ports import ObjectStore, Works

log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Keeping:
    """The objects of the uploads that one worker (`owner`) has under its leases."""

    works: Works
    objects: ObjectStore
    owner: str

    async def name(self, upload: Upload, **keys: Any) -> None:
        """Write down the keys of objects that may come to be from now on, whatever becomes of us."""
        async with self.works(autocommit=True) as work:
            check_ours(upload, await work.uploads.name_objects(upload.id, owner=self.owner, **keys))

    @asynccontextmanager
    async def discarded_unless_named(self, upload: Upload, keys: Collection[str]) -> AsyncIterator[None]:
        """If the block fails, discard its objects unless the row names them: then the next try sees to them."""
        try:
            yield
        except BaseException:
            await asyncio.shield(self._discard_unless_named(upload, keys))
            raise

    async def _discard_unless_named(self, upload: Upload, keys: Collection[str]) -> None:
        try:
            async with self.works() as work:
                row = await work.uploads.get(upload.id)
        except PassingError:
            return  # The row names them, if it is still ours.
        named = {row.object_key, *row.results.values()} if row else set()
        await self.discard([key for key in keys if key not in named])

    async def discard(self, keys: Collection[str]) -> None:
        """Delete objects that nobody will ask for, if that can be done now."""
        for key in keys:
            with suppress(StorageError):
                await self.objects.delete_csv(key)

    async def has_come(self, upload: Upload, key: str) -> bool:
        """Ask whether an earlier try, whose end nobody saw, has left the whole file; anything else goes."""
        size = await self.objects.size_of(key)
        if size is None:
            return False
        if size == upload.document.size:
            log.info("file had come before", extra={"upload": str(upload.id)})
            return True
        await self.objects.delete_csv(key)
        return False


def check_ours(upload: Upload, is_ours: bool) -> None:
    """Raise LeaseLostError where a conditional change found the upload not ours any more."""
    if not is_ours:
        raise LeaseLostError(f"upload {upload.id} was taken over, or deleted")
