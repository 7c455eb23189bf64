"""One upload is one trace, whichever processes it goes through, and nothing of its contents is in it."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Final
from uuid import UUID

import pytest

from svodka.observability.tracing import FLUSH_S
from svodka.rehearsal import Fleet, Plan, open_fleet
from svodka.simulator import DEFAULT_TOKEN
from tests.collector import Collector, Seen, open_collector
from tests.e2e.test_restarts import has_reports, settled, table

pytestmark = [pytest.mark.timeout(240), pytest.mark.xdist_group("processes")]

PLAN: Final = Plan(commands=("bot", "worker"), stand_in=False)


@pytest.fixture
async def collector() -> AsyncIterator[Collector]:
    async with open_collector() as collector:
        yield collector


async def one_report(fleet: Fleet, name: str = "a.csv") -> UUID:
    person = await fleet.telegram.person(name="Анна Каренина")
    await person.send_document(table(person.id), name)
    await has_reports(person, 1)
    await settled(person)
    return UUID(await fleet.ask("SELECT id::text FROM uploads"))


def tree(spans: list[Seen]) -> set[tuple[str, str, str]]:
    """Of each span: who sent it, its parent's name and its own."""
    names = {span.span_id: span.name for span in spans}
    return {(span.service, names.get(span.parent_id, span.parent_id), span.name) for span in spans}


async def test_an_upload_is_one_trace_through_bot_and_worker(collector: Collector, tmp_path: Path) -> None:
    settings = {"SVODKA_TRACES": collector.url, "SVODKA_WORKER_THREADS": "1"}
    async with open_fleet(replace(PLAN, settings=settings), folder=tmp_path) as fleet:
        upload_id = await one_report(fleet, "тайная выручка.csv")
        assert await fleet.stop() == {"bot": 0, "worker": 0}

    [(trace_id, spans)] = collector.traces.items()
    assert trace_id == upload_id.hex
    assert tree(spans) >= {
        ("svodka-bot", "", "upload"),
        ("svodka-bot", "upload", "inbox"),
        ("svodka-bot", "upload", "accept"),
        ("svodka-bot", "upload", "wait"),
        ("svodka-bot", "upload", "store"),
        ("svodka-bot", "store", "storage upload"),
        ("svodka-worker", "upload", "queue"),
        ("svodka-worker", "upload", "analyse"),
        ("svodka-worker", "analyse", "storage download"),
        ("svodka-worker", "analyse", "sandbox"),
        ("svodka-worker", "analyse", "storage upload"),
        ("svodka-bot", "upload", "say report"),
        ("svodka-bot", "upload", "delivered"),
    }
    in_order = ["upload", "accept", "store", "queue", "analyse", "say report"]
    begun = {span.name: span.begun_s for span in sorted(spans, key=lambda span: -span.begun_s)}
    assert sorted(in_order, key=lambda name: begun[name]) == in_order
    assert not [span for span in spans if span.error]
    assert {span.attributes.get("svodka.upload", str(upload_id)) for span in spans} == {str(upload_id)}
    told = b"".join(collector.bodies).decode(errors="replace")
    assert not re.search(f"выручка|Анна|shop|amount|{DEFAULT_TOKEN}|postgresql://", told)


async def test_a_collector_that_hangs_or_is_away_costs_no_file_and_no_stop(tmp_path: Path) -> None:
    async with open_collector(hangs=True) as collector:
        hanging, away = {"SVODKA_TRACES": collector.url}, {"SVODKA_TRACES": "http://127.0.0.1:1"}
        for number, settings in enumerate((hanging, away)):
            async with open_fleet(replace(PLAN, settings=settings), folder=tmp_path / str(number)) as fleet:
                await one_report(fleet)
                begun = monotonic()
                assert await fleet.stop() == {"bot": 0, "worker": 0}
                assert monotonic() - begun < 10 * FLUSH_S
                assert "stopped late" not in fleet.log
                assert "Traceback" not in fleet.log
        assert collector.asked.is_set()
