"""Spans say how a piece of work went by ids and codes; nobody has to have the packages who wants no traces."""

import asyncio
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Final
from uuid import UUID

import pytest
from uuid6 import uuid7

from svodka.errors import EmptyFileError, SettingsError
from svodka.observability.tracing import FLUSH_S, Tracer, open_tracing
from tests.collector import Seen, open_collector

MOMENT: Final = datetime(2026, 3, 31, 12, tzinfo=UTC)


class Drawing:
    """What a test draws: a piece that ends with an error, if any."""

    def __init__(self, error: BaseException | None = None) -> None:
        self._error = error

    async def __call__(self, tracer: Tracer, upload_id: UUID) -> None:
        try:
            with tracer.piece("analyse", upload_id, attributes={"attempt": 1}, waited=("queue", MOMENT)):
                tracer.took("storage download", 0.5, "storage-timeout")
                with tracer.part("sandbox"):
                    if self._error is not None:
                        raise self._error
        except (Exception, asyncio.CancelledError):
            assert self._error is not None


async def drawn(draw: Drawing, upload_id: UUID) -> dict[str, Seen]:
    async with open_collector() as collector:
        async with open_tracing(collector.url, service="svodka-test", process="p") as tracer:
            await draw(tracer, upload_id)
        return {span.name: span for span in collector.traces[upload_id.hex]}


async def test_a_step_is_drawn_with_its_wait_and_its_parts() -> None:
    spans = await drawn(Drawing(), upload_id := uuid7())

    step, root = spans["analyse"], f"{upload_id.int % 2**64:016x}"
    assert (step.parent_id, spans["queue"].parent_id) == (root, root)
    assert {spans["sandbox"].parent_id, spans["storage download"].parent_id} == {step.span_id}
    assert step.attributes == {"svodka.upload": str(upload_id), "svodka.attempt": 1}
    assert spans["queue"].begun_s == MOMENT.timestamp()
    assert spans["storage download"].ended_s - spans["storage download"].begun_s == pytest.approx(0.5)
    assert {name: span.error for name, span in spans.items() if span.error} == {
        "storage download": "storage-timeout"
    }


@pytest.mark.parametrize(
    ("error", "code"),
    [(EmptyFileError("secret.csv is empty"), "empty-file"), (LookupError("secret"), "LookupError")],
)
async def test_an_error_is_told_by_its_code_and_never_by_its_words(error: Exception, code: str) -> None:
    spans = await drawn(Drawing(error), uuid7())

    assert {spans["sandbox"].error, spans["analyse"].error} == {code}
    assert "secret" not in repr(spans)


async def test_work_that_is_stopped_is_no_error() -> None:
    spans = await drawn(Drawing(asyncio.CancelledError()), uuid7())

    assert (spans["analyse"].error, spans["analyse"].attributes["svodka.outcome"]) == ("", "stopped")


async def test_an_upload_begins_with_the_update_that_brought_it_and_ends_with_its_life() -> None:
    async def life(tracer: Tracer, upload_id: UUID) -> None:
        tracer.accepted(uuid7())  # taken up again by an operator: it has a root already
        with tracer.update(7, received_at=MOMENT):
            tracer.accepted(upload_id)
        tracer.ended(upload_id, "failed", 60.0, "given-up")

    async with open_collector() as collector:
        async with open_tracing(collector.url, service="svodka-test", process="p") as tracer:
            await life(tracer, upload_id := uuid7())
        [spans] = collector.traces.values()
    told = {span.name: span for span in spans}

    assert told["upload"].parent_id == ""
    assert told["upload"].attributes == {"svodka.upload": str(upload_id), "svodka.update": 7}
    assert {told[name].parent_id for name in ("inbox", "accept", "failed")} == {told["upload"].span_id}
    assert told["upload"].begun_s == told["inbox"].begun_s == MOMENT.timestamp()
    assert told["failed"].error == "given-up"
    assert told["failed"].ended_s - told["failed"].begun_s == pytest.approx(60)


async def test_a_collector_that_hangs_holds_the_end_up_for_its_deadline_and_no_longer() -> None:
    async with open_collector(hangs=True) as collector:
        async with open_tracing(collector.url, service="svodka-test", process="p") as tracer:
            begun = monotonic()
            for _ in range(5_000):  # more than the queue holds
                with tracer.piece("analyse", uuid7()):
                    pass
            drawn_at = monotonic()
        ended = monotonic()

    assert ended - drawn_at < FLUSH_S + 1
    assert drawn_at - begun < 30


async def test_a_forked_process_sends_spans_of_its_own() -> None:
    script = """
import os, sys, uuid
from svodka.observability.spans import Sending
sending = Sending(sys.argv[1], service="svodka-test", process="p")
child = os.fork()
with sending.tracer.piece("child" if child == 0 else "parent", uuid.UUID(int=2**127 + 1)):
    pass
sending.close()
if child:
    assert os.waitpid(child, 0)[1] == 0
os._exit(0)
"""
    async with open_collector() as collector:
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", script, collector.url)
        assert await process.wait() == 0
        assert sorted(span.name for span in collector.spans) == ["child", "parent"]


async def test_traces_that_are_wanted_without_their_packages_stop_the_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, "svodka.observability.spans", raising=False)
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)

    with pytest.raises(SettingsError, match=r"svodka\[tracing\]"):
        async with open_tracing("http://127.0.0.1:1", service="svodka-test", process="p"):
            pass


def test_nothing_of_opentelemetry_is_imported_where_no_traces_are_wanted(tmp_path: Path) -> None:
    script = """
import asyncio, sys
from svodka.app import open_app
from svodka.config import Settings
async def run():
    async with open_app(Settings.load({"SVODKA_DATA_DIR": sys.argv[1]})):
        print([name for name in sys.modules if name.startswith(("opentelemetry.sdk", "opentelemetry.exporter"))])
asyncio.run(run())
"""
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
