"""Feeds updates from the inbox to their handling: in order for each person, many people at once.

An update is done when the transaction that handled it marked it so. Nothing here knows aiogram.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from contextvars import Context, copy_context
from dataclasses import dataclass
from math import inf
from time import monotonic
from typing import Final, Protocol

from svodka.bot.pauses import Pauses
from svodka.errors import PassingError
from svodka.observability import bind
from svodka.uploads import Clock, Together, Update, Work, Works

log: Final = logging.getLogger(__name__)

_MAX_TRIES: Final = 3
# The most updates of one person that are held in memory at a time.
_LANE: Final = 100
_LOOKED_AGAIN_S: Final = 0.01
# The most updates that share a transaction: it is to be short.
_TOGETHER: Final = 25
# The one command of which many come at once.
_GREETING: Final = "/start"
Effect = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class _Try:
    """An update to be handled, after so many faults; in the context of its lane, whose ids its lines carry."""

    row_id: int
    update: Update
    faults: int
    context: Context


class Handling(Protocol):
    """What is done with an update. Its errors are logged, and the update is tried again."""

    async def at_once(self, update: Update) -> None:
        """Do what Telegram wants at once, outside of any transaction; may run twice, must not matter."""
        ...

    async def handle(self, update: Update, work: Work) -> Effect | None:
        """Handle the update within a transaction; return what is to happen once that is committed."""
        ...

    async def give_up(self, update: Update, work: Work) -> None:
        """Tell the sender, within a transaction, that the update cannot be handled."""
        ...


class Feed:
    """Takes what is pending in the inbox and has it handled until stopped.

    What different people wrote at the same time is handled in one transaction, one after the other. `at_once`
    bounds how many transactions there are: each needs a database session, of which there are few, and more would
    only make others wait for one. `window` is how many updates are held in memory.
    `traced`, where it is set, stands around the handling of each.
    """

    def __init__(
        self,
        *,
        works: Works,
        clock: Clock,
        bot_id: int,
        handling: Handling,
        at_once: int = 2,
        window: int = 1000,
        rescan_s: float = 1.0,
        pauses: Pauses | None = None,
    ) -> None:
        self._works = works
        self._clock = clock
        self._bot_id = bot_id
        self._handling = handling
        self._tries = Together(self._attempt, at_once=at_once, most=_TOGETHER)
        self._alone = Together(self._attempt, at_once=at_once, most=1)
        self._window = window
        self._rescan_s = rescan_s
        self._pauses = pauses or Pauses(shortest_s=0.2, longest_s=10)
        self.traced: Callable[[Update], AbstractContextManager[object]] = nullcontext
        self._lanes: dict[int, deque[tuple[int, Update]]] = {}
        self._taken: set[int] = set()
        self._passed_over: set[int] = set()
        self._behind = 0
        self._front_at = -inf
        self._failures = 0
        self._news = asyncio.Event()
        self._stopping = asyncio.Event()

    def wake(self) -> None:
        """Say that there is something new in the inbox."""
        self._news.set()

    def stop(self) -> None:
        """Begin no further update; `run` returns when those in hand are done."""
        self._stopping.set()
        self._news.set()

    async def run(self) -> None:
        """Feed until stopped."""
        async with asyncio.TaskGroup() as lanes:
            while not self._stopping.is_set():
                self._news.clear()
                await self._wait(await self._take(lanes))

    async def _take(self, lanes: asyncio.TaskGroup) -> float:
        """Put pending updates into their lanes; return the longest time to wait before looking again."""
        room = self._window - len(self._taken)
        if room <= 0:
            return self._rescan_s
        from_front = self._goes_to_the_front()
        after, limit = (0, self._window) if from_front else (self._behind, room)
        try:
            async with self._works(autocommit=True) as work:
                rows = await work.inbox.pending(self._bot_id, limit, after=after)
        except Exception as error:
            self._failures += 1
            _log_failure("inbox could not be read", error, {})
            return self._pauses.after(self._failures)
        self._failures = 0
        if from_front:
            self._been_to_the_front()
        for row_id, update in rows:
            if len(self._taken) >= self._window:
                return 0.0
            self._behind = max(self._behind, row_id)
            if row_id not in self._taken:
                self._line_up(row_id, update, lanes)
        return 0.0 if len(rows) == limit else self._rescan_s

    def _goes_to_the_front(self) -> bool:
        """Tell whether to begin again at the front: what came late into its place there waits for us.

        The id of a row is given before it is committed; and of whoever sends very much, some was passed over.
        To look again at what is in hand costs, so the more that is, the less often.
        """
        return monotonic() - self._front_at >= self._rescan_s + _LOOKED_AGAIN_S * len(self._taken)

    def _been_to_the_front(self) -> None:
        self._front_at = monotonic()
        self._behind = 0
        self._passed_over.clear()

    def _line_up(self, row_id: int, update: Update, lanes: asyncio.TaskGroup) -> None:
        """Put an update into its lane; whoever's lane is full leaves room for others, and is come back to."""
        key = lane_of(update)
        lane = self._lanes.get(key, ())
        if key in self._passed_over or len(lane) >= _LANE:
            self._passed_over.add(key)
            return
        self._taken.add(row_id)
        lanes.create_task(self._answer_at_once(update))
        if key in self._lanes:
            self._lanes[key].append((row_id, update))
        else:
            self._lanes[key] = deque([(row_id, update)])
            lanes.create_task(self._go_along(key))

    async def _wait(self, longest_s: float) -> None:
        """Wait for news, so long at the most."""
        try:
            async with asyncio.timeout(longest_s):
                await self._news.wait()
        except TimeoutError:
            return

    async def _go_along(self, key: int) -> None:
        """Handle the updates of one lane, one after the other."""
        lane = self._lanes[key]
        while lane and not self._stopping.is_set():
            row_id, update = lane[0]
            with bind(update=update.update_id, user=key or None), self.traced(update):
                await self._settle(row_id, update)
            lane.popleft()
            self._taken.discard(row_id)
            if len(self._taken) == self._window - 1:
                self._news.set()
            if key in self._passed_over and len(lane) <= _LANE // 2:
                self._front_at = -inf
                self._news.set()
        del self._lanes[key]

    async def _settle(self, row_id: int, update: Update) -> None:
        """Have one update handled, however often that takes; give up on it rather than block its lane."""
        failures = faults = 0
        while not self._stopping.is_set():
            tries = self._tries if _shares(update) else self._alone
            try:
                await tries.done(_Try(row_id, update, faults, copy_context()))
            except Exception as error:
                failures += 1
                faults += not isinstance(error, PassingError)
                _log_failure("update not handled", error, {"try": failures})
                await self._pause(failures)
            else:
                return

    async def _attempt(self, tries: Sequence[_Try]) -> None:
        """Have updates of different people handled in one transaction, in the order in which they came."""
        effects: list[Effect] = []
        in_order = sorted(tries, key=lambda each: each.row_id)
        async with self._works() as work:
            new = await work.inbox.done([each.row_id for each in in_order], self._clock())
            await work.people.look_up([lane_of(each.update) for each in in_order])
            for each in in_order:
                if each.row_id in new:
                    handled = asyncio.create_task(self._handled(each, work), context=each.context)
                    effects += await handled
        for effect in effects:
            await _carry_out(effect)

    async def _handled(self, one: _Try, work: Work) -> Sequence[Effect]:
        """Handle one update, or give it up; return what is to happen after the commit."""
        if one.faults < _MAX_TRIES:
            effect = await self._handling.handle(one.update, work)
            return () if effect is None else (effect,)
        if one.faults == _MAX_TRIES:
            await self._handling.give_up(one.update, work)
            log.error("update given up")
        return ()

    async def _answer_at_once(self, update: Update) -> None:
        try:
            await self._handling.at_once(update)
        except Exception as error:
            log.info("not answered at once", extra={"update": update.update_id, "error": str(error)})

    async def _pause(self, failures: int) -> None:
        try:
            async with asyncio.timeout(self._pauses.after(failures)):
                await self._stopping.wait()
        except TimeoutError:
            pass


def lane_of(update: Update) -> int:
    """Name the lane of an update: its sender, else its chat, else one lane for all the rest."""
    content = next((value for value in update.payload.values() if isinstance(value, dict)), {})
    for source in (content.get("from"), content.get("chat")):
        if isinstance(source, dict) and isinstance(source.get("id"), int):
            return int(source["id"])
    return 0


def _shares(update: Update) -> bool:
    """Tell whether an update may share its transaction: a file, a greeting or a word locks its sender's rows only.

    A button, or another command, is about uploads that others may have in hand: who locks several people's could
    wait for each other.
    """
    message = update.payload.get("message")
    if not isinstance(message, dict):
        return False
    text = str(message.get("text") or "")
    return not text.startswith("/") or text.startswith(_GREETING)


async def _carry_out(effect: Effect) -> None:
    """Run an effect; what it would have set going is found by the sweeper if it fails."""
    try:
        await effect()
    except Exception:
        log.exception("effect of an update failed")


def _log_failure(event: str, error: Exception, ids: dict[str, object]) -> None:
    passing = isinstance(error, PassingError)
    level = logging.WARNING if passing else logging.ERROR
    log.log(level, event, exc_info=None if passing else error, extra=ids | {"error": str(error)})
