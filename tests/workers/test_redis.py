"""Redis that hangs, dies, forgets or is full costs seconds: never an upload, never the event loop."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from time import monotonic
from uuid import UUID, uuid4

import pytest

import svodka.workers.broker
from svodka.app import Bells
from svodka.errors import PassingError
from svodka.observability.binding import bound
from svodka.rehearsal.servers import Redis, open_redis
from svodka.uploads import Step
from svodka.workers import make_broker
from svodka.workers.broker import Analyser, open_threads

TIMEOUT_S = 0.3
WAIT_S = 20
# What a busy machine may add to a time-out.
SLACK_S = 2.0


@pytest.fixture(scope="module")
def server() -> Iterator[Redis]:
    with open_redis() as server:
        yield server


@pytest.fixture
def redis(server: Redis, monkeypatch: pytest.MonkeyPatch) -> Redis:
    """A server with nothing in it; its clients are of short patience."""
    monkeypatch.setattr(svodka.workers.broker, "_REDIS_TIMEOUT_S", TIMEOUT_S)
    monkeypatch.setattr(svodka.workers.broker, "_AWAY_S", TIMEOUT_S)
    monkeypatch.setattr("dramatiq.worker.CONSUMER_RESTART_DELAY_SECS", 0.1)
    monkeypatch.setattr("dramatiq.worker.POST_PROCESS_MESSAGE_RETRY_DELAY_SECS", 0.1)
    server.flush()
    return server


class Taken:
    """What a worker was rung for."""

    def __init__(self) -> None:
        self._news = asyncio.Event()
        self.ids: list[UUID] = []

    async def take(self, upload_id: UUID) -> None:
        self.ids.append(upload_id)
        self._news.set()

    async def wait_for(self, upload_id: UUID) -> None:
        async with asyncio.timeout(WAIT_S):
            while upload_id not in self.ids:
                self._news.clear()
                await self._news.wait()


@asynccontextmanager
async def worker(url: str) -> AsyncIterator[Taken]:
    """A worker that is reached by the queue alone."""
    taken = Taken()
    broker = make_broker(url)
    analyser = Analyser(taken.take, broker)
    async with open_threads(broker, 2):
        yield taken
    analyser.close()


@asynccontextmanager
async def ringing(url: str) -> AsyncIterator[Analyser]:
    """The bot's side of the queue."""
    broker = make_broker(url)
    analyser = Analyser(Taken().take, broker)
    try:
        yield analyser
    finally:
        analyser.close()
        broker.close()


async def sweep(bell: Analyser, taken: Taken) -> UUID:
    """Ring for one upload as the sweeper does, again and again, until it was taken."""
    upload_id = uuid4()
    async with asyncio.timeout(WAIT_S):
        while upload_id not in taken.ids:
            with suppress(PassingError):
                await bell.ring(upload_id)
            with suppress(TimeoutError):
                async with asyncio.timeout(TIMEOUT_S):
                    await taken.wait_for(upload_id)
    return upload_id


@asynccontextmanager
async def silent_peer() -> AsyncIterator[str]:
    """Somebody who accepts connections and never answers."""
    held: list[asyncio.StreamWriter] = []
    server = await asyncio.start_server(lambda _, writer: held.append(writer), "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    try:
        yield f"redis://{host}:{port}"
    finally:
        server.close()
        for writer in held:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
        await server.wait_closed()


@asynccontextmanager
async def responsive_loop(longest_s: float) -> AsyncIterator[None]:
    """Prove that the event loop is never held for longer."""
    gaps: list[float] = []

    async def watch() -> None:
        while True:
            before = monotonic()
            await asyncio.sleep(0.01)
            gaps.append(monotonic() - before)

    watching = asyncio.create_task(watch())
    try:
        yield
    finally:
        watching.cancel()
    assert max(gaps) < longest_s


@pytest.mark.usefixtures("redis")
async def test_a_peer_that_never_answers_is_given_up_in_time_and_the_loop_goes_on() -> None:
    async with silent_peer() as url, ringing(url) as bell:
        begun = monotonic()
        async with responsive_loop(TIMEOUT_S):
            with pytest.raises(PassingError):
                await bell.ring(uuid4())
        assert TIMEOUT_S <= monotonic() - begun < TIMEOUT_S + SLACK_S


@pytest.mark.usefixtures("redis")
async def test_many_rings_at_a_hung_queue_wait_in_one_thread_and_for_one_time_out() -> None:
    async with silent_peer() as url, ringing(url) as bell:
        begun = monotonic()
        rings = asyncio.gather(*(bell.ring(uuid4()) for _ in range(300)), return_exceptions=True)
        await asyncio.sleep(0)
        assert len([thread for thread in threading.enumerate() if thread.name.startswith("doorbell")]) == 1
        assert {type(outcome) for outcome in await rings} == {PassingError}
        assert monotonic() - begun < TIMEOUT_S + SLACK_S


async def test_ringing_while_redis_is_down_is_silent_and_heard_when_it_is_back(redis: Redis) -> None:
    redis.kill()
    upload_id = uuid4()
    async with ringing(redis.url) as bell:
        bells = Bells()
        with bells.answered_by(Step.ANALYSE, bell.ring):
            await bells.ring(upload_id, Step.ANALYSE)
            redis.start()
            async with worker(redis.url) as taken, asyncio.timeout(WAIT_S):
                while upload_id not in taken.ids:
                    await bells.ring(upload_id, Step.ANALYSE)
                    await asyncio.sleep(0.01)
    assert set(taken.ids) == {upload_id}


async def test_a_worker_whose_queue_is_away_takes_what_it_is_rung_for_but_no_more_than_it_may(
    redis: Redis,
) -> None:
    held = asyncio.Event()
    taken: list[UUID] = []

    async def take(upload_id: UUID) -> None:
        taken.append(upload_id)
        await held.wait()

    first, second = uuid4(), uuid4()
    broker = make_broker(redis.url)
    analyser = Analyser(take, broker, at_once=1)
    redis.kill()
    try:
        await analyser.ring(first)
        with pytest.raises(PassingError):
            await analyser.ring(second)
        held.set()
        await analyser.stop(WAIT_S)
    finally:
        redis.start()
        analyser.close()
        broker.close()
    assert taken == [first]


async def test_a_worker_finds_redis_again_and_keeps_no_connection_of_before(redis: Redis) -> None:
    async with ringing(redis.url) as bell, worker(redis.url) as taken:
        await sweep(bell, taken)
        connections = []
        for _ in range(3):
            redis.restart()
            await sweep(bell, taken)
            connections.append(redis.connections())
    assert (
        max(connections) <= 1 + 2 * 2 + 1
    )  # The bell's; the threads' and the consumers'; the closing one's.
    assert redis.connections() == 0


async def test_a_worker_outlives_a_redis_that_hangs(redis: Redis) -> None:
    async with ringing(redis.url) as bell, worker(redis.url) as taken:
        await sweep(bell, taken)
        with redis.paused():
            async with responsive_loop(TIMEOUT_S):
                with pytest.raises(PassingError):
                    await bell.ring(uuid4())
        await sweep(bell, taken)


async def test_what_a_flushed_redis_forgot_is_heard_when_rung_again(redis: Redis) -> None:
    forgotten = uuid4()
    async with ringing(redis.url) as bell:
        await bell.ring(forgotten)
        redis.flush()
        async with worker(redis.url) as taken:
            await sweep(bell, taken)
            assert forgotten not in taken.ids
            await bell.ring(forgotten)
            await taken.wait_for(forgotten)


async def test_a_full_redis_is_as_one_that_is_away(redis: Redis) -> None:
    async with ringing(redis.url) as bell, worker(redis.url) as taken:
        await sweep(bell, taken)
        with redis.full(), pytest.raises(PassingError):
            await bell.ring(uuid4())
        await sweep(bell, taken)


async def test_a_worker_stops_although_redis_hangs(redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(svodka.workers.broker, "_STOP_MS", 100)
    async with AsyncExitStack() as stack:
        working = AsyncExitStack()
        bell = await stack.enter_async_context(ringing(redis.url))
        taken = await working.enter_async_context(worker(redis.url))
        await sweep(bell, taken)
        stack.enter_context(redis.paused())
        begun = monotonic()
        await working.aclose()
        assert monotonic() - begun < SLACK_S + 2 * TIMEOUT_S


async def test_a_line_of_an_analysis_says_of_which_upload() -> None:
    found: asyncio.Queue[Mapping[str, object]] = asyncio.Queue()

    async def take(upload_id: UUID) -> None:
        found.put_nowait(bound())

    upload_id = uuid4()
    analyser = Analyser(take, make_broker(None), at_once=1)
    analyser._begin(str(upload_id))  # as a message, or a bell while the queue is away, has it done

    assert await found.get() == {"upload": str(upload_id), "step": "analyse"}
    analyser.close()
