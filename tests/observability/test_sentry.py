"""Errors get to Sentry with their place and the ids in hand, and with nothing that is secret or anybody's."""

import asyncio
import gzip
import json
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Final

import pytest
import typer
from aiohttp import web

from svodka.cli._serve import logged
from svodka.config import Settings
from svodka.errors import SettingsError
from svodka.observability import Masker, bind, open_logging, sentry_sink
from svodka.observability.reporting import CLOSE_S
from tests.observability.sink import Pipe, Wishes

log: Final = logging.getLogger("svodka.test")

CELLS: Final = "выручка Анны"
URL: Final = "no way to postgresql://svodka:hunter2@host/x"


@dataclass(kw_only=True)
class Sentry:
    """A stand-in: takes envelopes and keeps their events, or hangs."""

    hangs: bool = False
    dsn: str = ""
    bodies: list[bytes] = field(default_factory=list)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    end: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.bodies.append(gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body)
        self.asked.set()
        if self.hangs:
            await self.end.wait()
        return web.json_response({})

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(body.split(b"\n")[2]) for body in self.bodies]


@asynccontextmanager
async def open_sentry(*, hangs: bool = False) -> AsyncIterator[Sentry]:
    sentry = Sentry(hangs=hangs)
    application = web.Application()
    application.router.add_post("/api/42/envelope/", sentry.take)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        sentry.dsn = f"http://publickey@{host}:{port}/42"
        yield sentry
    finally:
        sentry.end.set()
        await runner.cleanup()


def fail(document: str) -> None:
    """Raise an error whose words hold a secret and whose variables hold a stranger's cells."""
    try:
        json.loads(document)
    except ValueError as error:
        raise LookupError(URL) from error


def log_errors(dsn: str) -> float:
    """Log what there is to log; return how long the end took."""
    pipe = Pipe()
    mask = Masker(["s3cr3t"])
    with open_logging(
        Wishes(), ["s3cr3t"], further=[("sentry", sentry_sink(dsn, mask))], stderr=pipe.descriptor
    ):
        pipe.flow()
        with bind(upload="0199", step="analyse", user=77, chat=77):
            log.info("nothing to report")
            try:
                fail(CELLS)
            except LookupError:
                log.exception("step failed", extra={"error": "bot123456:ABCDEFGH s3cr3t", "token": "plain"})
        begun = monotonic()
    pipe.text()
    return monotonic() - begun


async def test_an_error_is_reported_with_its_place_and_ids_and_no_secret() -> None:
    async with open_sentry() as sentry:
        await asyncio.to_thread(log_errors, sentry.dsn)

    [event] = sentry.events
    assert (event["level"], event["logger"], event["logentry"]["message"]) == (
        "error",
        "svodka.test",
        "step failed",
    )
    assert event["tags"] == {"upload": "0199", "step": "analyse"}
    cause, error = event["exception"]["values"]
    assert (cause["type"], error["type"]) == ("JSONDecodeError", "LookupError")
    assert error["stacktrace"]["frames"][-1]["function"] == "fail"
    assert error["value"] == "no way to postgresql://svodka:***@host/x"
    assert event["extra"] == {"error": "bot123456:*** ***", "token": "[Filtered]"}
    told = json.dumps(event, ensure_ascii=False)
    for secret in ("hunter2", "ABCDEFGH", "s3cr3t", "plain", CELLS, '"vars"', '"user"', ": 77"):
        assert secret not in told, secret


def end_by_an_error(dsn: str) -> None:
    with pytest.raises(typer.Exit), logged(Settings.load({"SENTRY_DSN": dsn})):
        raise LookupError(URL)


async def test_a_command_that_an_error_ends_reports_it() -> None:
    async with open_sentry() as sentry:
        await asyncio.to_thread(end_by_an_error, sentry.dsn)

    [event] = sentry.events
    assert (event["level"], event["logentry"]["message"]) == ("fatal", "ended by an error")
    assert event["exception"]["values"][-1]["type"] == "LookupError"


async def test_a_sentry_that_hangs_holds_the_end_up_for_its_deadline_and_no_longer() -> None:
    async with open_sentry(hangs=True) as sentry:
        took_s = await asyncio.to_thread(log_errors, sentry.dsn)
        assert sentry.asked.is_set()

    assert took_s < CLOSE_S + 1


async def test_one_that_is_away_disturbs_nobody() -> None:
    assert await asyncio.to_thread(log_errors, "http://publickey@127.0.0.1:1/42") < CLOSE_S + 1


def test_a_dsn_that_is_none_is_refused() -> None:
    with pytest.raises(SettingsError, match="SENTRY_DSN: should look like"):
        sentry_sink("https://example.org/", Masker())


def test_reports_that_are_wanted_without_the_package_stop_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentry_sdk", None)

    with pytest.raises(SettingsError, match=r"svodka\[sentry\]"):
        sentry_sink("https://key@example.org/1", Masker())
