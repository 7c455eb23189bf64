"""The composition root: opens every resource that the edges share, and closes them in reverse.

Knows no edge: bot, workers and web are handed the `App` and announce themselves to its bells.
"""

import asyncio
import fcntl
import logging
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Final
from uuid import UUID, uuid4

from svodka.config import Settings
from svodka.database import Database, open_database
from svodka.errors import PassingError, SettingsError
from svodka.hooks import Hooks
from svodka.observability.metrics import Meters
from svodka.observability.tracing import open_tracing
from svodka.pulse import Pulse
from svodka.scratch import open_scratch
from svodka.signing import Links, derived_key
from svodka.storage import (
    Place,
    S3Place,
    StorageRules,
    StorageService,
    SupabasePlace,
    open_storage,
)
from svodka.uploads import Clock, Forecast, Intake, Limits, Step, Steps, Sweeper, Webhook, Works
from svodka.watching import BEAT_S, Heart, Process, Role, Sign, Watchman, open_sign

log: Final = logging.getLogger(__name__)

_MIB: Final = 1024 * 1024
_SWEEP_S: Final = 1.0
_CLEAR_S: Final = 60.0
_LOOK_S: Final = 10.0
# A process that ends does not wait for a database that hangs: it is missed after half a minute, and buried.
_LEAVE_S: Final = 1.0
_LONGEST_PAUSE_S: Final = 15.0
# Who says things to Telegram: the larger share of database sessions is theirs, and the watchman's messages too.
_SPEAKING: Final = frozenset({Role.RUN, Role.BOT})
# A bell that was rung is not rung again so soon: each ring costs whoever answers a look at the row.
_RUNG_S: Final = 10.0
# The owner of leases where there is but one process: its next life takes them back at once.
_ONLY_OWNER: Final = "svodka"

# Raises PassingError where the bell cannot be heard at the moment.
Ringer = Callable[[UUID], Awaitable[None]]


class Bells:
    """The doorbell of this process: whoever takes steps here, or sends them on, answers to it.

    Ringing for a step that nobody answers does nothing; the rows and the sweeper see to it.
    """

    def __init__(self) -> None:
        self.courier = asyncio.Event()
        self._feeds: list[Callable[[], None]] = []
        self._ringers: dict[Step, Ringer] = {}
        self._rung: dict[tuple[UUID, Step, datetime | None], float] = {}

    @contextmanager
    def answered_by(self, step: Step, ringer: Ringer) -> Iterator[None]:
        """Let `ringer` answer for a step while the block lasts."""
        self._ringers[step] = ringer
        try:
            yield
        finally:
            del self._ringers[step]

    @contextmanager
    def inbox_heard_by(self, wake: Callable[[], None]) -> Iterator[None]:
        """Let `wake` hear of updates that are put into the inbox here, while the block lasts."""
        self._feeds.append(wake)
        try:
            yield
        finally:
            self._feeds.remove(wake)

    def ring_inbox(self) -> None:
        """Say that there is something new in the inbox."""
        for wake in self._feeds:
            wake()

    async def ring(self, upload_id: UUID, step: Step, *, since: datetime | None = None) -> None:
        """Say that a step of this upload is due. One that was put off is due anew, however lately it was rung for."""
        ringer = self._ringers.get(step)
        rung, now = (upload_id, step, since), monotonic()
        if ringer is None or self._is_quiet(rung, now):
            return
        self._rung[rung] = now
        try:
            await ringer(upload_id)
        except PassingError:
            self._rung.pop(rung, None)  # The sweeper rings again, and soon.

    def _is_quiet(self, rung: tuple[UUID, Step, datetime | None], now: float) -> bool:
        """Tell whether a bell was rung lately, and forget those that were not: the oldest stand first."""
        while self._rung and now - next(iter(self._rung.values())) >= _RUNG_S:
            del self._rung[next(iter(self._rung))]
        return rung in self._rung

    async def ring_courier(self) -> None:
        """Say that there is something in the outbox."""
        self.courier.set()


@dataclass(frozen=True, kw_only=True, slots=True)
class App:
    """What the edges of one process share. `steps` has neither files nor analyst: an edge adds its own.

    `webhook` receives what Telegram posts, where the settings want that; whichever process listens asks it.
    `links` makes and reads links to reports, where there are pages that people can open.
    """

    settings: Settings
    clock: Clock
    scratch: Path
    database: Database
    objects: StorageService
    bells: Bells
    steps: Steps
    limits: Limits
    forecast: Forecast
    webhook: Webhook | None
    links: Links | None
    process: Process
    meters: Meters
    hooks: Hooks
    pulse: Pulse


def utc_now() -> datetime:
    """Tell the present moment."""
    return datetime.now(UTC)


@asynccontextmanager
async def open_app(
    settings: Settings, *, clock: Clock = utc_now, role: Role = Role.RUN
) -> AsyncIterator[App]:
    """Open database, storage and the rounds; the only process (no Redis) brings the database up to date.

    `role` tells what this process is for. Raises SettingsError when another process has the same data directory
    to itself, or where the database, which several processes share, was not brought up to date first.
    """
    only = settings.redis_url is None
    meters, process = Meters(), _process(role, clock)
    share = session_share(settings, is_bot=role in _SPEAKING)
    async with AsyncExitStack() as stack:
        tracing = open_tracing(settings.traces.url, service=f"svodka-{role}", process=process.name)
        hooks = Hooks(meters=meters, tracer=await stack.enter_async_context(tracing))
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        sign = stack.enter_context(open_sign(settings.data_dir, role))
        if only:
            stack.enter_context(_alone_in(settings.data_dir))
        scratch = stack.enter_context(open_scratch(settings.data_dir / "tmp"))
        url = settings.database.url.get_secret_value()
        if only and not url.startswith("sqlite"):
            log.warning("no REDIS_URL: this has to be the only process that works with the database")
        database = await stack.enter_async_context(
            open_database(url, pool_size=share, name=f"svodka-{role}", heard=hooks.moved)
        )
        await _made_ready(database, clock, sign, only=only)
        objects = await stack.enter_async_context(
            open_storage(
                place_of(settings),
                scratch=scratch,
                rules=storage_rules(settings),
                heard=hooks.storage_answered,
            )
        )
        bells, limits = Bells(), _limits(settings)
        steps = Steps(
            works=database.works,
            objects=objects,
            doorbell=bells,
            clock=clock,
            owner=_ONLY_OWNER if only else process.name,
            limits=limits,
            heard=hooks.step_ended,
            traced=hooks.step,
        )
        app = App(
            settings=settings,
            clock=clock,
            scratch=scratch,
            database=database,
            objects=objects,
            bells=bells,
            steps=steps,
            limits=limits,
            forecast=Forecast(),
            webhook=_webhook(settings, database.works, clock, bells),
            links=_links(settings),
            process=process,
            meters=meters,
            hooks=hooks,
            pulse=Pulse(database=database, objects=objects, meters=meters),
        )
        await stack.enter_async_context(_going_round(app, sign))
        yield app


async def _made_ready(database: Database, clock: Clock, sign: Sign, *, only: bool) -> None:
    """Have the database ready. One that is away is waited for, however long: its machine may start after ours."""
    failures = 0
    while True:
        try:
            await _make_ready(database, clock, only=only)
        except PassingError as error:
            pause_s = min(2.0**failures, _LONGEST_PAUSE_S)
            log.error("database is away, waiting for it", extra={"error": str(error), "pause_s": pause_s})
            failures += 1
            await asyncio.sleep(pause_s)
            sign.show()
        else:
            if failures:
                log.info("database is there", extra={"failures": failures})
            return


async def _make_ready(database: Database, clock: Clock, *, only: bool) -> None:
    """Bring it up to date and take back what our last life had in hand; one that is shared was made so before."""
    if only:
        await database.migrate()
        async with database.works() as work:
            await work.uploads.take_back(_ONLY_OWNER, clock())
    elif not await database.is_at_head():
        raise SettingsError("DATABASE_URL: the database is not up to date; run svodka migrate first")


def _process(role: Role, clock: Clock) -> Process:
    name = f"{role}:{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
    return Process(name=name, role=role, started_at=clock())


def _limits(settings: Settings) -> Limits:
    return Limits(
        max_upload_bytes=settings.limits.max_upload_mb * _MIB,
        daily_uploads=settings.limits.daily_uploads,
        uploads_per_minute=settings.limits.uploads_per_minute,
        live_uploads=settings.limits.live_uploads,
        running_uploads=settings.limits.running_uploads,
    )


def _webhook(settings: Settings, works: Works, clock: Clock, bells: Bells) -> Webhook | None:
    bot = settings.bot
    if bot.webhook_url is None or bot.webhook_secret is None or bot.id is None:
        return None
    intake = Intake(works=works, clock=clock, bot_id=bot.id, wake=bells.ring_inbox)
    return Webhook(intake, secret=bot.webhook_secret.get_secret_value())


def _links(settings: Settings) -> Links | None:
    key = derived_key(settings, "links")
    return Links(url=settings.web.url, key=key) if settings.web.url and key else None


def session_share(settings: Settings, *, is_bot: bool) -> int:
    """Return how many of the installation's database sessions one process may hold.

    Raises SettingsError when there is not one for each process.
    """
    limit = settings.database.session_limit
    processes = settings.database.processes if settings.redis_url else 1
    if processes > limit:
        raise SettingsError(
            "SVODKA_PROCESSES: should be at most SUPABASE_SESSION_LIMIT, for each process needs a session, "
            f"found {processes} and {limit}"
        )
    part = limit // processes
    return limit - part * (processes - 1) if is_bot else part


def place_of(settings: Settings) -> Place:
    """Say where files are kept: in the bucket that is set, else in the data directory."""
    storage = settings.storage
    if storage.supabase_url and storage.supabase_key:
        return SupabasePlace(
            url=storage.supabase_url,
            key=storage.supabase_key.get_secret_value(),
            bucket=storage.bucket,
        )
    if storage.s3_bucket and storage.s3_access_key and storage.s3_secret_key:
        return S3Place(
            bucket=storage.s3_bucket,
            access_key=storage.s3_access_key,
            secret_key=storage.s3_secret_key.get_secret_value(),
            endpoint=storage.s3_endpoint,
            region=storage.s3_region,
        )
    return settings.data_dir / "objects"


def storage_rules(settings: Settings) -> StorageRules:
    """Say how long a transfer may take, and how large a file may be."""
    return StorageRules(
        upload_deadline_s=settings.storage.upload_deadline_s,
        download_deadline_s=settings.storage.download_deadline_s,
        download_warning_s=settings.storage.download_warning_s,
        max_upload_bytes=settings.limits.max_upload_mb * _MIB,
    )


@contextmanager
def _alone_in(data_dir: Path) -> Iterator[None]:
    """Hold the data directory, for two processes with one SQLite file and one queue each would not agree."""
    with (data_dir / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SettingsError(
                f"SVODKA_DATA_DIR: another svodka is running in {data_dir}; stop it, or set REDIS_URL "
                "and DATABASE_URL to share the work"
            ) from None
        yield


@asynccontextmanager
async def _going_round(app: App, sign: Sign) -> AsyncIterator[None]:
    """Sweep, show signs of life and look after the whole while the block lasts, each as the role wants it."""
    works, role = app.database.works, app.process.role
    heart = Heart(
        works=works,
        clock=app.clock,
        process=app.process,
        vitals=app.pulse.vitals,
        samples=app.meters.samples,
    )
    rounds: list[tuple[float, Callable[[], Awaitable[int]]]] = [(BEAT_S, partial(sign.after, heart.beat))]
    if role is not Role.WEB:
        sweeper = _sweeper(app)
        rounds += [(_SWEEP_S, sweeper.ring_due), (_CLEAR_S, sweeper.clear)]
    if role in _SPEAKING:
        watchman = Watchman(works=works, clock=app.clock, operators=app.settings.bot.operators)
        rounds.append((_LOOK_S, watchman.look))
    loops = [asyncio.create_task(_every(pause_s, go)) for pause_s, go in rounds]
    loops.append(asyncio.create_task(app.pulse.lag.run()))
    try:
        yield
    finally:
        for loop in loops:
            loop.cancel()
        await asyncio.wait(loops)
        with suppress(PassingError, TimeoutError):
            async with asyncio.timeout(_LEAVE_S):
                await heart.stop()


def _sweeper(app: App) -> Sweeper:
    return Sweeper(
        works=app.database.works,
        objects=app.objects,
        doorbell=app.bells,
        clock=app.clock,
        retention=timedelta(days=app.settings.work.retention_days),
        limits=app.limits,
        forecast=app.forecast,
    )


async def _every(pause_s: float, pass_over: Callable[[], Awaitable[int]]) -> None:
    """Repeat for ever: a pass that fails is logged, and the next one comes all the same."""
    while True:
        try:
            await pass_over()
        except PassingError as error:
            log.warning("round put off", extra={"error": str(error)})
        except Exception:
            log.exception("round failed")
        await asyncio.sleep(pause_s)
