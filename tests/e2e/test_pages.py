"""Bot, worker and web over PostgreSQL and Redis: Telegram posts to web, and web shows what all of them do."""

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from svodka.rehearsal import Fleet, Plan, open_fleet
from svodka.rehearsal.servers.ports import free_port
from tests.e2e.test_restarts import has_reports, settled, table

pytestmark = [pytest.mark.timeout(300), pytest.mark.xdist_group("processes")]

TOKEN = "a-token-of-prometheus"
# Figures come with a heartbeat, every five seconds; the rest is room for a busy machine.
SHOWN_S = 120


@pytest.fixture
async def fleet(tmp_path: Path) -> AsyncIterator[Fleet]:
    address = f"http://127.0.0.1:{free_port()}"
    settings = {
        "SVODKA_WORKER_THREADS": "1",
        "SVODKA_WEB_PORT": address.rpartition(":")[2],
        "SVODKA_WEBHOOK_URL": f"{address}/hook",
        "SVODKA_WEBHOOK_SECRET": "a-secret-of-telegram",
        "SVODKA_METRICS_TOKEN": TOKEN,
    }
    plan = Plan(commands=("web", "bot", "worker"), stand_in=False, settings=settings)
    async with open_fleet(plan, folder=tmp_path) as fleet:
        yield fleet
        sys.stdout.write(fleet.log)  # shown where the test fails


async def asked(fleet: Fleet, path: str, **headers: str) -> tuple[int, str]:
    address = f"http://127.0.0.1:{fleet.plan.settings['SVODKA_WEB_PORT']}"
    async with aiohttp.ClientSession() as session, session.get(address + path, headers=headers) as answer:
        return answer.status, await answer.text()


async def shown(fleet: Fleet, *signs: str) -> str:
    """Wait until the page of figures shows all of these."""
    async with asyncio.timeout(SHOWN_S):
        while True:
            status, text = await asked(fleet, "/metrics", Authorization=f"Bearer {TOKEN}")
            assert status == 200
            if all(re.search(sign, text) for sign in signs):
                return text


async def test_web_takes_updates_in_and_shows_what_all_processes_do(fleet: Fleet) -> None:
    person = await fleet.telegram.person(name="Анна")
    await person.send_document(table(1), "a.csv")
    await has_reports(person, 1)
    assert await settled(person) == {"a": 1}

    text = await shown(
        fleet,
        r'svodka_upload_moves_total\{[^}]*role="bot"[^}]*state="delivered"\} 1',
        r'svodka_upload_moves_total\{[^}]*role="worker"[^}]*state="analysed"\} 1',
        r'svodka_sandbox_runs_total\{outcome="done"[^}]*role="worker"\} 1',
        r'svodka_step_seconds_count\{outcome="done"[^}]*role="bot",step="store"\} 1',
        r'svodka_http_request_seconds_count\{[^}]*role="web",route="/hook",status="200"\} [1-9]',
        r'svodka_telegram_calls_total\{outcome="ok"[^}]*role="bot"\} [1-9]',
    )
    assert 'svodka_uploads_today{state="delivered"} 1' in text
    assert set(re.findall(r'svodka_heartbeat_age_seconds\{.*?role="(\w+)"', text)) == {"bot", "worker", "web"}
    status, ready = await asked(fleet, "/readyz")
    assert (status, json.loads(ready)["ready"]) == (200, True)


async def test_a_worker_that_stopped_is_missed_at_once(fleet: Fleet) -> None:
    await shown(fleet, r'svodka_heartbeat_age_seconds\{[^}]*role="worker"')
    await fleet.workers[0].stop()

    async def answers() -> Any:
        status, text = await asked(fleet, "/readyz")
        return status, json.loads(text)["checks"]["worker"]

    async with asyncio.timeout(SHOWN_S):
        while (await answers()) != (503, "no sign of life for 30 s"):
            pass
    assert (await asked(fleet, "/readyz?check=database&check=migrations"))[0] == 200
    assert await fleet.stop() == {"web": 0, "bot": 0}
