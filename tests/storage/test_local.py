"""What only the local directory does: it makes sure of an object, and keeps none that nobody hears of."""

import asyncio
import os
import threading
from pathlib import Path

import pytest

from svodka.errors import StorageUnavailableError
from svodka.storage.local import make_local_backend
from tests.storage.conftest import chunks_of


async def test_an_object_whose_upload_is_cancelled_on_its_way_to_the_disk_is_not_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushing, loop, go_on = asyncio.Event(), asyncio.get_running_loop(), threading.Event()

    def slow_disk(_fd: int) -> None:
        loop.call_soon_threadsafe(flushing.set)
        go_on.wait(10)

    monkeypatch.setattr(os, "fsync", slow_disk)
    backend = make_local_backend(tmp_path)
    put = asyncio.create_task(backend.put("7/a.csv", chunks_of(b"a;b"), size=3, name="a.csv"))
    await flushing.wait()

    put.cancel()
    await asyncio.wait([put])
    go_on.set()
    await loop.shutdown_default_executor()

    assert put.cancelled()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


async def test_an_object_is_on_the_disk_with_the_names_of_all_its_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forced: list[Path] = []
    monkeypatch.setattr(os, "fsync", lambda fd: forced.append(Path(f"/proc/self/fd/{fd}").readlink()))
    root = tmp_path / "objects"

    backend = make_local_backend(root)
    await backend.put("7/2026/a.csv", chunks_of(b"a;b"), size=3, name="a.csv")
    first, forced = forced, []
    await backend.put("7/2026/b.csv", chunks_of(b"a;b"), size=3, name="b.csv")

    halves = [path.with_name(path.name.partition("#")[0]) for path in (first.pop(0), forced.pop(0))]
    assert halves == [root / "7/2026/a.csv", root / "7/2026/b.csv"]
    assert first == [root / "7/2026", root / "7", root]
    assert forced == [root / "7/2026"], "those above are on the disk already"


async def test_a_large_object_is_written_in_pieces_and_comes_back_whole(tmp_path: Path) -> None:
    content = b"".join(bytes([number]) * 700_000 for number in range(5))
    backend = make_local_backend(tmp_path)

    await backend.put("7/a.csv", chunks_of(content), size=len(content), name="a.csv")

    async with backend.get("7/a.csv") as chunks:
        assert b"".join([chunk async for chunk in chunks]) == content
    assert [path.name for path in (tmp_path / "7").iterdir()] == ["a.csv"]


async def test_a_half_written_object_that_is_swept_away_is_no_missing_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = make_local_backend(tmp_path)
    monkeypatch.setattr(os, "fsync", lambda _fd: make_local_backend(tmp_path))

    with pytest.raises(StorageUnavailableError, match="swept"):
        await backend.put("7/a.csv", chunks_of(b"a;b"), size=3, name="a.csv")

    assert not any(path.is_file() for path in tmp_path.rglob("*"))


async def test_of_files_that_are_not_all_kept_none_is_left(tmp_path: Path) -> None:
    first, missing = tmp_path / "a.csv", tmp_path / "none.csv"
    first.write_bytes(b"a;b")
    backend = make_local_backend(tmp_path / "objects")

    with pytest.raises(StorageUnavailableError):
        await backend.put_files({"7/a.csv": first, "7/b.csv": missing})

    assert not any(path.is_file() for path in (tmp_path / "objects").rglob("*"))
