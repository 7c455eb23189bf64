"""Tells people that a report will be late: soon enough that nobody wonders whether the file has come, and once."""

import logging
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from svodka.errors import PassingError
from svodka.uploads.meanwhile import meanwhile
from svodka.uploads.model import STEP_OF, MessageKind, Upload
from svodka.uploads.ports import Clock, Doorbell, Work, Works

log: Final = logging.getLogger(__name__)

LATE: Final = "progress-late"


@dataclass(frozen=True, kw_only=True, slots=True)
class Lateness:
    """After `silence` a person wonders."""

    works: Works
    doorbell: Doorbell
    clock: Clock
    silence: timedelta

    def told(self, upload_id: UUID) -> AbstractAsyncContextManager[None]:
        """Tell the upload's person that it will be late if the block takes longer than the silence."""
        return meanwhile(self.silence, partial(self._tell, upload_id))

    async def _tell(self, upload_id: UUID) -> None:
        try:
            async with self.works() as work:
                upload = await work.uploads.get(upload_id)
                if upload is not None and upload.state in STEP_OF:
                    await tell_late(work, upload, LATE, now=self.clock())
            await self.doorbell.ring_courier()
        except PassingError as error:
            log.warning("lateness not told", extra={"upload": str(upload_id), "error": str(error)})
        except Exception:
            log.exception("lateness not told", extra={"upload": str(upload_id)})


async def tell_late(work: Work, upload: Upload, code: str, *, now: datetime) -> None:
    """Say, once a step, that the file is accepted and its report will be late.

    Where "accepted" has not been said yet, it is said by this: in one message, not in two.
    """
    await work.outbox.drop_progress(upload.id, first=True)
    await work.outbox.put(
        key=f"late:{upload.id}:{upload.state}",
        chat_id=upload.chat_id,
        kind=MessageKind.PROGRESS,
        payload={"code": code, "figures": {}, "reply_to": upload.message_id},
        now=now,
        upload_id=upload.id,
    )
