"""The sweeper: rings again for uploads that stand still, and clears away what nobody needs any more."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final
from uuid import UUID

from svodka.errors import StorageError
from svodka.uploads.acceptance import Limits, quota_minute
from svodka.uploads.forecast import Forecast
from svodka.uploads.lateness import LATE, tell_late
from svodka.uploads.model import STEP_OF, Due, Upload
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
# People are told so many at a time, for each is a message that others wait behind.
_TOLD_AT_ONCE: Final = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Sweeper:
    """Goes over the tables every few seconds; every pass is idempotent and may run in several processes.

    Whoever moves an upload on rings for it; only one that has stood still for `hearing` is rung for again.
    Whose file nobody has taken for the whole of `silence`, though its turn has come, is told that it will be late.
    """

    works: Works
    objects: ObjectStore
    doorbell: Doorbell
    clock: Clock
    retention: timedelta
    limits: Limits = field(default_factory=Limits)
    forecast: Forecast = field(default_factory=Forecast)
    hearing: timedelta = timedelta(seconds=2)
    silence: timedelta = timedelta(seconds=30)
    told: set[UUID] = field(default_factory=set)

    async def ring_due(self) -> int:
        """Ring the doorbell for each upload whose step could have been taken by now; return how many."""
        async with self.works(autocommit=True) as work:
            due = await work.uploads.due(self.clock(), _BATCH, running=self.limits.running_uploads)
            self.forecast.look(await work.uploads.backlog(self.clock()) if len(due) > _QUEUE else None)
        unheard = [each for each in due if self._is_unheard(each)]
        for each in unheard:
            await self.doorbell.ring(each.upload_id, each.step, since=each.since)
        await self._tell_those_nobody_takes(due)
        return len(unheard)

    def _is_unheard(self, due: Due) -> bool:
        """Tell whether nobody can be under way to it: it was put off, or stands still for too long.

        One that came from the future was there before the clock was set back.
        """
        return due.since is not None or abs(self.clock() - due.changed_at) >= self.hearing

    async def _tell_those_nobody_takes(self, due: Sequence[Due]) -> None:
        """Say the truth where no worker is there, or none hears; who waits in a queue that moves was told of that."""
        self.told.intersection_update(each.upload_id for each in due)
        now = self.clock()
        late = [
            each for each in due if now - each.changed_at >= self.silence and each.upload_id not in self.told
        ]
        if not late or self.forecast.minutes() is not None:
            return
        async with self.works() as work:
            for each in late[:_TOLD_AT_ONCE]:
                upload = await work.uploads.get(each.upload_id)
                if upload is not None and STEP_OF.get(upload.state) is each.step:
                    await tell_late(work, upload, LATE, now=now)
        self.told.update(each.upload_id for each in late[:_TOLD_AT_ONCE])
        await self.doorbell.ring_courier()

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
