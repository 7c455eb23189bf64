"""A listener takes as much as may be taken at once, and says that a message is done when it is, not before."""

from collections.abc import Iterator
from concurrent.futures import Future
from queue import Empty, Queue

import pytest
from dramatiq import Message, MessageProxy
from dramatiq.broker import Consumer
from dramatiq.brokers.stub import StubBroker
from dramatiq.errors import BrokerError

from svodka.workers.listening import Listener

_QUEUE = "work"
_WAIT_S = 20


class Work:
    """Begins what a listener takes, and ends it as the test says."""

    def __init__(self) -> None:
        self.begun: Queue[tuple[str, Future[None]]] = Queue()

    def begin(self, message: MessageProxy) -> Future[None]:
        future: Future[None] = Future()
        self.begun.put((message.args[0], future))
        return future

    def next(self) -> tuple[str, Future[None]]:
        return self.begun.get(timeout=_WAIT_S)

    def finish_next(self) -> str:
        name, future = self.next()
        future.set_result(None)
        return name


class Faulty(StubBroker):
    """A broker that so often fails when it hears of an end."""

    faults = 0

    def consume(self, queue_name: str, prefetch: int = 1, timeout: int = 100) -> Consumer:
        return _Failing(self, super().consume(queue_name, prefetch, timeout))


class _Failing(Consumer):
    def __init__(self, broker: Faulty, consumer: Consumer) -> None:
        self._broker = broker
        self._consumer = consumer

    def __next__(self) -> MessageProxy | None:
        return next(self._consumer)

    def ack(self, message: MessageProxy) -> None:
        if self._broker.faults:
            self._broker.faults -= 1
            raise BrokerError("away")  # type: ignore[no-untyped-call]  # has no annotations
        self._consumer.ack(message)


@pytest.fixture
def broker() -> Faulty:
    broker = Faulty(middleware=[])
    broker.declare_queue(_QUEUE)
    for name in "abc":
        broker.enqueue(Message(queue_name=_QUEUE, actor_name="work", args=(name,), kwargs={}, options={}))
    return broker


@pytest.fixture
def work() -> Work:
    return Work()


@pytest.fixture
def listener(broker: Faulty, work: Work) -> Iterator[Listener]:
    listener = Listener(broker, _QUEUE, work.begin, at_once=2, away_s=0.01)
    listener.start()
    yield listener
    listener.stop()
    while not work.begun.empty():
        work.finish_next()
    listener.join(_WAIT_S)


def left(broker: Faulty) -> int:
    return int(broker.queues[_QUEUE].unfinished_tasks)


@pytest.mark.usefixtures("listener")
def test_no_more_are_begun_than_may_be_and_the_next_when_one_has_ended(broker: Faulty, work: Work) -> None:
    (first, ending), (second, going_on) = work.next(), work.next()
    with pytest.raises(Empty):
        work.begun.get(timeout=0.2)
    assert left(broker) == 3

    ending.set_result(None)

    assert [first, second, work.finish_next()] == ["a", "b", "c"]
    going_on.set_result(None)


def test_one_that_is_stopped_takes_nothing_more_but_acknowledges_what_it_has(
    listener: Listener, broker: Faulty, work: Work
) -> None:
    under_way = [work.next(), work.next()]

    listener.stop()
    under_way[0][1].cancel()
    under_way[1][1].set_result(None)
    listener.join(_WAIT_S)

    assert left(broker) == 1
    assert work.begun.empty()


def test_an_end_that_the_queue_could_not_hear_of_is_told_again(
    listener: Listener, broker: Faulty, work: Work
) -> None:
    broker.faults = 2

    assert sorted(work.finish_next() for _ in "abc") == ["a", "b", "c"]
    listener.stop()
    listener.join(_WAIT_S)

    assert broker.faults == 0
    assert left(broker) == 0
