"""Processes that start while the queue or the database is away: they wait for it, say so, and then do their work."""

import asyncio
from pathlib import Path

import pytest

from svodka.rehearsal import Fleet, Plan, open_fleet
from tests.e2e.test_restarts import has_reports, table

pytestmark = [pytest.mark.timeout(200), pytest.mark.xdist_group("processes")]

PATIENCE_S = 100


async def logged(fleet: Fleet, words: str) -> None:
    """Wait until one of the processes has logged the words."""
    async with asyncio.timeout(PATIENCE_S):
        while words not in fleet.log:  # noqa: ASYNC110  # nothing rings when a line comes
            await asyncio.sleep(0.05)


async def test_redis_away_at_the_start_costs_no_file(tmp_path: Path) -> None:
    async with open_fleet(Plan(commands=("bot", "worker")), folder=tmp_path, start=False) as fleet:
        await asyncio.to_thread(fleet.servers.redis.kill)
        await fleet.start()
        person = await fleet.telegram.person()
        await person.send_document(table(1), "a.csv")
        await logged(fleet, '"state": "stored"')

        await asyncio.to_thread(fleet.servers.redis.start)

        await has_reports(person, 1, PATIENCE_S)
        assert '"trace"' not in fleet.log
        assert set((await fleet.stop()).values()) == {0}


async def test_postgres_away_at_the_start_is_waited_for(tmp_path: Path) -> None:
    async with open_fleet(Plan(commands=("bot", "worker")), folder=tmp_path, start=False) as fleet:
        person = await fleet.telegram.person()
        await asyncio.to_thread(fleet.servers.postgres.stop)
        starting = asyncio.create_task(fleet.start())
        await logged(fleet, "database is away")
        await person.send_document(table(1), "a.csv")

        await asyncio.to_thread(fleet.servers.postgres.start)
        await starting

        await has_reports(person, 1, PATIENCE_S)
        assert '"trace"' not in fleet.log
        assert set((await fleet.stop()).values()) == {0}
