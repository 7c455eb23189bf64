"""What only the local directory does: it makes sure of an object, and keeps none that nobody hears of."""

import asyncio
import os
import threading
from pathlib import Path

import pytest

import svodka.storage.local
from svodka.storage.local import make_local_backend
from tests.storage.conftest import chunks_of


async def test_an_object_whose_upload_is_cancelled_on_its_way_to_the_disk_is_not_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushing, loop, go_on = asyncio.Event(), asyncio.get_running_loop(), threading.Event()

    def slow_disk(*_: Path) -> None:
        loop.call_soon_threadsafe(flushing.set)
        go_on.wait(10)

    monkeypatch.setattr(svodka.storage.local, "_flush", slow_disk)
    backend = make_local_backend(tmp_path)
    put = asyncio.create_task(backend.put("7/a.csv", chunks_of(b"a;b"), size=3, name="a.csv"))
    await flushing.wait()

    put.cancel()
    await asyncio.wait([put])
    go_on.set()

    assert put.cancelled()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


async def test_an_object_is_on_the_disk_with_the_names_of_all_its_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forced: list[Path] = []
    monkeypatch.setattr(os, "fsync", lambda fd: forced.append(Path(f"/proc/self/fd/{fd}").readlink()))
    root = tmp_path / "objects"

    await make_local_backend(root).put("7/2026/a.csv", chunks_of(b"a;b"), size=3, name="a.csv")

    assert forced == [root / "7/2026/a.csv", root / "7/2026", root / "7", root]
