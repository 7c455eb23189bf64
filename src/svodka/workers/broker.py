"""The broker and its actors: a doorbell, nothing more. The rows decide, a lost message costs seconds.

Each actor parses its arguments and calls one step on the application's event loop.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from typing import Final
from uuid import UUID

import dramatiq
import redis
from dramatiq.brokers.redis import RedisBroker
from dramatiq.brokers.stub import StubBroker

from svodka.app import App
from svodka.uploads import Step, Steps
from svodka.workers.sandbox import open_sandbox

log: Final = logging.getLogger(__name__)

_QUEUE: Final = "analyse"
# A killed worker's messages come back in seconds with these (the defaults take up to twenty minutes).
_HEARTBEAT_TIMEOUT_MS: Final = 15_000
_MAINTENANCE_CHANCE: Final = 100_000
_REDIS_TIMEOUT_S: Final = 5.0
# How often a worker with nothing to do looks into the queue.
_IDLE_MS: Final = 100


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
    return RedisBroker(  # type: ignore[no-untyped-call]  # Dramatiq's Redis broker has no annotations
        client=client,
        middleware=[],
        heartbeat_timeout=_HEARTBEAT_TIMEOUT_MS,
        maintenance_chance=_MAINTENANCE_CHANCE,
    )


class Analyser:
    """The actor that takes the analysis step, bound to a broker, and the calls it has under way."""

    def __init__(self, steps: Steps, broker: dramatiq.Broker) -> None:
        self._steps = steps
        self._loop = asyncio.get_running_loop()
        self._running: set[Future[None]] = set()
        self._stopping = False
        self._actor = dramatiq.actor(actor_name="analyse", queue_name=_QUEUE, broker=broker)(self._analyse)

    async def ring(self, upload_id: UUID) -> None:
        """Send the message; off the loop, for a broker may hang, and silent when it is away."""
        try:
            await asyncio.to_thread(self._actor.send, str(upload_id))
        except dramatiq.errors.BrokerError as error:
            log.warning("queue is away", extra={"upload": str(upload_id), "error": repr(error)})

    def _analyse(self, upload_id: str) -> None:
        if self._stopping:
            return
        step = self._steps.take(UUID(upload_id), Step.ANALYSE)
        future = asyncio.run_coroutine_threadsafe(step, self._loop)
        self._running.add(future)
        try:
            future.result()
        except CancelledError:
            log.info("step stopped", extra={"upload": upload_id})
        finally:
            self._running.discard(future)

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
def open_queue(app: App, broker: dramatiq.Broker, *, steps: Steps | None = None) -> Iterator[Analyser]:
    """Let the application's doorbell reach whoever analyses."""
    analyser = Analyser(steps or app.steps, broker)
    with app.bells.answered_by(Step.ANALYSE, analyser.ring):
        yield analyser


@asynccontextmanager
async def open_worker(app: App, broker: dramatiq.Broker) -> AsyncIterator[None]:
    """Take analysis steps from the broker until the block ends; stops within the application's deadline."""
    work = app.settings.work
    async with open_sandbox(
        app.scratch, wall_s=work.analysis_deadline_s, memory_mb=work.analysis_memory_mb
    ) as sandbox:
        with open_queue(app, broker, steps=replace(app.steps, analyst=sandbox)) as analyser:
            worker = dramatiq.Worker(
                broker, worker_threads=work.threads, worker_timeout=_IDLE_MS, queues={_QUEUE}
            )
            worker.queue_prefetch = work.threads
            worker.start()
            try:
                yield
            finally:
                await analyser.stop(work.stop_deadline_s / 2)
                await asyncio.to_thread(worker.stop, timeout=5_000)
                await asyncio.to_thread(broker.close)
