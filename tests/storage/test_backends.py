"""One contract for every backend: whole objects or none, streams both ways, and nothing left behind."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from svodka.errors import FileTooLargeError, ObjectNotFoundError, PassingError, StorageError
from svodka.storage import Backend, ObjectInfo, Place, S3Place, StorageService, SupabasePlace, open_storage
from tests.storage.conftest import RULES, chunks_of

KEY = "7/2026/11/01a20d1a-74fd-7589-b4bf-e1ae1817aa1e.csv"
LARGE = 6 * 1024 * 1024 + 1
SIZES = [0, 1, 300_000, LARGE]


@pytest.fixture(params=["local", "supabase", "s3"])
def place_of_backend(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "local":
        return tmp_path / "objects"
    if request.param == "s3":
        bucket: S3Place = request.getfixturevalue("s3_place")
        return bucket
    place: SupabasePlace = request.getfixturevalue("place")
    return replace(place, answer_deadline_s=10)


@pytest.fixture
async def service(place_of_backend: Place, scratch: Path) -> AsyncIterator[StorageService]:
    rules = replace(RULES, upload_deadline_s=10, download_deadline_s=11)
    async with open_storage(place_of_backend, scratch=scratch, rules=rules) as service:
        yield service


@pytest.fixture
def backend(service: StorageService) -> Backend:
    return service.backend


def content_of(size: int) -> bytes:
    return (bytes(range(251)) * (size // 251 + 1))[:size]


async def whole(backend: Backend, key: str) -> bytes:
    async with backend.get(key) as chunks:
        return b"".join([chunk async for chunk in chunks])


@pytest.mark.parametrize("size", SIZES)
async def test_what_was_put_comes_back_whole(backend: Backend, size: int) -> None:
    content = content_of(size)

    await backend.put(KEY, chunks_of(content), size=size, name="Выписка по счёту.csv")

    assert await whole(backend, KEY) == content
    info = await backend.stat(KEY)
    assert info is not None
    assert info.size == size


async def test_what_is_not_there_is_said_to_be_missing_and_may_be_deleted(backend: Backend) -> None:
    await backend.delete(KEY)

    assert await backend.stat(KEY) is None
    with pytest.raises(ObjectNotFoundError):
        await whole(backend, KEY)


async def test_what_was_deleted_is_gone(backend: Backend) -> None:
    await backend.put(KEY, chunks_of(b"a;b"), size=3, name="a.csv")

    await backend.delete(KEY)

    assert await backend.stat(KEY) is None


@dataclass(frozen=True)
class Watched:
    """A backend that tells the keys it was asked to keep something under."""

    backend: Backend
    keys: list[str] = field(default_factory=list)

    async def put(self, key: str, chunks: AsyncIterator[bytes], *, size: int, name: str) -> None:
        self.keys.append(key)
        await self.backend.put(key, chunks, size=size, name=name)

    def get(self, key: str) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        return self.backend.get(key)

    async def stat(self, key: str) -> ObjectInfo | None:
        return await self.backend.stat(key)

    async def delete(self, key: str) -> None:
        await self.backend.delete(key)

    async def link(self, key: str, *, seconds: float, name: str) -> str | None:
        return await self.backend.link(key, seconds=seconds, name=name)


@pytest.mark.parametrize("size", [300_000, LARGE])
async def test_an_upload_that_is_cancelled_leaves_no_object_and_no_task(
    service: StorageService, size: int
) -> None:
    stalled = asyncio.Event()
    watched = Watched(service.backend)
    service = replace(service, backend=watched)

    async def stalling() -> AsyncIterator[bytes]:
        for chunk in (content_of(size // 2), content_of(10), content_of(10)):
            yield chunk
        stalled.set()
        await asyncio.Event().wait()

    tasks = asyncio.all_tasks()
    upload = asyncio.create_task(service.upload_stream(stalling(), size=size, user_id=7, filename="a.csv"))
    await stalled.wait()
    upload.cancel()
    await asyncio.wait([upload])

    assert upload.cancelled()
    assert [task for task in asyncio.all_tasks() - tasks if not is_of_a_server(task)] == []
    assert [await service.backend.stat(key) for key in watched.keys] == [None]


def is_of_a_server(task: asyncio.Task[object]) -> bool:
    return "RequestHandler" in repr(task.get_coro())


async def test_reading_may_be_broken_off(backend: Backend) -> None:
    content = content_of(LARGE)
    await backend.put(KEY, chunks_of(content), size=LARGE, name="a.csv")

    async with backend.get(KEY) as chunks:
        first = await anext(chunks)

    assert content.startswith(first)
    assert await whole(backend, KEY) == content


async def test_a_source_that_fails_says_so_itself_and_leaves_nothing(service: StorageService) -> None:
    async def failing() -> AsyncIterator[bytes]:
        yield b"x" * 300_000
        yield b"x" * 300_000
        raise PassingError("telegram broke off")

    with pytest.raises(PassingError, match="telegram broke off"):
        await service.upload_stream(failing(), size=900_000, user_id=7, filename="a.csv")

    assert not service.breaker.is_open


@pytest.mark.parametrize(("size", "error"), [(10, FileTooLargeError), (30 << 20, FileTooLargeError)])
async def test_a_file_over_the_limit_is_refused_however_long_it_said_it_was(
    service: StorageService, size: int, error: type[Exception]
) -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield bytes(1 << 20)

    with pytest.raises(error):
        await service.upload_stream(endless(), size=size, user_id=7, filename="a.csv")


@pytest.mark.parametrize("size", [100_000, 299_999, 300_001, 400_000])
async def test_a_stream_of_another_length_than_was_said_is_not_kept(
    service: StorageService, size: int
) -> None:
    with pytest.raises(StorageError, match="announced"):
        await service.upload_stream(chunks_of(bytes(300_000)), size=size, user_id=7, filename="a.csv")


async def test_a_stream_of_unknown_length_is_kept_and_leaves_no_temporary_file(
    service: StorageService,
) -> None:
    key = await service.upload_stream(chunks_of(bytes(300_000)), size=None, user_id=7, filename="Отчёт.csv")

    assert list(service.scratch.iterdir()) == []
    assert (await service.download_csv_to_temp(key)).read_bytes() == bytes(300_000)


async def test_many_uploads_at_once_are_all_kept(service: StorageService) -> None:
    async with asyncio.TaskGroup() as group:
        uploads = [group.create_task(service.upload_csv(bytes(50_000), n, "a.csv")) for n in range(100)]

    assert len({upload.result() for upload in uploads}) == 100


async def test_files_of_ours_are_kept_each_under_its_key(
    service: StorageService, backend: Backend, tmp_path: Path
) -> None:
    contents = [content_of(size) for size in SIZES]
    files = {}
    for number, content in enumerate(contents):
        path = tmp_path / f"{number}.csv"
        path.write_bytes(content)
        files[service.new_key(7, path.name)] = path

    await service.upload_results(files)

    assert [await whole(backend, key) for key in files] == contents
    await service.upload_results({})
