"""Alive is alive; ready is what the installation needs, each thing named, and nobody waits for what hangs."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest

import svodka.web.health
from svodka.errors import PassingError
from svodka.storage import CircuitBreaker
from svodka.watching import Heartbeat, Process, Role, Vitals
from svodka.web.health import Readiness
from tests.web.conftest import Site, no_messages, open_site


async def test_a_process_that_answers_is_alive(site: Site) -> None:
    answer = await site.visitor().get("/healthz")

    assert (answer.status, json.loads(answer.text)) == (200, {"status": "ok"})


async def test_an_installation_that_has_all_it_needs_is_ready(tmp_path: Path) -> None:
    async with open_site(tmp_path, role=Role.WEB) as site:
        worker = Process(name="worker:a:1:x", role=Role.WORKER, started_at=site.app.clock())
        async with site.app.database.works() as work:
            await work.watch.beat(Heartbeat(process=worker, at=site.app.clock(), vitals=Vitals()))
        answer = await site.visitor().get("/readyz")
    assert answer.status == 200
    assert json.loads(answer.text) == {
        "ready": True,
        "checks": dict.fromkeys(["database", "migrations", "broker", "storage", "worker"], "ok"),
    }


async def test_what_is_missing_is_named_and_one_may_ask_for_less(tmp_path: Path) -> None:
    async def away() -> int:
        raise PassingError("redis://:secret@host is away")

    async with open_site(tmp_path, role=Role.WEB, queue_depth=away) as site:
        answer = await site.visitor().get("/readyz")
        less = await site.visitor().get("/readyz?check=database&check=migrations&check=storage")
        nothing = await site.visitor().get("/readyz?check=weather")

    assert answer.status == 503
    assert json.loads(answer.text) == {
        "ready": False,
        "checks": {
            "database": "ok",
            "migrations": "ok",
            "broker": "passing",
            "storage": "ok",
            "worker": "no sign of life for 30 s",
        },
    }
    assert (less.status, nothing.status) == (200, 503)


async def test_a_storage_that_is_left_alone_is_named(site: Site) -> None:
    breaker = CircuitBreaker(failures=1)
    breaker.failed()
    app = replace(site.app, objects=replace(site.app.objects, breaker=breaker))

    answers = await Readiness(app, queue_depth=no_messages).look()
    assert answers["storage"] == "storage-unavailable"
    assert answers["database"] == "ok"


async def test_what_hangs_is_not_waited_for(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(svodka.web.health, "_DEADLINE_S", 0.05)

    async def hang() -> int:
        await asyncio.Event().wait()
        return 0

    answers = await Readiness(site.app, queue_depth=hang).look()
    assert answers["broker"] == "no answer within 0.05 s"


async def test_a_bug_in_a_check_is_an_answer_too(site: Site) -> None:
    async def broken() -> int:
        raise ZeroDivisionError

    assert (await Readiness(site.app, queue_depth=broken).look())["broker"] == "internal"


async def test_whoever_asks_often_asks_once(site: Site) -> None:
    asked = 0

    async def count() -> int:
        nonlocal asked
        asked += 1
        return 0

    readiness = Readiness(site.app, queue_depth=count)
    await asyncio.gather(*(readiness.look() for _ in range(10)))
    assert asked == 1


async def test_a_database_that_is_behind_is_named(site: Site) -> None:
    async with site.app.database.engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")

    answers = await Readiness(site.app, queue_depth=no_messages).look()
    assert answers["migrations"] == "behind: run svodka migrate"
