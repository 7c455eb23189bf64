"""The steps that move an upload on: each takes its row under a lease, works, and moves it in one transaction.

A step that finds the row past it does nothing, so it may run twice. What went wrong is told by the type of
the error: the file's fault ends the upload with a sentence, the outside's fault puts the step off, anything
else is tried three times.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import (
    AbstractContextManager,
    AsyncExitStack,
    asynccontextmanager,
    contextmanager,
    nullcontext,
    suppress,
)
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

from svodka.errors import (
    LeaseLostError,
    ObjectExistsError,
    ObjectNotFoundError,
    PassingError,
    StorageError,
    StorageTimeoutError,
    StorageUnavailableError,
    SvodkaError,
    UnreadableFileError,
)
from svodka.uploads.acceptance import Limits, end, report, tell
from svodka.uploads.analyst import Analysis, Analyst
from svodka.uploads.keeping import Keeping, check_ours
from svodka.uploads.lateness import LATE, Lateness, tell_late
from svodka.uploads.meanwhile import meanwhile
from svodka.uploads.model import STEP_OF, State, Step, Upload
from svodka.uploads.ports import Clock, Doorbell, FileSource, ObjectStore, Work, Works

log: Final = logging.getLogger(__name__)

# A file that crashes its sandbox this often is to blame itself.
MAX_ATTEMPTS: Final = 3
# A step that was begun this often and never ended takes its whole process down. More than MAX_ATTEMPTS,
# for mostly it is the process that was killed, and the file is innocent.
MAX_BEGINNINGS: Final = 5
# An analysis that takes longer than this, or a file that makes it likely, is worth a word on the way.
_LONG: Final = timedelta(seconds=1)
_LONG_BYTES: Final = 1_000_000
_NAMELESS: Final = "table"


@dataclass(frozen=True, kw_only=True, slots=True)
class Patience:
    """How long things may take: leases, waits between tries, and when we give up on the outside.

    A killed process costs its uploads the rest of their leases, so these are short; a third of one must be
    longer than the database may take to answer. After `silence` a person wonders whether the file has come.
    """

    lease: timedelta = timedelta(seconds=10)
    shortest_wait: timedelta = timedelta(seconds=1)
    longest_wait: timedelta = timedelta(seconds=30)
    silence: timedelta = timedelta(seconds=2)
    give_up_after: timedelta = timedelta(hours=24)

    def wait(self, stood_still: timedelta) -> timedelta:
        """Wait half as long again as the upload has stood still: geometric, without a counter."""
        return min(max(stood_still / 2, self.shortest_wait), self.longest_wait)


_Working = Callable[[Upload, str | None], Awaitable[None]]


def _unheard(_step: Step, _outcome: str, _took: timedelta) -> None:
    """Stand in for whoever wants to know how steps go."""


def _untraced(_upload: Upload, _step: Step) -> AbstractContextManager[object]:
    """Stand in for whoever stands around a step."""
    return nullcontext()


@dataclass(frozen=True, kw_only=True, slots=True)
class Steps:
    """The steps of all uploads, as one worker (`owner`) takes them.

    `heard` is told of each that was taken: how it ended (`done`, `stopped`, or an error's code) and how long it took.
    `traced` stands around each.
    """

    works: Works
    objects: ObjectStore
    doorbell: Doorbell
    clock: Clock
    owner: str
    files: FileSource | None = None
    analyst: Analyst | None = None
    limits: Limits = field(default_factory=Limits)
    patience: Patience = field(default_factory=Patience)
    heard: Callable[[Step, str, timedelta], None] = _unheard
    traced: Callable[[Upload, Step], AbstractContextManager[object]] = _untraced

    @property
    def lateness(self) -> Lateness:
        """Tells people that their uploads will be late."""
        return Lateness(
            works=self.works, doorbell=self.doorbell, clock=self.clock, silence=self.patience.silence
        )

    @property
    def _keeping(self) -> Keeping:
        return Keeping(works=self.works, objects=self.objects, owner=self.owner)

    async def take(self, upload_id: UUID, step: Step) -> None:
        """Take one step of one upload."""
        await {Step.STORE: self.store, Step.ANALYSE: self.analyse}[step](upload_id)

    async def store(self, upload_id: UUID) -> None:
        """Bring the file from Telegram into our storage: received → stored."""
        await self._take(upload_id, State.RECEIVED, self._store)

    async def analyse(self, upload_id: UUID) -> None:
        """Make the report and queue it for delivery: stored → analysed."""
        await self._take(upload_id, State.STORED, self._analyse)

    async def _store(self, upload: Upload, named: str | None) -> None:
        """Fetch the file and keep it under the key that was `named` with the lease, else by an earlier try."""
        key = named or upload.object_key
        assert key is not None
        async with self._keeping.discarded_unless_named(upload, [key]):
            if named or not await self._keeping.has_come(upload, key):
                await self._transfer(upload, key)
            async with self.works(autocommit=True) as work:
                moved = await work.uploads.move(
                    upload.id,
                    source=State.RECEIVED,
                    target=State.STORED,
                    now=self.clock(),
                    owner=self.owner,
                )
                check_ours(upload, moved)
                following = await self._following(work, upload)
        if following is not None:
            await self.doorbell.ring(following, Step.ANALYSE)

    async def _transfer(self, upload: Upload, key: str) -> None:
        """Bring the file over; where one of an earlier try has come to its end meanwhile, that will do."""
        assert self.files is not None
        document = upload.document
        try:
            async with self.files.open(document) as chunks:
                await self.objects.upload_stream(
                    chunks,
                    size=document.size or None,
                    user_id=upload.person_id,
                    filename=document.name or _NAMELESS,
                    file_key=key,
                )
        except ObjectExistsError:
            if not await self._keeping.has_come(upload, key):
                raise

    async def _analyse(self, upload: Upload, _named: str | None) -> None:
        assert self.analyst is not None
        assert upload.object_key is not None
        async with AsyncExitStack() as stack:
            async with self.lateness.told(upload.id):
                for key in upload.results.values():
                    await self.objects.delete_csv(key)  # of an earlier try that came to no end
                path = await self.objects.download_csv_to_temp(upload.object_key)
                stack.callback(path.unlink, missing_ok=True)
            analysis = await stack.enter_async_context(
                self.analyst.analyse(
                    path,
                    name=upload.document.name or "",
                    language=upload.language,
                    progress=partial(self._say_progress, upload, self.clock()),
                )
            )
            await self._keep(upload, analysis)
        await self.doorbell.ring_courier()

    async def _keep(self, upload: Upload, analysis: Analysis) -> None:
        """Store what the analysis made, under keys that are written down before, and queue the report."""
        results = {
            name: self.objects.new_key(upload.person_id, path.name)
            for name, path in analysis.artefacts.items()
        }
        async with self._keeping.discarded_unless_named(upload, results.values()):
            await self._keeping.name(upload, results=results)
            async with self.lateness.told(upload.id):
                await self.objects.upload_results(
                    {results[name]: path for name, path in analysis.artefacts.items()}
                )
            following = await self._publish(upload, analysis, results)
        if following is not None:
            await self.doorbell.ring(following, Step.ANALYSE)

    async def _publish(self, upload: Upload, analysis: Analysis, results: dict[str, str]) -> UUID | None:
        """Queue the report; return the person's next upload, whose turn it is now."""
        now = self.clock()
        async with self.works(autocommit=True) as work:
            moved = await work.publish(
                upload.id,
                owner=self.owner,
                results=results,
                summary=analysis.summary,
                messages=report(upload, now),
                now=now,
            )
            check_ours(upload, moved)
            return await self._following(work, upload)

    async def _say_progress(self, upload: Upload, begun: datetime, stage: str) -> None:
        """Say the stage, where the analysis is or will be long enough for somebody to wonder."""
        if upload.document.size < _LONG_BYTES and self.clock() - begun < _LONG:
            return
        async with self.works() as work:
            await tell(work, upload, f"progress-{stage}", {}, now=self.clock())
        await self.doorbell.ring_courier()

    async def _take(self, upload_id: UUID, state: State, work_on: _Working) -> None:
        """Take a step under a lease. Never raises: what cannot even be written down, the sweeper finds."""
        try:
            upload, named = await self._lease(upload_id, state)
            if upload is not None:
                await self._take_leased(upload, partial(work_on, upload, named))
        except PassingError as error:
            log.warning("database away", extra={"upload": str(upload_id), "error": str(error)})
        except Exception:
            log.exception("step not settled", extra={"upload": str(upload_id)})

    async def _lease(self, upload_id: UUID, state: State) -> tuple[Upload | None, str | None]:
        """Take the lease, and name the object that may come to be where there was none so far."""
        now, named = self.clock(), None
        # A received upload has no object that is named yet: then there are two statements.
        async with self.works(autocommit=state is not State.RECEIVED) as work:
            upload = await work.uploads.lease(
                upload_id,
                state=state,
                owner=self.owner,
                now=now,
                until=now + self.patience.lease,
                running=self.limits.running_uploads,
            )
            if upload is not None and upload.object_key is None:
                named = self.objects.new_key(upload.person_id, upload.document.name or _NAMELESS)
                await work.uploads.name_objects(upload.id, owner=self.owner, object_key=named)
        if upload is not None and upload.attempts > MAX_BEGINNINGS:
            await self._end(upload, State.FAILED, "sandbox-crashed", {})
            return None, None
        return upload, named

    async def _take_leased(self, upload: Upload, work_on: Callable[[], Awaitable[None]]) -> None:
        try:
            step = STEP_OF[upload.state]
            with self._told(step), self.traced(upload, step):
                async with self._lease_kept(upload):
                    await work_on()
        except LeaseLostError:
            log.warning("lease lost", extra={"upload": str(upload.id)})
        except asyncio.CancelledError:
            await asyncio.shield(self._give_back(upload))
            raise
        except Exception as error:
            await self._settle(upload, error)

    @contextmanager
    def _told(self, step: Step) -> Iterator[None]:
        """Tell whoever listens how the block ended and how long it took."""
        begun, outcome = self.clock(), "stopped"
        try:
            yield
            outcome = "done"
        except Exception as error:
            outcome = error.code if isinstance(error, SvodkaError) else SvodkaError.code
            raise
        finally:
            self.heard(step, outcome, self.clock() - begun)

    @asynccontextmanager
    async def _lease_kept(self, upload: Upload) -> AsyncIterator[None]:
        """Prolong the lease while the block works; raise LeaseLostError in it if somebody took the row over."""
        try:
            async with asyncio.timeout(None) as lease:
                async with meanwhile(self.patience.lease / 3, partial(self._heartbeat, upload, lease)):
                    yield
        except TimeoutError:
            if lease.expired():
                raise LeaseLostError(f"lease of upload {upload.id} was taken over") from None
            raise

    async def _heartbeat(self, upload: Upload, lease: asyncio.Timeout) -> None:
        ours = True
        while ours:
            until = self.clock() + self.patience.lease
            with suppress(PassingError):
                async with self.works(autocommit=True) as work:
                    ours = await work.uploads.extend(upload.id, owner=self.owner, until=until)
            if ours:
                await asyncio.sleep(self.patience.lease.total_seconds() / 3)
        lease.reschedule(asyncio.get_running_loop().time())

    async def _settle(self, upload: Upload, error: Exception) -> None:
        """Decide from the error's type what becomes of the upload."""
        match error:
            case UnreadableFileError() | ObjectNotFoundError():
                figures = {"limit_mb": self.limits.max_upload_mb} | error.figures
                log.info("upload rejected", extra={"upload": str(upload.id), "reason": error.code})
                await self._end(upload, State.REJECTED, error.code, figures, str(error))
                await self._keeping.discard([upload.object_key] if upload.object_key else [])
            case PassingError() if not self._out_of_patience(upload):
                log.warning("step put off", extra={"upload": str(upload.id), "error": str(error)})
                await self._put_off(upload, error, counted=False)
            case _ if upload.attempts < MAX_ATTEMPTS and not isinstance(error, PassingError):
                log.error("step failed", extra={"upload": str(upload.id)}, exc_info=error)
                await self._put_off(upload, error, counted=True)
            case _:
                log.error("upload failed", extra={"upload": str(upload.id)}, exc_info=error)
                code, figures = _given_up(error)
                await self._end(upload, State.FAILED, code, figures, repr(error))

    def _out_of_patience(self, upload: Upload) -> bool:
        return self.clock() - upload.changed_at > self.patience.give_up_after

    async def _put_off(self, upload: Upload, error: Exception, *, counted: bool) -> None:
        """Give the step back for a while, and say that the report will be late if that is to be noticed."""
        now = self.clock()
        stood_still = now - upload.changed_at
        asked_s = error.retry_after_s if isinstance(error, PassingError) else 0
        wait = max(self.patience.wait(stood_still), timedelta(seconds=asked_s))
        code = StorageUnavailableError.code if isinstance(error, StorageError) else LATE
        async with self.works() as work:
            await self._release(work, upload, counted=counted, not_before=now + wait, error=repr(error))
            if code != LATE or stood_still + wait > self.patience.silence:
                await tell_late(work, upload, code, now=now)
        await self.doorbell.ring_courier()

    async def _give_back(self, upload: Upload) -> None:
        """Let somebody else take the step, because this process stops."""
        async with self.works() as work:
            await self._release(work, upload, counted=False, not_before=None, error="stopped")

    async def _release(
        self, work: Work, upload: Upload, *, counted: bool, not_before: datetime | None, error: str
    ) -> None:
        await work.uploads.release(
            upload.id,
            owner=self.owner,
            now=self.clock(),
            counted=counted,
            not_before=not_before,
            last_error=error,
        )

    async def _end(
        self,
        upload: Upload,
        target: State,
        code: str,
        figures: dict[str, Any],
        last_error: str | None = None,
    ) -> None:
        async with self.works() as work:
            now = self.clock()
            await end(work, upload, target, code=code, figures=figures, now=now, last_error=last_error)
            following = await self._following(work, upload)
        if following is not None:
            await self.doorbell.ring(following, Step.ANALYSE)

    async def _following(self, work: Work, upload: Upload) -> UUID | None:
        """Return the person's next upload, whose turn it is once this one is out of the way."""
        running = self.limits.running_uploads
        return await work.uploads.next_in_line(upload.person_id, self.clock(), running=running)


def _given_up(error: Exception) -> tuple[str, dict[str, Any]]:
    """Name the sentence of a failure. What passing errors say by themselves is a promise that ends here."""
    if isinstance(error, PassingError) and not isinstance(error, StorageTimeoutError):
        return "given-up", {}
    if isinstance(error, SvodkaError):
        return error.code, {"reason": str(error)} | error.figures
    return "internal", {}
