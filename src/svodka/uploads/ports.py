"""The narrow Protocols through which an upload's life touches the outside; owned here, implemented elsewhere.

All datetimes are aware UTC. A `Work` is one short transaction: nothing in it crosses another network.
"""

from collections import Counter
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from svodka.uploads.forecast import Backlog
from svodka.uploads.model import (
    Background,
    Document,
    Due,
    MessageKind,
    NewMessage,
    OutMessage,
    Person,
    State,
    Step,
    Update,
    Upload,
)


class Clock(Protocol):
    """Tells the time, aware and UTC."""

    def __call__(self) -> datetime:
        """Return the present moment."""
        ...


class Inbox(Protocol):
    """The updates that Telegram may forget, because we have them."""

    async def add(self, updates: Sequence[Update], now: datetime) -> int:
        """Keep those that are new, ignore the known ones; return how many were new."""
        ...

    async def pending(self, bot_id: int, limit: int, *, after: int = 0) -> Sequence[tuple[int, Update]]:
        """Return up to `limit` (row id, update) that are not done and whose row id is above `after`."""
        ...

    async def done(self, row_ids: Sequence[int], now: datetime) -> Collection[int]:
        """Mark updates as handled, in one statement; return those that were not before."""
        ...

    async def purge(self, before: datetime) -> int:
        """Forget handled updates received before then; return how many."""
        ...


class People(Protocol):
    """The people who talk to the bot."""

    async def look_up(self, person_ids: Sequence[int]) -> None:
        """Get people in one statement, for whom `get` is about to be asked: its next answer is this one."""
        ...

    async def get(self, person_id: int) -> Person | None:
        """Return the person, or None."""
        ...

    async def meet(self, person: Person, now: datetime) -> Person:
        """Add the person if new and return the row as it stands (a known person's language is kept)."""
        ...

    async def set_language(self, person_id: int, language: str) -> None:
        """Remember the language that the person chose."""
        ...

    async def set_blocked(self, person_id: int, at: datetime | None) -> None:
        """Remember that the person blocked the bot (or no longer does)."""
        ...

    async def take_quota(self, person_id: int, day: str, limit: int) -> bool:
        """Count one more upload of that day (ISO date) if fewer than `limit` are; one atomic statement."""
        ...

    async def take_quotas(self, person_id: int, limits: Mapping[str, int]) -> Collection[str]:
        """Do the same for several spans at once, each with its limit; return those in which it is counted."""
        ...

    async def give_quota_back(self, person_id: int, day: str) -> None:
        """Count one upload less."""
        ...

    async def forget_quotas(self, before: str) -> int:
        """Forget the counts of days (or spans; see `quota_minute`) before that one; return how many."""
        ...


class Uploads(Protocol):
    """The rows of uploads. Every change is a conditional UPDATE, never read-then-write."""

    async def add(self, upload: Upload) -> bool:
        """Insert; False if an upload of the same (chat, message) is there already."""
        ...

    async def get(self, upload_id: UUID) -> Upload | None:
        """Return the row, or None."""
        ...

    async def lease(
        self,
        upload_id: UUID,
        *,
        state: State,
        owner: str,
        now: datetime,
        until: datetime,
        running: int | None = None,
    ) -> Upload | None:
        """Take the row if it is in `state`, due (`not_before`) and not under a live lease; count an attempt.

        A stored row has to be among the `running` first of its person's, too: those that came earlier, unless
        they are put off, and those that are in work. Returns the row as it now stands, or None when there is
        nothing to do.
        """
        ...

    async def extend(self, upload_id: UUID, *, owner: str, until: datetime) -> bool:
        """Prolong a lease that is still ours (heartbeat)."""
        ...

    async def move(
        self,
        upload_id: UUID,
        *,
        source: State,
        target: State,
        now: datetime,
        owner: str | None = None,
        **changes: Any,
    ) -> bool:
        """Move the row on if it is in `source` (and, given `owner`, under that owner's lease).

        Clears the lease, attempts and `not_before`; `changes` are further fields of `Upload`
        (object_key, results, summary, error_code, error_figures, last_error, quota_taken).
        """
        ...

    async def deliver(self, upload_id: UUID, *, said: Sequence[int], now: datetime) -> bool:
        """Move an analysed row on to its end if no part of its report is unsaid but those of the ids `said`."""
        ...

    async def name_objects(
        self,
        upload_id: UUID,
        *,
        owner: str,
        object_key: str | None = None,
        results: dict[str, str] | None = None,
    ) -> bool:
        """Write down the keys of objects that are about to be made, under a lease that is still ours."""
        ...

    async def release(
        self,
        upload_id: UUID,
        *,
        owner: str,
        now: datetime,
        counted: bool,
        not_before: datetime | None = None,
        last_error: str | None = None,
    ) -> bool:
        """Give a lease of ours back without moving on: the step is due again at `not_before` (None: now).

        Not `counted` takes the attempt back: the outside, or a stopping process, was to blame, not the file.
        """
        ...

    async def due(self, now: datetime, limit: int, *, running: int | None = None) -> Sequence[Due]:
        """Return the oldest uploads whose step may be taken now; see `lease`."""
        ...

    async def next_in_line(self, person_id: int, now: datetime, *, running: int) -> UUID | None:
        """Return the person's stored upload that may be taken now, if there is one."""
        ...

    async def backlog(self, now: datetime) -> Backlog:
        """Measure the queue of all."""
        ...

    async def take_back(self, owner: str, now: datetime) -> int:
        """Run out every lease of this owner's: its process is dead; return how many."""
        ...

    async def recall(self, beyond: datetime) -> int:
        """Let no upload wait, or be leased, until after `beyond`; return how many were to."""
        ...

    async def live(self, person_id: int) -> Counter[State]:
        """Count the person's uploads that are not at an end, by state."""
        ...

    async def delete_all(
        self, person_id: int, *, now: datetime, finished: bool, **changes: Any
    ) -> Sequence[UUID]:
        """Move all of the person's rows to DELETED (not `finished`: those not at an end), with `changes`; return which."""
        ...

    async def recent(self, *, state: State | None, limit: int) -> Sequence[Upload]:
        """Return the uploads that changed last (of one state, if given), the latest first."""
        ...

    async def expired(self, before: datetime, limit: int) -> Sequence[Upload]:
        """Return uploads whose objects may go: rejected and deleted ones, others that ended before then."""
        ...

    async def forget_objects(self, upload_id: UUID) -> None:
        """Clear `object_key`, `results` and `summary`: the objects are gone, and what tells of their contents."""
        ...


class Outbox(Protocol):
    """What is to be said; rows of one upload in a chat leave in the order of their ids."""

    async def put(
        self,
        *,
        key: str,
        chat_id: int,
        kind: MessageKind,
        payload: dict[str, Any],
        now: datetime,
        upload_id: UUID | None = None,
    ) -> bool:
        """Queue a message; False if one of the same key was queued before."""
        ...

    async def put_all(self, messages: Sequence[NewMessage], *, now: datetime) -> None:
        """Queue messages in this order, those that were queued before left out."""
        ...

    def queue(self, messages: Sequence[NewMessage], *, now: datetime) -> None:
        """Have this done at the end of the transaction, with what else is queued until then."""
        ...

    async def pending(self, now: datetime, limit: int) -> Sequence[OutMessage]:
        """Return for each upload of a chat, and for all else in it, the oldest unsent message if that is due.

        One that waits holds back what else is said of its upload, and nothing more. Chats in which something is
        to be said of a file come first, or in which somebody has waited for half a minute.
        """
        ...

    async def backgrounds(self, row_ids: Sequence[int]) -> Mapping[int, Background]:
        """Look up what there is behind messages, by their ids."""
        ...

    async def sent(self, row_id: int, *, message_id: int | None, now: datetime) -> bool:
        """Mark a message as said."""
        ...

    async def left(self, message_ids: Mapping[int, int], *, now: datetime) -> None:
        """Mark messages as said: for each its row's id, and Telegram's id of it."""
        ...

    async def postpone(self, row_id: int, *, not_before: datetime, error: str) -> None:
        """Try again later; counts an attempt."""
        ...

    async def recall(self, beyond: datetime) -> int:
        """Let no message wait until after `beyond`; return how many were to."""
        ...

    async def move_chat(self, chat_id: int, target: int) -> int:
        """Let what is unsent in a chat be said in another; return how many."""
        ...

    async def drop_progress(self, upload_id: UUID, *, first: bool = False) -> int:
        """Delete unsent PROGRESS rows of the upload but its `first`, which says that the file is accepted."""
        ...

    async def drop_unsent(self, upload_id: UUID) -> int:
        """Delete all unsent rows of the upload, whatever their kind; return how many."""
        ...

    async def purge(self, before: datetime) -> int:
        """Forget messages said before then; return how many."""
        ...


class Work(Protocol):
    """One short transaction over all tables; commits when its block ends well, else rolls back."""

    @property
    def inbox(self) -> Inbox:
        """The inbox, within this transaction."""
        ...

    @property
    def people(self) -> People:
        """The people, within this transaction."""
        ...

    @property
    def uploads(self) -> Uploads:
        """The uploads, within this transaction."""
        ...

    @property
    def outbox(self) -> Outbox:
        """The outbox, within this transaction."""
        ...

    async def publish(
        self,
        upload_id: UUID,
        *,
        owner: str,
        results: dict[str, str],
        summary: dict[str, Any],
        messages: Sequence[NewMessage],
        now: datetime,
    ) -> bool:
        """Move a stored upload on to ANALYSED under its owner's lease, and queue the messages that are its report.

        They replace unsent progress. False, and nothing done, where it is not the owner's any more. One change.
        """
        ...


class Works(Protocol):
    """Opens transactions."""

    def __call__(self, *, autocommit: bool = False) -> AbstractAsyncContextManager[Work]:
        """Begin one: `async with works() as work: …`. Raises PassingError when the database is away.

        With `autocommit` each statement may be one by itself, at a third of the cost: for one change at most.
        """
        ...


class ObjectStore(Protocol):
    """Where bytes are kept. Every call has a total deadline and raises the StorageErrors of `svodka.errors`."""

    def new_key(self, user_id: int, filename: str) -> str:
        """Make a key that nobody has. Whoever writes it down before it is used loses no object."""
        ...

    async def upload_stream(
        self,
        chunks: AsyncIterator[bytes],
        *,
        size: int | None,
        user_id: int,
        filename: str,
        file_key: str | None = None,
    ) -> str:
        """Keep a stream under a key of `new_key` and return the key. `size` in bytes if known.

        Raises ObjectExistsError where an upload that was cut off has come to its end after all.
        """
        ...

    async def upload_results(self, files: Mapping[str, Path]) -> None:
        """Keep files that we made, each under its key of `new_key`."""
        ...

    async def size_of(self, file_key: str) -> int | None:
        """Return an object's size in bytes; None when there is no such object."""
        ...

    async def download_csv_to_temp(self, file_key: str) -> Path:
        """Fetch an object into a temporary file of ours; the caller unlinks it."""
        ...

    async def delete_csv(self, file_key: str) -> None:
        """Delete an object; a missing one is no error."""
        ...


class FileSource(Protocol):
    """Where a person's file comes from: Telegram."""

    def open(self, document: Document) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Stream the file. Raises PassingError, FileTooLargeError or ObjectNotFoundError."""
        ...


class Doorbell(Protocol):
    """Wakes whoever takes steps. May be lost: the row is the truth and the sweeper rings again."""

    async def ring(self, upload_id: UUID, step: Step, *, since: datetime | None = None) -> None:
        """Say that a step of this upload is due, and `since` when if put off. Raises for no broker that is away."""
        ...

    async def ring_courier(self) -> None:
        """Say that there is something in the outbox."""
        ...
