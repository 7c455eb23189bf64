"""The courier: the only one who speaks. Sends the outbox, one message a chat at a time, many chats at once.

What is said of one upload is said in order; a report that waits for its files holds back nothing else in its chat.

A message that left is marked at once. If that cannot be done it is remembered here, and marked, never sent
again, as soon as the database is back.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic
from typing import Final
from uuid import UUID
from weakref import WeakValueDictionary

from aiogram.exceptions import TelegramMigrateToChat, TelegramRetryAfter

from svodka.bot.desk import Desk
from svodka.bot.letters import Circumstances, File, Letter, Pictures, begins_or_goes_on, gives_way, letter
from svodka.bot.pacer import AHEAD_S, Pacer
from svodka.bot.pauses import Pauses
from svodka.bot.sender import Sender
from svodka.bot.verdicts import Verdict, verdict
from svodka.errors import ObjectNotFoundError
from svodka.observability import bind
from svodka.uploads import MessageKind, ObjectStore, OutMessage, Together

log: Final = logging.getLogger(__name__)

_MAX_FAULTS: Final = 3
_MAX_REMEMBERED: Final = 10_000
# A file this large takes long enough for its sender to wonder.
_BUSY_BYTES: Final = 1 << 20
_UNMARKED_PAUSE_S: Final = 1.0
# What comes to the outbox within this time is looked at together.
_BREATH_S: Final = 0.01
# No more begin to leave at a time: those that are under way when we are killed leave twice.
_BURST: Final = 10

# What is said in order: of one upload in its chat, or of anything else there.
_Stream = tuple[int, UUID | None]


@dataclass(slots=True)
class _Memory:
    """What only the courier knows: messages that left and are not marked, and where progress is shown.

    A progress row may be superseded, and so gone, while its message leaves: then no row tells the message.
    """

    unmarked: dict[int, int] = field(default_factory=dict)
    progress: dict[UUID, int] = field(default_factory=dict)
    faults: Counter[int] = field(default_factory=Counter)

    def left(self, row: OutMessage, message_id: int) -> None:
        """Remember that a message left."""
        self.unmarked[row.id] = message_id
        if row.kind is MessageKind.PROGRESS and row.upload_id is not None:
            self.progress[row.upload_id] = message_id
            if len(self.progress) > _MAX_REMEMBERED:
                del self.progress[next(iter(self.progress))]

    def settled(self, row: OutMessage) -> None:
        """Forget a message that is marked."""
        self.unmarked.pop(row.id, None)
        self.faults.pop(row.id, None)


class Courier:
    """Sends what is due until stopped. `at_once` bounds how many chats are spoken to at a time.

    `bell` is rung by whoever puts something into the outbox; without it the courier looks every `poll_s`.
    `traced`, where it is set, stands around the sending of each message.
    """

    def __init__(
        self,
        *,
        desk: Desk,
        sender: Sender,
        objects: ObjectStore,
        bell: asyncio.Event,
        pacer: Pacer | None = None,
        pauses: Pauses | None = None,
        at_once: int = 100,
        poll_s: float = 0.25,
    ) -> None:
        self._desk = desk
        self._sender = sender
        self._objects = objects
        self._pacer = pacer or Pacer()
        self._pauses = pauses or Pauses(shortest_s=1, longest_s=60)
        self._at_once = at_once
        self._poll_s = poll_s
        self._bell = bell
        self.traced: Callable[[OutMessage], AbstractContextManager[object]] = nullcontext
        self._stopping = asyncio.Event()
        self._busy: dict[_Stream, int] = {}
        self._followed: set[_Stream] = set()
        self._speaking: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._memory = _Memory()
        self._failures = 0
        self._marks = Together(desk.left)

    def stop(self) -> None:
        """Begin to send nothing more; `run` returns when what is under way has left."""
        self._stopping.set()
        self._bell.set()

    async def run(self) -> None:
        """Send until stopped."""
        async with asyncio.TaskGroup() as sends:
            while not self._stopping.is_set():
                self._bell.clear()
                wait_s = await self._round(sends)
                await asyncio.sleep(_BREATH_S)
                await _set_within(self._bell, wait_s)

    async def _round(self, sends: asyncio.TaskGroup) -> float:
        """Begin to send what may leave now; return how long to wait before looking again."""
        # What was under way when we looked may have left since, and what we saw of it be out of date.
        busy = set(self._busy)
        soonest_s = self._poll_s

        def chosen(rows: Sequence[OutMessage]) -> Sequence[OutMessage]:
            nonlocal soonest_s
            self._followed = {stream for row in rows if self._has_followers(stream := _stream(row), row)}
            leaving, soonest_s = self._chosen([row for row in rows if _stream(row) not in busy])
            return leaving

        try:
            found = await self._desk.waiting(2 * self._at_once + len(busy), chosen)
        except Exception as error:
            self._failures += 1
            log.warning("outbox could not be read", extra={"error": repr(error)})
            return self._pauses.after(self._failures)
        self._failures = 0
        for row, known in found:
            self._busy[_stream(row)] = row.id
            sends.create_task(self._take(row, known))
        return soonest_s

    def _has_followers(self, stream: _Stream, row: OutMessage) -> bool:
        """Tell whether there is more to say of an upload than what is under way, or about to be."""
        return row.more or self._busy.get(stream, row.id) != row.id

    def _chosen(self, rows: Sequence[OutMessage]) -> tuple[Sequence[OutMessage], float]:
        """Choose what may leave now, and say how long to wait before looking again."""
        now, soonest_s, leaving = monotonic(), self._poll_s, list[OutMessage]()
        room = min(self._at_once - len(self._busy), self._pacer.room(now), _BURST)
        for row in rows:
            if len(leaving) >= room:
                return leaving, min(soonest_s, 0.0 if room == _BURST else AHEAD_S / 2)
            if wait_s := self._pacer.wait_s(row.chat_id, now, gives_way=gives_way(row)):
                soonest_s = min(soonest_s, wait_s)
            else:
                leaving.append(row)
        return leaving, soonest_s

    async def _take(self, row: OutMessage, known: Circumstances) -> None:
        """Send one message and settle what came of it; nothing else is said of its upload for that long."""
        shows_busy = False
        try:
            with bind(out=row.id, chat=row.chat_id, upload=row.upload_id and str(row.upload_id)):
                shows_busy = await self._deliver_or_settle(row, known)
        finally:
            stream = _stream(row)
            del self._busy[stream]
            if stream in self._followed:  # else there is nothing to look for
                self._bell.set()
        if shows_busy and not self._stopping.is_set():
            await self._sender.show_busy(row.chat_id)

    async def _deliver_or_settle(self, row: OutMessage, known: Circumstances) -> bool:
        try:
            with self.traced(row):
                return await self._deliver(row, self._remembered(row, known))
        except Exception as error:
            await self._settle(row, error)
            return False

    async def _deliver(self, row: OutMessage, known: Circumstances) -> bool:
        """Send one message and mark it; return whether its reader should see that work goes on."""
        if row.id in self._memory.unmarked:
            await self._mark(row)
            return False
        if known.person is not None and known.person.blocked_at is not None:
            await self._desk.unreachable(row)
            return False
        written = letter(row, known)
        if written is None:
            await self._desk.unsaid(row)
            return False
        speaking = self._speaking.setdefault(row.chat_id, asyncio.Lock())
        # Files first, and only then the chat: a storage that hangs must not silence it.
        async with self._fetched(written) as files, speaking:
            if await _set_within(self._stopping, self._pacer.book(row.chat_id, monotonic())):
                return False
            message_id = await self._sender.send(row.chat_id, written, files, known.language(row))
            self._memory.left(row, message_id)
        await self._mark(row)
        return (
            begins_or_goes_on(row) and known.upload is not None and known.upload.document.size >= _BUSY_BYTES
        )

    def _remembered(self, row: OutMessage, known: Circumstances) -> Circumstances:
        """Add what only we know: the message of a row that was superseded while it left."""
        if known.progress_message_id is None and row.upload_id is not None:
            return replace(known, progress_message_id=self._memory.progress.get(row.upload_id))
        return known

    @asynccontextmanager
    async def _fetched(self, written: Letter) -> AsyncIterator[Sequence[Path]]:
        """Have the letter's objects as files while the block lasts; missing pictures are done without."""
        files: list[Path] = []
        try:
            try:
                for key in _keys(written):
                    files.append(await self._objects.download_csv_to_temp(key))  # noqa: PERF401  # kept one by one
            except ObjectNotFoundError:
                if isinstance(written, File):
                    raise
            yield files
        finally:
            for file in files:
                file.unlink(missing_ok=True)

    async def _mark(self, row: OutMessage) -> None:
        await self._marks.done((row, self._memory.unmarked[row.id]))
        self._memory.settled(row)

    async def _settle(self, row: OutMessage, error: Exception) -> None:
        """Decide from the error what becomes of the message; if even that fails it stays as it is."""
        try:
            if row.id in self._memory.unmarked:
                raise error
            await self._give_up_or_put_off(row, error)
        except Exception as unsettled:
            self._pacer.hold(row.chat_id, monotonic() + _UNMARKED_PAUSE_S)
            log.warning("message not settled", extra={"error": repr(unsettled)})

    async def _give_up_or_put_off(self, row: OutMessage, error: Exception) -> None:
        why = {"error": str(error)}
        judged = self._judge(row, error)
        match judged:
            case Verdict.HOLD if isinstance(error, TelegramRetryAfter):
                log.warning("chat held back", extra=why)
                self._pacer.hold(row.chat_id, monotonic() + error.retry_after)
                await self._desk.put_off(row, error.retry_after, error)
            case Verdict.MOVED if isinstance(error, TelegramMigrateToChat):
                log.info("group became another chat", extra=why)
                await self._desk.moved(row, error.migrate_to_chat_id)
            case Verdict.LEFT:
                log.error("message left, answer not understood", extra=why | {"error": type(error).__name__})
                await self._desk.unsaid(row)
            case Verdict.UNREACHABLE:
                log.info("person unreachable", extra=why)
                await self._desk.unreachable(row)
            case Verdict.LATER:
                log.warning("message put off", extra=why)
                await self._desk.put_off(row, self._pauses.after(row.attempts + 1), error)
            case Verdict.FAULT:
                log.error("message failed", extra=why, exc_info=error)
                await self._desk.put_off(row, self._pauses.after(row.attempts + 1), error)
            case _:
                log.error("message given up", extra=why)
                await self._desk.unsaid(row, instead=_instead(row, error))
                self._memory.settled(row)

    def _judge(self, row: OutMessage, error: Exception) -> Verdict:
        """Judge the error; a fault that comes again and again is a refusal."""
        if isinstance(error, ObjectNotFoundError):
            return Verdict.REFUSED
        judged = verdict(error)
        if judged is Verdict.FAULT:
            self._memory.faults[row.id] += 1
            if self._memory.faults[row.id] >= _MAX_FAULTS:
                return Verdict.REFUSED
        return judged


def _stream(row: OutMessage) -> _Stream:
    return row.chat_id, row.upload_id


def _keys(written: Letter) -> Sequence[str]:
    match written:
        case Pictures():
            return written.keys
        case File():
            return [written.key]
    return []


def _instead(row: OutMessage, error: Exception) -> str | None:
    """Name the sentence that stands in for a part of a report."""
    if row.kind is not MessageKind.REPORT:
        return None
    return "object-not-found" if isinstance(error, ObjectNotFoundError) else "report-unsendable"


async def _set_within(event: asyncio.Event, longest_s: float) -> bool:
    """Wait for the event, so many seconds at the longest; tell whether it came."""
    if event.is_set():
        return True
    try:
        async with asyncio.timeout(longest_s):
            await event.wait()
    except TimeoutError:
        return False
    return True
