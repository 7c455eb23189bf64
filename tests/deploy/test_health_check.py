"""A container is found well while its process shows signs of life and its pages, where there are any, answer."""

import os
import runpy
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[2] / "deploy" / "healthcheck.py"


class Pages(BaseHTTPRequestHandler):
    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status if self.path == "/healthz" else 404)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    with HTTPServer(("127.0.0.1", 0), Pages) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def checked(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *words: str,
    port: int | None = None,
    shown_ago_s: float | None = 1,
) -> int:
    sign = tmp_path / f"alive-{words[-1]}"
    if shown_ago_s is not None:
        sign.touch()
        os.utime(sign, (time.time() - shown_ago_s,) * 2)
    monkeypatch.setenv("SVODKA_DATA_DIR", str(tmp_path))
    (tmp_path / "cmdline").write_bytes(b"\0".join(word.encode() for word in ("python", *words)) + b"\0")
    monkeypatch.setenv("SVODKA_WEB_PORT", str(port or ""))
    return int(runpy.run_path(str(SCRIPT))["main"](tmp_path / "cmdline"))


def test_pages_that_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    assert checked(tmp_path, monkeypatch, "svodka", "web", port=port) == 0
    assert checked(tmp_path, monkeypatch, "svodka", "run", port=port) == 0


@pytest.mark.usefixtures("port")
def test_pages_that_do_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert checked(tmp_path, monkeypatch, "svodka", "web", port=1) == 1


def test_no_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert checked(tmp_path, monkeypatch, "svodka", "worker", port=1) == 0
    assert checked(tmp_path, monkeypatch, "svodka", "run") == 0


@pytest.mark.parametrize("role", ["bot", "worker", "run"])
def test_a_process_that_is_alive_but_stuck(
    role: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert checked(tmp_path, monkeypatch, "svodka", role, shown_ago_s=None) == 1
    assert checked(tmp_path, monkeypatch, "svodka", role, shown_ago_s=60) == 0
    assert checked(tmp_path, monkeypatch, "svodka", role, shown_ago_s=120) == 1


@pytest.mark.usefixtures("port")
def test_pages_that_answer_for_a_process_that_is_stuck(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, port: int
) -> None:
    assert checked(tmp_path, monkeypatch, "svodka", "web", port=port, shown_ago_s=120) == 1


def test_a_migration_needs_no_sign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert checked(tmp_path, monkeypatch, "svodka", "migrate", shown_ago_s=None) == 0
