"""The feed: order for each person, many people at once, and nothing blocks the queue for ever."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from svodka.bot.feed import Effect, Feed, lane_of
from svodka.bot.pauses import Pauses
from svodka.errors import PassingError
from svodka.uploads import Update, Work

BOT = 42
QUICK = Pauses(shortest_s=0.001, longest_s=0.01)


def message(update_id: int, person: int) -> Update:
    content = {"from": {"id": person}, "chat": {"id": person, "type": "private"}, "text": str(update_id)}
    return Update(bot_id=BOT, update_id=update_id, payload={"update_id": update_id, "message": content})


@dataclass
class FakeInbox:
    """An inbox in memory with its transactions: `done` holds from the commit on."""

    rows: dict[int, Update] = field(default_factory=dict)
    finished: set[int] = field(default_factory=set)
    away: int = 0
    commits: int = 0
    all_done: asyncio.Event = field(default_factory=asyncio.Event)

    def put(self, *updates: Update) -> None:
        for update in updates:
            self.rows[len(self.rows) + 1] = update

    @asynccontextmanager
    async def works(self, *, autocommit: bool = False) -> AsyncIterator[Work]:
        if self.away:
            self.away -= 1
            raise PassingError("the database is away")
        work = _FakeWork(self)
        yield cast("Work", work)
        self.finished |= work.inbox.marked
        self.commits += bool(work.inbox.marked)
        if len(self.finished) == len(self.rows):
            self.all_done.set()


class _FakeWork:
    def __init__(self, store: FakeInbox) -> None:
        self.inbox = _InboxInWork(store)
        self.people = _PeopleInWork()


class _PeopleInWork:
    async def look_up(self, person_ids: Sequence[int]) -> None:
        pass


class _InboxInWork:
    def __init__(self, store: FakeInbox) -> None:
        self._store = store
        self.marked: set[int] = set()

    async def pending(self, bot_id: int, limit: int, *, after: int = 0) -> Sequence[tuple[int, Update]]:
        store = self._store
        rows = [(i, u) for i, u in sorted(store.rows.items()) if i > after and i not in store.finished]
        return [row for row in rows if row[1].bot_id == bot_id][:limit]

    async def done(self, row_ids: Sequence[int], now: datetime) -> Collection[int]:
        new = set(row_ids) - self._store.finished
        self.marked |= new
        return new


@dataclass
class FakeHandling:
    """Writes down what it handles; `work` decides how long that takes and whether it fails."""

    work: Callable[[Update], Awaitable[None]]
    handled: list[int] = field(default_factory=list)
    given_up: list[int] = field(default_factory=list)
    at_once_for: list[int] = field(default_factory=list)
    effects: list[int] = field(default_factory=list)
    running: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    most_of_one: int = 0
    most_at_once: int = 0

    async def at_once(self, update: Update) -> None:
        self.at_once_for.append(update.update_id)
        raise PassingError("telegram is away")

    async def handle(self, update: Update, work: Work) -> Effect:
        lane = lane_of(update)
        self.running[lane] += 1
        self.most_of_one = max(self.most_of_one, self.running[lane])
        self.most_at_once = max(self.most_at_once, sum(self.running.values()))
        try:
            await self.work(update)
        finally:
            self.running[lane] -= 1
        self.handled.append(update.update_id)

        async def effect() -> None:
            self.effects.append(update.update_id)

        return effect

    async def give_up(self, update: Update, work: Work) -> None:
        self.given_up.append(update.update_id)


async def at_leisure(update: Update) -> None:
    await asyncio.sleep(0)
    await asyncio.sleep(0)


@asynccontextmanager
async def feeding(inbox: FakeInbox, handling: FakeHandling, **options: Any) -> AsyncIterator[Feed]:
    feed = Feed(
        works=inbox.works,
        clock=lambda: datetime(2026, 3, 31, tzinfo=UTC),
        bot_id=BOT,
        handling=handling,
        rescan_s=0.02,
        pauses=QUICK,
        **options,
    )
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        group.create_task(feed.run())
        try:
            yield feed
        finally:
            feed.stop()


async def test_one_persons_updates_are_handled_in_order_and_never_two_at_once() -> None:
    inbox, handling = FakeInbox(), FakeHandling(at_leisure)
    inbox.put(*(message(number, person=number % 5) for number in range(100)))

    async with feeding(inbox, handling):
        await inbox.all_done.wait()

    assert handling.most_of_one == 1
    for person in range(5):
        assert [n for n in handling.handled if n % 5 == person] == list(range(person, 100, 5))
    assert sorted(handling.effects) == list(range(100))


async def test_no_more_than_the_bound_are_handled_at_once_and_held_in_memory() -> None:
    inbox, handling = FakeInbox(), FakeHandling(at_leisure)
    inbox.put(*(message(number, person=number) for number in range(1, 301)))

    async with feeding(inbox, handling, at_once=7, window=20):
        await inbox.all_done.wait()

    assert handling.most_at_once <= 7
    assert sorted(handling.handled) == list(range(1, 301))


async def test_an_update_that_keeps_failing_is_given_up_and_the_next_is_handled() -> None:
    async def fails_on_first(update: Update) -> None:
        if update.update_id == 1:
            raise RuntimeError("a bug")

    inbox, handling = FakeInbox(), FakeHandling(fails_on_first)
    inbox.put(message(1, person=7), message(2, person=7))

    async with feeding(inbox, handling):
        await inbox.all_done.wait()

    assert handling.given_up == [1]
    assert handling.handled == [2]


async def test_a_passing_failure_is_never_given_up() -> None:
    tries = 0

    async def away_for_long(update: Update) -> None:
        nonlocal tries
        tries += 1
        if tries < 10:
            raise PassingError("the database is away")

    inbox, handling = FakeInbox(), FakeHandling(away_for_long)
    inbox.put(message(1, person=7))

    async with feeding(inbox, handling):
        await inbox.all_done.wait()

    assert handling.handled == [1]
    assert handling.given_up == []


async def test_feeding_goes_on_when_the_database_is_back() -> None:
    inbox, handling = FakeInbox(away=5), FakeHandling(at_leisure)
    inbox.put(message(1, person=7))

    async with feeding(inbox, handling):
        await inbox.all_done.wait()

    assert handling.handled == [1]


async def test_a_row_that_was_committed_late_is_found() -> None:
    inbox, handling = FakeInbox(), FakeHandling(at_leisure)
    inbox.rows[2] = message(2, person=7)

    async with feeding(inbox, handling):
        await inbox.all_done.wait()
        inbox.all_done.clear()
        inbox.rows[1] = message(1, person=8)
        await inbox.all_done.wait()

    assert handling.handled == [2, 1]


async def test_what_wants_an_answer_at_once_gets_it_once_and_its_failure_stops_nothing() -> None:
    inbox, handling = FakeInbox(), FakeHandling(at_leisure)
    inbox.put(message(1, person=7), message(2, person=7))

    async with feeding(inbox, handling):
        await inbox.all_done.wait()

    assert handling.at_once_for == [1, 2]
    assert handling.handled == [1, 2]


async def test_stopping_finishes_what_is_in_hand_and_leaves_the_rest_in_the_inbox() -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(update: Update) -> None:
        begun.set()
        await go_on.wait()

    inbox, handling = FakeInbox(), FakeHandling(slow)
    inbox.put(message(1, person=7), message(2, person=7))

    async with feeding(inbox, handling) as feed:
        await begun.wait()
        feed.stop()
        go_on.set()

    assert handling.handled == [1]
    assert inbox.finished == {1}


def test_the_lane_is_the_sender_else_the_chat() -> None:
    press = {
        "update_id": 1,
        "callback_query": {"id": "1", "from": {"id": 7}, "message": {"chat": {"id": -5}}},
    }
    channel = {"update_id": 1, "channel_post": {"chat": {"id": -100}}}

    assert lane_of(Update(bot_id=BOT, update_id=1, payload=press)) == 7
    assert lane_of(Update(bot_id=BOT, update_id=1, payload=channel)) == -100
    for odd in ({"update_id": 1}, {"message": {"from": "?", "chat": {"id": None}}}):
        assert lane_of(Update(bot_id=BOT, update_id=1, payload=odd)) == 0


async def test_an_update_that_was_committed_late_is_handled_although_others_never_cease() -> None:
    inbox = FakeInbox(rows={number: message(number, person=number) for number in range(10, 20)})
    late_done = asyncio.Event()

    async def beget_another(update: Update) -> None:
        await asyncio.sleep(0.001)
        if update.update_id == 1:
            late_done.set()
        elif not late_done.is_set():
            number = max(inbox.rows) + 1
            inbox.rows[number] = message(number, person=number)
            feed.wake()
            if number == 50:  # given its id before all others, committed after many
                inbox.rows[1] = message(1, person=1)

    async with feeding(inbox, FakeHandling(beget_another)) as feed:
        await late_done.wait()


async def test_who_sends_very_much_is_handled_in_order_and_keeps_nobody_waiting() -> None:
    inbox, handling = FakeInbox(), FakeHandling(at_leisure)
    inbox.put(*(message(number, person=1) for number in range(2000)))
    inbox.put(*(message(number, person=number) for number in range(3000, 3010)))

    async with feeding(inbox, handling, window=300):
        await inbox.all_done.wait()

    assert [number for number in handling.handled if number < 3000] == list(range(2000))
    assert max(handling.handled.index(number) for number in range(3000, 3010)) < 300


async def test_what_different_people_write_at_the_same_time_shares_a_transaction() -> None:
    inbox, handling = FakeInbox(), FakeHandling(at_leisure)
    inbox.put(*(message(number, person=number) for number in range(1, 11)))

    async with feeding(inbox, handling):
        await inbox.all_done.wait()

    assert handling.handled == list(range(1, 11))
    assert inbox.commits == 1


@pytest.mark.parametrize("content", [{"callback_query": {"id": "1"}}, {"message": {"text": "/cancel"}}])
async def test_what_is_about_uploads_does_not_share_a_transaction(content: dict[str, dict[str, Any]]) -> None:
    inbox, handling = FakeInbox(), FakeHandling(at_leisure)
    for number in range(1, 4):
        sent = {kind: {**fields, "from": {"id": number}} for kind, fields in content.items()}
        inbox.put(Update(bot_id=BOT, update_id=number, payload=sent))

    async with feeding(inbox, handling):
        await inbox.all_done.wait()

    assert inbox.commits == 3


async def test_one_that_fails_costs_those_that_share_its_transaction_nothing() -> None:
    async def fails_on_second(update: Update) -> None:
        if update.update_id == 2:
            raise RuntimeError("a bug")

    inbox, handling = FakeInbox(), FakeHandling(fails_on_second)
    inbox.put(*(message(number, person=number) for number in range(1, 4)))

    async with feeding(inbox, handling):
        await inbox.all_done.wait()

    assert handling.given_up == [2]
    assert sorted(handling.effects) == [1, 3]
