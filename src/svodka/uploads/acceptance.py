"""How an upload begins and how a person ends it, within the transaction of the update that asked for it.

Decides and writes rows; no network, no queue: whoever commits rings the doorbell afterwards.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from uuid6 import uuid7

from svodka.uploads.model import ENDS, STEP_OF, Document, MessageKind, NewMessage, Person, State, Upload
from svodka.uploads.ports import Work

_NO_LIMIT: Final = 2**31 - 1
# What tells of a file that its person took back.
_ERASED: Final[dict[str, Any]] = {
    "summary": {},
    "file_name": None,
    "error_figures": {},
    "last_error": None,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What one person may ask of us: bytes a file, uploads a UTC day and a minute, under way and in work at once."""

    max_upload_bytes: int = 20 * 1024 * 1024
    daily_uploads: int = 100
    uploads_per_minute: int = 30
    live_uploads: int = 20
    running_uploads: int = 1

    @property
    def max_upload_mb(self) -> int:
        """The largest file in mebibytes, as the person reads it."""
        return self.max_upload_bytes // (1024 * 1024)


@dataclass(frozen=True, kw_only=True, slots=True)
class Incoming:
    """A file that somebody just sent; `person` as we know them."""

    person: Person
    chat_id: int
    message_id: int
    document: Document


async def accept(
    work: Work, incoming: Incoming, *, limits: Limits, now: datetime, minutes: int | None = None
) -> UUID | None:
    """Accept a file, or refuse it with a sentence; both within the caller's transaction.

    `minutes` is how long the queue is, where that is worth a word. Returns the upload's id when it is to be stored, None when it was refused or is known already.
    """
    upload = Upload(
        id=uuid7(),
        person_id=incoming.person.id,
        chat_id=incoming.chat_id,
        message_id=incoming.message_id,
        document=incoming.document,
        language=incoming.person.language,
        state=State.RECEIVED,
        quota_taken=True,
        created_at=now,
        changed_at=now,
    )
    if not await work.uploads.add(upload):
        return None
    admitted = await _admitted(work, upload, limits, now)
    if isinstance(admitted, _Refusal):
        free = replace(upload, quota_taken=False)
        await end(work, free, State.REJECTED, code=admitted.code, figures=admitted.figures, now=now)
        return None
    _say(work, upload, *_welcome(admitted, limits, minutes), now=now)
    return upload.id


def _welcome(live: Counter[State], limits: Limits, minutes: int | None) -> tuple[str, dict[str, Any]]:
    """Say that a file is accepted, and what it waits for if it does."""
    ahead = sum(live[state] for state in STEP_OF) - 1
    if minutes is not None:
        return "progress-queue", {"minutes": minutes}
    if ahead >= limits.running_uploads:
        return "progress-in-line", {"ahead": ahead}
    return "progress-accepted", {}


@dataclass(frozen=True, slots=True)
class _Refusal:
    """Why a file is not accepted."""

    code: str
    figures: dict[str, Any]


async def _admitted(work: Work, upload: Upload, limits: Limits, now: datetime) -> _Refusal | Counter[State]:
    """Say why the file is refused, or take the quota and count those under way.

    A refusal costs nothing of the day's, nor of the minute's.

    The quota's row keeps whoever accepts another file of the person's waiting until we have committed: so the
    count of those under way, which is this one and the others, is true. Everybody locks the upload's row first
    and the quota's second: whoever ends an upload while its message comes once more waits, and is not waited for.
    """
    person_id, day = upload.person_id, quota_day(upload)
    if upload.document.size > limits.max_upload_bytes:
        return _Refusal("file-too-large", {"limit_mb": limits.max_upload_mb})
    wanted = {day: limits.daily_uploads, quota_minute(now): limits.uploads_per_minute}
    taken = await work.people.take_quotas(person_id, wanted)
    live = await work.uploads.live(person_id)
    if day not in taken:
        refusal = _Refusal("quota-used-up", {"limit": limits.daily_uploads})
    elif live.total() > limits.live_uploads:
        refusal = _Refusal("too-many-at-once", {"limit": limits.live_uploads})
    elif len(taken) < len(wanted):
        refusal = _Refusal("too-fast", {"limit": limits.uploads_per_minute})
    else:
        return live
    for span in taken:
        await work.people.give_quota_back(person_id, span)
    return refusal


async def delete(work: Work, upload_id: UUID, *, person_id: int, now: datetime) -> Upload | None:
    """End an upload because its owner asks; its objects go when the sweeper comes by, what we wrote about it now.

    Returns the upload as it was, or None where it is not this person's or was deleted before.
    """
    upload = await work.uploads.get(upload_id)
    if upload is None or upload.person_id != person_id or upload.state is State.DELETED:
        return None
    if not await work.uploads.move(upload_id, source=upload.state, target=State.DELETED, now=now, **_ERASED):
        return None
    await work.outbox.drop_unsent(upload_id)
    return upload


async def delete_all(work: Work, person_id: int, *, now: datetime, finished: bool = True) -> int:
    """End all of a person's uploads because they ask; not `finished`: only those in work. Return how many.

    What was still to be said of them the courier finds to be about nothing, and lets be.
    """
    return len(await work.uploads.delete_all(person_id, now=now, finished=finished, **_ERASED))


async def retry(work: Work, upload: Upload, *, now: datetime) -> bool:
    """Take a failed upload up again, because the operator asks; False if it has not failed.

    It begins anew, but a file that is stored is not fetched again. Its quota is taken again, even where the
    person has used it up.
    """
    moved = await work.uploads.move(
        upload.id,
        source=State.FAILED,
        target=State.RECEIVED,
        now=now,
        error_code=None,
        error_figures={},
        last_error=None,
        quota_taken=True,
    )
    if moved:
        await work.people.take_quota(upload.person_id, quota_day(upload), _NO_LIMIT)
        await tell(work, upload, "progress-accepted", {}, now=now)
    return moved


async def end(
    work: Work,
    upload: Upload,
    target: State,
    *,
    code: str,
    figures: dict[str, Any],
    now: datetime,
    **changes: Any,
) -> bool:
    """End an upload in REJECTED or FAILED with a sentence, giving the quota back; False if it moved on."""
    assert target in ENDS
    moved = await work.uploads.move(
        upload.id,
        source=upload.state,
        target=target,
        now=now,
        owner=upload.lease_owner,
        error_code=code,
        error_figures=figures,
        quota_taken=False,
        attempts=upload.attempts,
        **changes,
    )
    if not moved:
        return False
    if upload.quota_taken:
        await work.people.give_quota_back(upload.person_id, quota_day(upload))
    await tell(work, upload, code, figures, now=now)
    return True


async def tell(work: Work, upload: Upload, code: str, figures: dict[str, Any], *, now: datetime) -> None:
    """Let the upload's progress message say something else; what it has not said yet gives way."""
    await work.outbox.drop_progress(upload.id)
    _say(work, upload, code, figures, now=now)


def _say(work: Work, upload: Upload, code: str, figures: dict[str, Any], *, now: datetime) -> None:
    work.outbox.queue([progress(upload, code, figures, now=now)], now=now)


def progress(upload: Upload, code: str, figures: dict[str, Any], *, now: datetime) -> NewMessage:
    """Make the message that lets the upload's progress message say something else."""
    return NewMessage(
        key=f"progress:{upload.id}:{code}:{now.timestamp()}",
        chat_id=upload.chat_id,
        kind=MessageKind.PROGRESS,
        payload={"code": code, "figures": figures, "reply_to": upload.message_id},
        upload_id=upload.id,
    )


def report(upload: Upload, now: datetime) -> Sequence[NewMessage]:
    """Make the messages that the report is; the word that it is ready last, for a chat bears few at once."""
    parts = [
        NewMessage(
            key=f"report:{upload.id}:{part}",
            chat_id=upload.chat_id,
            kind=MessageKind.REPORT,
            payload={"part": part},
            upload_id=upload.id,
        )
        for part in ("summary", "document")
    ]
    return [*parts, progress(upload, "progress-done", {}, now=now)]


def quota_minute(now: datetime) -> str:
    """Name a minute as a span of its own, whose uploads are counted as those of a day are."""
    return f"m{int(now.timestamp()) // 60}"


def quota_day(upload: Upload) -> str:
    """Name the UTC day (ISO) on which the upload's quota was taken."""
    return upload.created_at.date().isoformat()
