"""What the storage service promises: whole objects or none, deadlines that end things, sizes that count."""

import asyncio
import logging
import resource
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pytest

from svodka.errors import (
    FileTooLargeError,
    ObjectNotFoundError,
    ScratchError,
    StorageTimeoutError,
    StorageUnavailableError,
)
from svodka.storage import ObjectInfo, RetryRules, StorageRules, StorageService, open_storage
from tests.storage.conftest import chunks_of

RULES: Final = StorageRules(
    upload_deadline_s=1,
    download_deadline_s=1,
    max_upload_bytes=1 << 20,
    retry=RetryRules(first_pause_s=0.01, longest_pause_s=0.05),
)


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[StorageService]:
    (tmp_path / "scratch").mkdir()
    async with open_storage(tmp_path / "objects", scratch=tmp_path / "scratch", rules=RULES) as service:
        yield service


def objects(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "objects").rglob("*") if path.is_file()]


async def never_ending() -> AsyncIterator[bytes]:
    yield b"x" * 100_000
    await asyncio.Event().wait()


@dataclass(frozen=True)
class StuckBackend:
    """A backend that never answers, but says when it was asked and when it was left."""

    asked: asyncio.Event
    left: asyncio.Event

    async def put(self, key: str, chunks: AsyncIterator[bytes], *, size: int, name: str) -> None:
        await self._stick()

    @asynccontextmanager
    async def get(self, key: str) -> AsyncIterator[AsyncIterator[bytes]]:
        await self._stick()
        yield never_ending()

    async def stat(self, key: str) -> ObjectInfo | None:
        return None

    async def delete(self, key: str) -> None:
        await self._stick()

    async def link(self, key: str, *, seconds: float, name: str) -> str | None:
        return None

    async def _stick(self) -> None:
        self.asked.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.left.set()


async def test_what_was_kept_comes_back_whole(storage: StorageService) -> None:
    content = bytes(range(256)) * 3000
    key = await storage.upload_csv(content, 7, "Выписка по счёту.CSV")

    path = await storage.download_csv_to_temp(key)

    assert path.read_bytes() == content
    assert path.parent == storage.scratch
    assert path.suffix == ".csv"


async def test_a_key_is_ours_ascii_and_without_the_persons_name(storage: StorageService) -> None:
    keys = [await storage.upload_csv(b"x", 7, name) for name in ("Отчёт.csv", "Отчёт.csv", "x.очень", "..")]

    assert len(set(keys)) == 4
    assert all(key.isascii() and key.startswith("7/") and ".." not in key for key in keys)


async def test_a_file_on_disk_is_kept_like_one_in_memory(storage: StorageService, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"a;b")
    of_ours = storage.new_key(7, "a.csv")
    await storage.upload_results({of_ours: tmp_path / "a.csv"})
    for key in (await storage.upload_csv_from_file(tmp_path / "a.csv", 7, "a.csv"), of_ours):
        assert (await storage.download_csv_to_temp(key)).read_bytes() == b"a;b"


async def test_exactly_the_limit_passes_and_one_byte_more_is_refused(
    storage: StorageService, tmp_path: Path
) -> None:
    await storage.upload_csv(b"x" * RULES.max_upload_bytes, 7, "a.csv")
    with pytest.raises(FileTooLargeError) as caught:
        await storage.upload_csv(b"x" * (RULES.max_upload_bytes + 1), 7, "a.csv")
    assert caught.value.figures == {"limit_mb": 1}
    assert len(objects(tmp_path)) == 1


async def test_a_size_that_was_a_lie_shows_while_it_flows_and_leaves_nothing(
    storage: StorageService, tmp_path: Path
) -> None:
    async def more_than_said() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 100_000

    with pytest.raises(FileTooLargeError):
        await storage.upload_stream(more_than_said(), size=10, user_id=7, filename="a.csv")
    assert objects(tmp_path) == []


async def test_an_upload_that_trickles_ends_at_its_deadline_and_leaves_nothing(
    storage: StorageService, tmp_path: Path
) -> None:
    with pytest.raises(StorageTimeoutError, match="upload took longer than 1 s"):
        await storage.upload_stream(never_ending(), size=None, user_id=7, filename="a.csv")
    assert objects(tmp_path) == []


async def test_a_cancelled_upload_leaves_nothing(storage: StorageService, tmp_path: Path) -> None:
    begun = asyncio.Event()

    async def chunks() -> AsyncIterator[bytes]:
        yield b"x" * 100_000
        begun.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(storage.upload_stream(chunks(), size=None, user_id=7, filename="a.csv"))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert objects(tmp_path) == []


@pytest.mark.parametrize("operation", ["upload", "download", "delete"])
async def test_a_storage_that_hangs_is_really_let_go_of(storage: StorageService, operation: str) -> None:
    stuck = StuckBackend(asyncio.Event(), asyncio.Event())
    rules = StorageRules(upload_deadline_s=0.05, download_deadline_s=0.05, delete_deadline_s=0.05)
    service = replace(storage, backend=stuck, rules=rules)
    with pytest.raises(StorageTimeoutError, match=operation):
        match operation:
            case "upload":
                await service.upload_csv(b"x", 7, "a.csv")
            case "download":
                await service.download_csv_to_temp("7/a.csv")
            case _:
                await service.delete_csv("7/a.csv")
    assert stuck.asked.is_set()
    assert stuck.left.is_set()
    assert list(storage.scratch.iterdir()) == []


async def test_a_slow_download_is_a_warning_to_the_operator(
    storage: StorageService, caplog: pytest.LogCaptureFixture
) -> None:
    key = await storage.upload_csv(b"x", 7, "a.csv")
    impatient = replace(storage, rules=replace(RULES, download_warning_s=0.0))
    with caplog.at_level(logging.WARNING):
        await impatient.download_csv_to_temp(key)
    assert [record.message for record in caplog.records] == ["slow download"]


@pytest.fixture
def full_disk() -> Iterator[None]:
    """No file may grow over a few bytes: what a full disk does, without filling one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_a_full_disk_under_the_objects_passes_and_nothing_is_left(
    storage: StorageService, tmp_path: Path, full_disk: None
) -> None:
    with pytest.raises(StorageUnavailableError, match="disk failed"):
        await storage.upload_csv(bytes(500_000), 7, "a.csv")
    assert objects(tmp_path) == []


async def test_a_full_disk_under_the_temporary_files_passes_and_is_not_the_storages_fault(
    storage: StorageService, request: pytest.FixtureRequest
) -> None:
    key = await storage.upload_csv(bytes(500_000), 7, "a.csv")
    request.getfixturevalue("full_disk")
    for _ in range(6):
        with pytest.raises(ScratchError):
            await storage.download_csv_to_temp(key)
        with pytest.raises(ScratchError):
            await storage.upload_stream(chunks_of(bytes(500_000)), size=None, user_id=7, filename="a.csv")

    assert not storage.breaker.is_open
    assert list(storage.scratch.iterdir()) == []


async def test_a_folder_for_temporary_files_that_is_gone_passes(storage: StorageService) -> None:
    key = await storage.upload_csv(b"x", 7, "a.csv")
    storage.scratch.rmdir()

    with pytest.raises(ScratchError):
        await storage.download_csv_to_temp(key)


async def test_a_missing_object_is_said_to_be_missing_and_deleting_it_is_no_error(
    storage: StorageService,
) -> None:
    await storage.delete_csv("7/none.csv")
    with pytest.raises(ObjectNotFoundError):
        await storage.download_csv_to_temp("7/none.csv")
    assert list(storage.scratch.iterdir()) == []


async def test_a_deleted_object_is_gone(storage: StorageService, tmp_path: Path) -> None:
    key = await storage.upload_csv(b"x", 7, "a.csv")
    await storage.delete_csv(key)
    assert objects(tmp_path) == []


async def test_what_a_killed_process_left_half_written_is_swept(tmp_path: Path) -> None:
    (tmp_path / "objects" / "7").mkdir(parents=True)
    (tmp_path / "objects" / "7" / "a.csv#1").write_bytes(b"half")
    (tmp_path / "objects" / "7" / "b.csv").write_bytes(b"whole")
    async with open_storage(tmp_path / "objects", scratch=tmp_path, rules=RULES):
        assert [path.name for path in objects(tmp_path)] == ["b.csv"]
