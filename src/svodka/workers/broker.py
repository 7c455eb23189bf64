"""The broker and its actors: a doorbell, nothing more. The rows decide, a lost message costs seconds.

Each actor parses its arguments and calls one step on the application's event loop. A broker that is away or
hangs is waited for by one thread, never by the loop; a worker then takes what is due without being rung for.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from time import monotonic
from typing import Any, Final
from uuid import UUID

import dramatiq
import redis
from dramatiq.brokers.redis import RedisBroker
from dramatiq.brokers.stub import StubBroker
from dramatiq.errors import BrokerError, ConnectionClosed

from svodka.app import App
from svodka.errors import PassingError
from svodka.observability import bind
from svodka.uploads import Step
from svodka.workers.sandbox import open_sandbox

log: Final = logging.getLogger(__name__)

_QUEUE: Final = "analyse"
# A killed worker's messages come back in seconds with these (the defaults take up to twenty minutes).
_HEARTBEAT_TIMEOUT_MS: Final = 15_000
_MAINTENANCE_CHANCE: Final = 100_000
_REDIS_TIMEOUT_S: Final = 2.0
# How long a broker that failed is left alone.
_AWAY_S: Final = 3.0
# How often a worker with nothing to do looks into the queue.
_IDLE_MS: Final = 100
# How long the broker's threads may take to stop; whatever still hangs then ends with the process.
_STOP_MS: Final = 3_000


Analyse = Callable[[UUID], Coroutine[Any, Any, None]]


class _RedisBroker(RedisBroker):
    """Dramatiq's, but whatever Redis fails with is a broker's error, and closing it closes its connections."""

    def _max_unpack_size(self) -> int:
        """Say how many messages to fetch at most; Dramatiq asks Redis, under a lock that all threads wait for."""
        return 1_000

    def _dispatch(self, command: str) -> Any:
        dispatch = super()._dispatch(command)  # type: ignore[no-untyped-call]  # has no annotations

        def dispatched(queue_name: str, *arguments: Any) -> Any:
            try:
                return dispatch(queue_name, *arguments)
            except redis.RedisError as error:
                raise ConnectionClosed(repr(error)) from error  # type: ignore[no-untyped-call]  # likewise

        return dispatched

    def close(self) -> None:
        """Close the connections to Redis."""
        self.client.close()


def make_broker(redis_url: str | None) -> dramatiq.Broker:
    """Make the broker: Redis where there is a URL, this process's own memory else.

    Without middleware: retries, time limits and results are the rows' business. The client is handed over
    ready, for the broker gives a URL to a pool that ignores every timeout.
    """
    if redis_url is None:
        return StubBroker(middleware=[])
    client = redis.Redis.from_url(
        redis_url, socket_timeout=_REDIS_TIMEOUT_S, socket_connect_timeout=_REDIS_TIMEOUT_S
    )
    return _RedisBroker(  # type: ignore[no-untyped-call]  # Dramatiq's Redis broker has no annotations
        client=client,
        middleware=[],
        heartbeat_timeout=_HEARTBEAT_TIMEOUT_MS,
        maintenance_chance=_MAINTENANCE_CHANCE,
    )


async def queue_depth(broker: dramatiq.Broker) -> int:
    """Count the messages that nobody has taken yet. Raises PassingError when the broker is away."""
    if isinstance(broker, RedisBroker):
        try:
            return await asyncio.to_thread(broker.client.llen, f"{broker.namespace}:{_QUEUE}")
        except redis.RedisError as error:
            raise PassingError(f"the queue is away: {error!r}") from error
    return int(broker.queues[_QUEUE].qsize()) if _QUEUE in broker.queues else 0


class _Sending:
    """Sends messages from one thread: no more than that ever waits for a broker that hangs."""

    def __init__(self, actor: dramatiq.Actor[[str], None]) -> None:
        self._actor = actor
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="doorbell")
        self._away_until: float | None = None

    async def send(self, upload_id: UUID) -> None:
        """Send one message. Raises PassingError when the broker is away; one that just failed is not asked."""
        self._check()
        await asyncio.get_running_loop().run_in_executor(self._thread, self._send, str(upload_id))

    def close(self) -> None:
        """Drop what was not sent: the rows know it."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _check(self) -> None:
        if self._away_until is not None and monotonic() < self._away_until:
            raise PassingError("the queue is away")

    def _send(self, upload_id: str) -> None:
        self._check()
        was_away = self._away_until is not None
        try:
            self._actor.send(upload_id)
        except BrokerError as error:
            self._away_until = monotonic() + _AWAY_S
            if not was_away:
                log.warning("queue is away", extra={"error": str(error)})
            raise PassingError(f"the queue is away: {error}") from error
        self._away_until = None
        if was_away:
            log.info("queue is back")


class Analyser:
    """The actor that takes the analysis step, bound to a broker, and the steps it has under way.

    While the broker is away it takes up to `at_once` steps that it is rung for without sending them round.
    """

    def __init__(self, analyse: Analyse, broker: dramatiq.Broker, *, at_once: int = 0) -> None:
        self._step = analyse
        self._loop = asyncio.get_running_loop()
        self._at_once = at_once
        self._running: set[Future[None]] = set()
        self._stopping = False
        actor = dramatiq.actor(actor_name="analyse", queue_name=_QUEUE, broker=broker)(self._analyse)
        self._sending = _Sending(actor)

    async def ring(self, upload_id: UUID) -> None:
        """Send the message, or take the step here. Raises PassingError when neither can be."""
        try:
            await self._sending.send(upload_id)
        except PassingError:
            if self._stopping or len(self._running) >= self._at_once:
                raise
            self._begin(str(upload_id))

    def close(self) -> None:
        """Send nothing more."""
        self._sending.close()

    def _analyse(self, upload_id: str) -> None:
        if self._stopping:
            return
        try:
            self._begin(upload_id).result()
        except CancelledError:
            log.info("step stopped", extra={"upload": upload_id})

    def _begin(self, upload_id: str) -> Future[None]:
        future = asyncio.run_coroutine_threadsafe(self._take(upload_id), self._loop)
        self._running.add(future)
        future.add_done_callback(self._running.discard)
        return future

    async def _take(self, upload_id: str) -> None:
        with bind(upload=upload_id, step=str(Step.ANALYSE)):
            await self._step(UUID(upload_id))

    async def stop(self, deadline_s: float) -> None:
        """Take nothing more, give what is under way until the deadline, then cancel it."""
        self._stopping = True
        under_way = [asyncio.wrap_future(future) for future in list(self._running)]
        if not under_way:
            return
        _, late = await asyncio.wait(under_way, timeout=deadline_s)
        for future in late:
            future.cancel()
        if late:
            await asyncio.wait(late)


@contextmanager
def open_queue(
    app: App, broker: dramatiq.Broker, *, analyse: Analyse | None = None, at_once: int = 0
) -> Iterator[Analyser]:
    """Let the application's doorbell reach whoever analyses. See `Analyser` for `at_once`."""
    analyser = Analyser(analyse or app.steps.analyse, broker, at_once=at_once)
    try:
        with app.bells.answered_by(Step.ANALYSE, analyser.ring):
            yield analyser
    finally:
        analyser.close()


@asynccontextmanager
async def open_worker(app: App, broker: dramatiq.Broker) -> AsyncIterator[None]:
    """Take analysis steps from the broker until the block ends; stops within the application's deadline."""
    work = app.settings.work
    async with open_sandbox(
        app.scratch,
        wall_s=work.analysis_deadline_s,
        memory_mb=work.analysis_memory_mb,
        heard=app.meters.sandbox_ended,
        traced=app.hooks.sandbox,
    ) as sandbox:
        steps = replace(app.steps, analyst=sandbox)
        with open_queue(app, broker, analyse=steps.analyse, at_once=work.threads) as analyser:
            async with open_threads(broker, work.threads):
                try:
                    yield
                finally:
                    await analyser.stop(work.stop_deadline_s / 2)


@asynccontextmanager
async def open_threads(broker: dramatiq.Broker, threads: int) -> AsyncIterator[None]:
    """Run the broker's worker: threads that wait for messages and then for the steps; closes the broker."""
    worker = dramatiq.Worker(broker, worker_threads=threads, worker_timeout=_IDLE_MS, queues={_QUEUE})
    worker.queue_prefetch = threads
    worker.start()
    try:
        yield
    finally:
        await asyncio.to_thread(worker.stop, timeout=_STOP_MS)
        await asyncio.to_thread(broker.close)
