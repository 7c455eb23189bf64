"""Operators hear of a trouble that lasts, once, and of its end; of one that passes they hear nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from svodka.database import Database
from svodka.texts import LANGUAGES, html
from svodka.uploads import Document, State, Upload
from svodka.watching import (
    BEAT_S,
    STALE_AFTER,
    Heart,
    Heartbeat,
    Overview,
    Process,
    Queue,
    Role,
    Trouble,
    Vitals,
    Waiting,
    Watchman,
    Worries,
    why_waiting,
)
from svodka.watching.watchman import troubles
from tests.uploads.conftest import HandClock

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
OPERATORS = (11, 12)
WELL = Overview(
    at=NOW,
    live={},
    today={},
    people_today=0,
    people=0,
    people_lost=0,
    durations_s=(),
    failed_lately=0,
    inbox=Queue(),
    outbox=Queue(),
)


def beat(role: Role = Role.RUN, **vitals: Any) -> Heartbeat:
    return Heartbeat(
        process=Process(name=f"{role}:1", role=role, started_at=NOW), at=NOW, vitals=Vitals(**vitals)
    )


async def said(database: Database) -> list[tuple[int, str]]:
    """Take out of the outbox what is said first in each chat, until nothing is left."""
    found: list[tuple[int, str]] = []
    while True:
        async with database.works() as work:
            rows = await work.outbox.pending(NOW + timedelta(days=1), 10)
            if not rows:
                return found
            for row in rows:
                found.append((row.chat_id, row.payload["code"]))
                await work.outbox.sent(row.id, message_id=1, now=NOW)


async def test_a_trouble_that_lasts_is_told_once_to_each_operator_and_so_is_its_end(
    database: Database, clock: HandClock
) -> None:
    watchman = Watchman(works=database.works, clock=clock, operators=OPERATORS)
    for _ in range(9):
        assert await watchman.look() == 1
        clock.move(seconds=15)
    assert await said(database) == [(chat, "trouble-no-worker") for chat in OPERATORS]

    heart = Heart(
        works=database.works,
        clock=clock,
        process=Process(name="worker:a:1", role=Role.WORKER, started_at=NOW),
        vitals=Vitals,
        samples=dict,
    )
    await heart.beat()
    assert [await watchman.look(), await watchman.look()] == [0, 0]
    assert await said(database) == [(chat, "trouble-no-worker-over") for chat in OPERATORS]

    clock.move(seconds=STALE_AFTER.total_seconds() + BEAT_S)
    await watchman.look()
    clock.move(minutes=2)
    await watchman.look()
    assert await said(database) == [(chat, "trouble-no-worker") for chat in OPERATORS]


async def test_a_trouble_that_passes_is_not_worth_a_word(database: Database, clock: HandClock) -> None:
    watchman = Watchman(works=database.works, clock=clock, operators=OPERATORS)
    await watchman.look()
    clock.move(seconds=30)
    async with database.works() as work:
        await work.watch.beat(replace(beat(), at=clock()))
    await watchman.look()
    clock.move(minutes=5)
    await watchman.look()
    assert await said(database) == []


async def test_a_process_that_stops_as_it_should_is_gone_at_once(
    database: Database, clock: HandClock
) -> None:
    process = Process(name="bot:a:1", role=Role.BOT, started_at=NOW)
    heart = Heart(
        works=database.works, clock=clock, process=process, vitals=lambda: Vitals(lag_s=0.5), samples=dict
    )
    await heart.beat()
    async with database.works() as work:
        assert [each.vitals.lag_s for each in await work.watch.heartbeats(NOW)] == [0.5]
    await heart.stop()
    async with database.works() as work:
        assert await work.watch.heartbeats(NOW) == []


@pytest.mark.parametrize(
    ("overview", "alive", "expected"),
    [
        (WELL, [beat()], {}),
        (WELL, [beat(Role.BOT), beat(Role.WEB)], {Trouble.NO_WORKER: {"waiting": 0}}),
        (WELL, [beat(storage_is_down=True)], {Trouble.STORAGE_DOWN: {"waiting": 0}}),
        (WELL, [beat(sessions_busy=0.95)], {Trouble.SESSIONS_SHORT: {"percent": 95}}),
        (WELL, [beat(sessions_busy=0.89)], {}),
        (replace(WELL, failed_lately=2), [beat()], {Trouble.UPLOADS_FAIL: {"failed": 2}}),
        (
            replace(WELL, live={State.STORED: Queue(count=3, since=NOW - timedelta(minutes=7))}),
            [beat()],
            {Trouble.WAITING_LONG: {"minutes": 7, "waiting": 3}},
        ),
        (
            replace(WELL, live={State.ANALYSED: Queue(count=3, since=NOW - timedelta(hours=7))}),
            [beat()],
            {},
        ),
    ],
)
def test_what_is_wrong_shows_in_figures_and_heartbeats(
    overview: Overview, alive: list[Heartbeat], expected: dict[Trouble, dict[str, int]]
) -> None:
    assert troubles(overview, alive, Worries()) == expected


FIGURES = {"waiting": 2, "minutes": 5, "percent": 95, "failed": 1}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("trouble", list(Trouble))
def test_each_trouble_and_its_end_has_a_sentence(trouble: Trouble, language: str) -> None:
    needed = {
        Trouble.STORAGE_DOWN: {"waiting"},
        Trouble.WAITING_LONG: {"minutes", "waiting"},
        Trouble.NO_WORKER: {"waiting"},
        Trouble.SESSIONS_SHORT: {"percent"},
        Trouble.UPLOADS_FAIL: {"failed"},
    }
    figures = {name: FIGURES[name] for name in needed[trouble]}
    assert html(f"trouble-{trouble}", language, **figures)
    assert html(f"trouble-{trouble}-over", language, minutes=3)


def row(state: State, **changes: Any) -> Upload:
    fields: dict[str, Any] = {
        "id": uuid4(),
        "person_id": 1,
        "chat_id": 1,
        "message_id": 1,
        "document": Document(file_id="f", file_unique_id="u", name="a.csv", size=3),
        "language": "ru",
        "state": state,
        "created_at": NOW,
        "changed_at": NOW,
    }
    return Upload(**(fields | changes))


@pytest.mark.parametrize(
    ("upload", "why"),
    [
        (row(State.RECEIVED), Waiting.FOR_STORING),
        (row(State.RECEIVED, lease_until=NOW + timedelta(seconds=1)), Waiting.BEING_STORED),
        (row(State.STORED), Waiting.FOR_WORKER),
        (row(State.STORED, lease_until=NOW + timedelta(seconds=1)), Waiting.BEING_ANALYSED),
        (row(State.STORED, lease_until=NOW - timedelta(seconds=1)), Waiting.FOR_WORKER),
        (row(State.STORED, not_before=NOW + timedelta(seconds=1)), Waiting.PUT_OFF),
        (row(State.ANALYSED), Waiting.FOR_COURIER),
    ],
)
def test_an_upload_that_waits_says_for_what(upload: Upload, why: Waiting) -> None:
    assert why_waiting(upload, NOW) is why


def test_success_leaves_out_what_is_under_way_and_files_that_are_at_fault() -> None:
    today = {State.DELIVERED: 19, State.FAILED: 1, State.REJECTED: 30, State.STORED: 5}
    overview = replace(WELL, today=today, durations_s=[float(n) for n in range(1, 101)])
    assert overview.success == 0.95
    assert (overview.quantile_s(0.5), overview.quantile_s(0.95)) == (50.0, 95.0)
