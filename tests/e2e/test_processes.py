"""A bot and two workers over PostgreSQL and Redis: whatever is killed or restarted, each file is answered once."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from time import monotonic
from typing import Final

import pytest

from svodka.rehearsal import Fleet, Plan, Process, open_fleet
from svodka.simulator import Fault, FaultKind, RemotePerson
from tests.e2e.test_restarts import called, has_reports, settled, table

pytestmark = [pytest.mark.timeout(240), pytest.mark.xdist_group("processes")]

# What a killed worker may cost the people whose files it had in hand, the analysis itself included. A lease
# lasts ten seconds, a broker left to its defaults would take minutes; between them is room for a busy machine.
TAKEN_OVER_S: Final = 60


@pytest.fixture
async def fleet(tmp_path: Path) -> AsyncIterator[Fleet]:
    plan = Plan(stand_in=False, settings={"SVODKA_WORKER_THREADS": "2"})
    async with open_fleet(plan, folder=tmp_path) as fleet:
        yield fleet
        sys.stdout.write(fleet.log)  # shown where the test fails


async def crowd(fleet: Fleet, number: int) -> list[RemotePerson]:
    return [await fleet.telegram.person(name=f"Person {n}") for n in range(number)]


async def at_work(fleet: Fleet) -> Process:
    """Wait until a worker has an analysis in hand, and return it."""
    question = "SELECT lease_owner FROM uploads WHERE state = 'stored' AND lease_owner IS NOT NULL"
    async with asyncio.timeout(30):
        while not (owner := await fleet.ask(question)):
            pass
    return next(worker for worker in fleet.workers if f":{worker.pid}:" in owner)


async def stopped_well(fleet: Fleet) -> None:
    """Stop all processes, and find nothing of theirs left over."""
    assert await fleet.stop() == {"bot": 0, "worker-1": 0, "worker-2": 0}
    assert str(await fleet.left_over()) == "nothing"


async def test_under_load_the_sessions_stay_within_the_limit(fleet: Fleet) -> None:
    """How long anybody waits for one is the machine's affair: past a second, the process's log says so."""
    people = await crowd(fleet, 20)
    async with fleet.sampled() as samples:
        await asyncio.gather(*(p.send_document(table(p.id), n) for p in people for n in ("a.csv", "b.csv")))
        await asyncio.gather(*(has_reports(person, 2) for person in people))

    assert await asyncio.gather(*map(settled, people)) == [{"a": 1, "b": 1}] * len(people)
    assert 0 < samples.most_sessions <= fleet.plan.session_limit
    names = "SELECT DISTINCT application_name FROM pg_stat_activity WHERE application_name ~ '^svodka-' ORDER BY 1"
    assert await fleet.ask(f"SELECT array_to_string(ARRAY({names}), ' ')") == "svodka-bot svodka-worker"
    await stopped_well(fleet)


async def test_a_worker_killed_in_an_analysis_costs_seconds_and_each_file_is_answered_once(
    fleet: Fleet, tmp_path: Path
) -> None:
    [person] = await crowd(fleet, 1)
    (tmp_path / "a.csv").write_bytes(large_table())
    await person.send_document(tmp_path / "a.csv")
    victim = await at_work(fleet)
    begun = monotonic()
    await victim.kill()

    await has_reports(person, 1)

    assert monotonic() - begun < TAKEN_OVER_S
    assert await settled(person) == {"a": 1}


async def test_a_bot_killed_amid_uploads_answers_each_once_when_it_is_back(fleet: Fleet) -> None:
    people = await crowd(fleet, 5)
    await fleet.telegram.inject("download", Fault(kind=FaultKind.HANG))
    await asyncio.gather(*(person.send_document(table(person.id), "a.csv") for person in people))
    await called(fleet.telegram, "download")
    await fleet.bot.kill()

    await fleet.bot.start()

    await asyncio.gather(*(has_reports(person, 1) for person in people))
    assert await asyncio.gather(*map(settled, people)) == [{"a": 1}] * len(people)


async def test_database_and_queue_restarted_amid_uploads_cost_seconds(
    fleet: Fleet,
) -> None:
    people = await crowd(fleet, 12)
    for number, person in enumerate(people):
        await person.send_document(table(person.id), "a.csv")
        if number == 4:
            await asyncio.to_thread(fleet.servers.postgres.restart)
        if number == 8:
            await asyncio.to_thread(fleet.servers.redis.restart)

    await asyncio.gather(*(has_reports(person, 1) for person in people))
    assert await asyncio.gather(*map(settled, people)) == [{"a": 1}] * len(people)
    assert '"trace"' not in fleet.log
    await stopped_well(fleet)


def large_table() -> bytes:
    """A table whose analysis takes long enough to be interrupted."""
    rows = (f"2026-01-{day % 28 + 1:02d},shop {day % 7},{day}.50" for day in range(200_000))
    return "\n".join(["date,shop,amount", *rows]).encode()
