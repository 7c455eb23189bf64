"""The server is a part of a process: it says where it listens, logs without secrets, and stops with what is under way."""

import asyncio
import logging
from pathlib import Path

import aiohttp
import pytest

from svodka.app import open_app
from svodka.config import Settings
from svodka.errors import SettingsError
from svodka.observability.metrics import Meters
from svodka.web import open_web
from svodka.web.wrapping import Wrapping
from tests.web.conftest import Site, no_messages


async def test_a_port_that_is_taken_stops_the_start_with_one_line(site: Site, tmp_path: Path) -> None:
    port = site.address.rpartition(":")[2]
    settings = Settings.load({"SVODKA_DATA_DIR": str(tmp_path / "other"), "SVODKA_WEB_PORT": port})
    async with open_app(settings) as app:
        with pytest.raises(SettingsError, match="SVODKA_WEB_PORT: cannot listen there"):
            async with open_web(app, queue_depth=no_messages):
                pass


async def test_a_request_under_way_is_answered_when_the_process_stops(tmp_path: Path) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow() -> int:
        begun.set()
        await go_on.wait()
        return 0

    settings = Settings.load({"SVODKA_DATA_DIR": str(tmp_path / "var"), "SVODKA_WEB_PORT": "0"})
    async with open_app(settings) as app, aiohttp.ClientSession() as session:
        async with open_web(app, queue_depth=slow) as address:
            asking = asyncio.create_task(session.get(f"{address}/readyz?check=database"))
            await begun.wait()
            asyncio.get_running_loop().call_later(0.1, go_on.set)
        answer = await asking
        assert answer.status == 200
        answer.release()


async def test_the_log_has_the_route_and_an_id_but_no_path(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "svodka.web"):
        await site.visitor().get("/r/some-secret-token?x=1")
    [record] = [record for record in caplog.records if record.getMessage() == "request"]

    assert (vars(record)["route"], vars(record)["status"]) == ("/r/{token}", 404)
    assert "some-secret-token" not in str(vars(record))


async def test_who_hangs_up_is_no_trouble(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    host, port = site.address.removeprefix("http://").split(":")
    with caplog.at_level(logging.INFO, "svodka.web"):
        _, writer = await asyncio.open_connection(host, int(port))
        writer.write(b"POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf")
        await writer.drain()
        await site.visitor().get("/healthz")  # what was sent before has arrived by now
        writer.close()
        await writer.wait_closed()
        async with asyncio.timeout(10):
            while "request" not in caplog.messages:
                await site.visitor().get("/healthz")
    assert "request failed" not in caplog.messages


async def test_a_bug_is_an_empty_answer_and_a_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    said = []

    async def broken(*_: object) -> None:
        raise ZeroDivisionError

    async def hear() -> dict[str, object]:
        return {"type": "http.request", "body": b""}

    async def say(message: dict[str, object]) -> None:
        said.append(message)

    scope = {"type": "http", "path": "/x", "method": "GET", "scheme": "https", "headers": []}
    meters = Meters()
    await Wrapping(broken, meters=meters)(scope, hear, say)  # type: ignore[arg-type]  # plain dicts will do

    assert said[0]["status"] == 500
    assert (b"strict-transport-security", b"max-age=31536000") in said[0]["headers"]  # type: ignore[operator]  # a list
    assert said[1]["body"] == b""
    assert "request failed" in caplog.messages
    labels = {"route": "other", "status": "500"}
    assert meters.registry.get_sample_value("svodka_http_request_seconds_count", labels) == 1
