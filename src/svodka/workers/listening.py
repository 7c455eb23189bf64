"""Listens to the queue: one thread takes messages, as many at once as steps may be taken, and acknowledges their ends.

Dramatiq's own worker has a thread for each step, which waits for the event loop, and looks into the queue four
times for each message. Steps are taken on the loop, so one thread can listen for all of them.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Event, Thread
from typing import Final

import dramatiq
from dramatiq import MessageProxy
from dramatiq.broker import Consumer
from dramatiq.errors import BrokerError

log: Final = logging.getLogger(__name__)

# How often a listener that could take something looks into the queue, at the least.
IDLE_MS: Final = 100


class Listener:
    """Takes messages until it is stopped, at most `at_once` of them that `begin` is not done with.

    A queue that fails is left alone for `away_s` seconds.
    """

    def __init__(
        self,
        broker: dramatiq.Broker,
        queue: str,
        begin: Callable[[MessageProxy], Future[None]],
        *,
        at_once: int,
        away_s: float,
    ) -> None:
        self._broker = broker
        self._queue = queue
        self._begin = begin
        self._at_once = at_once
        self._away_s = away_s
        self._under_way = 0
        # None wakes the thread to see that it is to stop.
        self._ended: SimpleQueue[MessageProxy | None] = SimpleQueue()
        self._unacknowledged: list[MessageProxy] = []
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="listener", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Take nothing more; the thread ends when it has acknowledged what is under way."""
        self._stopping.set()
        self._ended.put(None)

    def join(self, timeout_s: float) -> None:
        """Wait for the thread's end."""
        self._thread.join(timeout_s)

    def _run(self) -> None:
        while self._goes_on:
            try:
                self._listen()
            except BrokerError as error:
                log.warning("queue is away", extra={"error": str(error)})
                self._stopping.wait(self._away_s)
            except Exception:
                log.exception("queue not heard")
                self._stopping.wait(self._away_s)
            if self._stopping.is_set() and self._unacknowledged:
                return  # The next one to listen hears of them again, and finds them done.

    @property
    def _goes_on(self) -> bool:
        return not self._stopping.is_set() or self._under_way > 0

    def _listen(self) -> None:
        consumer = self._broker.consume(self._queue, prefetch=self._at_once, timeout=IDLE_MS)
        try:
            while self._goes_on:
                self._acknowledge(consumer)
                if self._under_way < self._at_once and not self._stopping.is_set():
                    self._take(next(consumer))
                else:
                    self._hear(self._ended.get())
                while not self._ended.empty():
                    self._hear(self._ended.get())
            self._acknowledge(consumer)
        finally:
            consumer.close()

    def _take(self, message: MessageProxy | None) -> None:
        if message is None:
            return
        self._under_way += 1
        self._begin(message).add_done_callback(lambda _: self._ended.put(message))

    def _hear(self, ended: MessageProxy | None) -> None:
        if ended is not None:
            self._under_way -= 1
            self._unacknowledged.append(ended)

    def _acknowledge(self, consumer: Consumer) -> None:
        while self._unacknowledged:
            consumer.ack(self._unacknowledged[-1])
            self._unacknowledged.pop()
