"""The sweeper: rings again for uploads that stand still, and clears away what nobody needs any more."""

import logging
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from svodka.errors import StorageError
from svodka.uploads.acceptance import Limits, quota_minute
from svodka.uploads.forecast import Forecast
from svodka.uploads.model import Upload
from svodka.uploads.ports import Clock, Doorbell, ObjectStore, Works

log: Final = logging.getLogger(__name__)

# Telegram gives the same update again for a day at most; after two nobody can repeat it.
_REPEATABLE: Final = timedelta(hours=48)
_BATCH: Final = 500
# Nobody asks to be left alone for longer than this (a storage for ten minutes): what is to wait longer was
# written before the clock was set back.
_LONGEST_WAIT: Final = timedelta(minutes=15)
# Fewer uploads than this that nobody has in hand are no queue.
_QUEUE: Final = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Sweeper:
    """Goes over the tables every few seconds; every pass is idempotent and may run in several processes."""

    works: Works
    objects: ObjectStore
    doorbell: Doorbell
    clock: Clock
    retention: timedelta
    limits: Limits = field(default_factory=Limits)
    forecast: Forecast = field(default_factory=Forecast)

    async def ring_due(self) -> int:
        """Ring the doorbell for each upload whose step may be taken now; return how many."""
        async with self.works() as work:
            due = await work.uploads.due(self.clock(), _BATCH, running=self.limits.running_uploads)
            self.forecast.look(await work.uploads.backlog(self.clock()) if len(due) > _QUEUE else None)
        for each in due:
            await self.doorbell.ring(each.upload_id, each.step, since=each.since)
        return len(due)

    async def clear(self) -> int:
        """Delete objects past their retention and rows that have served; return how many uploads were cleared.

        What a clock that was set back has left waiting for hours is recalled.
        """
        now = self.clock()
        async with self.works() as work:
            recalled = await work.uploads.recall(now + _LONGEST_WAIT)
            recalled += await work.outbox.recall(now + _LONGEST_WAIT)
            expired = await work.uploads.expired(now - self.retention, _BATCH)
            await work.inbox.purge(now - _REPEATABLE)
            await work.outbox.purge(now - self.retention)
            await work.people.forget_quotas((now - _REPEATABLE).date().isoformat())
            await work.people.forget_quotas(quota_minute(now - _REPEATABLE))
        if recalled:
            log.warning("clock was set back", extra={"recalled": recalled})
        cleared = [upload for upload in expired if await self._objects_gone(upload)]
        return len(cleared)

    async def _objects_gone(self, upload: Upload) -> bool:
        try:
            for key in [upload.object_key, *upload.results.values()]:
                if key:
                    await self.objects.delete_csv(key)
        except StorageError as error:
            log.warning("objects not deleted", extra={"upload": str(upload.id), "error": str(error)})
            return False
        async with self.works() as work:
            await work.uploads.forget_objects(upload.id)
        return True
