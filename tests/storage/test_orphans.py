"""One contract for every backend: an upload cut off leaves at most the object of the key that was chosen for it.

So whoever wrote the key down can take what has come, or delete it, and nothing is ever left that nobody names.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from svodka.errors import ObjectExistsError, StorageTimeoutError
from svodka.rehearsal.servers.storage import BUCKET, Fault, StandIn
from svodka.storage import Backend, ObjectInfo, Place, S3Place, StorageService, SupabasePlace, open_storage
from svodka.storage.s3 import S3Backend
from tests.storage.conftest import RULES, chunks_of

LARGE = 6 * 1024 * 1024 + 1


@dataclass(frozen=True)
class Kept:
    """A service, and a way to see the objects of its place."""

    service: StorageService
    keys: Callable[[], Awaitable[set[str]]]


@pytest.fixture(params=["local", "supabase", "s3"])
def place_and_standin(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Place, StandIn | None]:
    if request.param == "local":
        return tmp_path / "objects", None
    if request.param == "s3":
        bucket: S3Place = request.getfixturevalue("s3_place")
        return bucket, None
    project: SupabasePlace = request.getfixturevalue("place")
    return replace(project, answer_deadline_s=10), request.getfixturevalue("standin")


@pytest.fixture
async def kept(
    place_and_standin: tuple[Place, StandIn | None], tmp_path: Path, scratch: Path
) -> AsyncIterator[Kept]:
    place, standin = place_and_standin

    async def keys() -> set[str]:
        if standin is not None:
            return {key.removeprefix(f"{BUCKET}/") for key in standin.objects}
        if isinstance(service.backend, S3Backend):
            return {meta["path"] for meta in service.backend.store.list().collect()}
        root = tmp_path / "objects"
        return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}

    async with open_storage(place, scratch=scratch, rules=replace(RULES, upload_deadline_s=10)) as service:
        yield Kept(service, keys)


@dataclass(frozen=True)
class Mute:
    """A backend whose `put` does its work and never answers."""

    backend: Backend
    done: asyncio.Event = field(default_factory=asyncio.Event)

    async def put(self, key: str, chunks: AsyncIterator[bytes], *, size: int, name: str) -> None:
        await self.backend.put(key, chunks, size=size, name=name)
        self.done.set()
        await asyncio.Event().wait()

    def get(self, key: str) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        return self.backend.get(key)

    async def stat(self, key: str) -> ObjectInfo | None:
        return await self.backend.stat(key)

    async def delete(self, key: str) -> None:
        await self.backend.delete(key)

    async def link(self, key: str, *, seconds: float, name: str) -> str | None:
        return await self.backend.link(key, seconds=seconds, name=name)


async def upload(service: StorageService, key: str, size: int) -> str:
    return await service.upload_stream(
        chunks_of(bytes(size)), size=size, user_id=7, filename="a.csv", file_key=key
    )


@pytest.mark.parametrize("size", [300_000, LARGE])
@pytest.mark.parametrize("deadline", [False, True], ids=["cancelled", "deadline"])
async def test_an_upload_cut_off_after_its_last_byte_leaves_the_object_that_was_named(
    kept: Kept, size: int, deadline: bool
) -> None:
    key = kept.service.new_key(7, "a.csv")
    mute = Mute(kept.service.backend)
    rules = replace(kept.service.rules, upload_deadline_s=3 if deadline else 30)
    task = asyncio.create_task(upload(replace(kept.service, backend=mute, rules=rules), key, size))
    await mute.done.wait()
    if not deadline:
        task.cancel()
    await asyncio.wait([task])

    assert task.cancelled() or isinstance(task.exception(), StorageTimeoutError)
    assert await kept.keys() == {key}
    assert await kept.service.size_of(key) == size


async def test_a_second_try_under_the_same_key_leaves_one_whole_object(kept: Kept) -> None:
    key = kept.service.new_key(7, "a.csv")
    await upload(kept.service, key, 300_000)
    try:
        await upload(kept.service, key, 300_000)
    except ObjectExistsError:
        assert await kept.service.size_of(key) == 300_000

    assert await kept.keys() == {key}
    await kept.service.delete_csv(key)
    assert await kept.keys() == set()
    assert await kept.service.size_of(key) is None


@pytest.mark.parametrize("size", [300_000, LARGE])
async def test_an_upload_cut_off_before_its_last_byte_leaves_nothing(kept: Kept, size: int) -> None:
    key = kept.service.new_key(7, "a.csv")
    stalled = asyncio.Event()

    async def stalling() -> AsyncIterator[bytes]:
        yield bytes(size - 10)
        yield bytes(5)
        stalled.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(
        kept.service.upload_stream(stalling(), size=size, user_id=7, filename="a.csv", file_key=key)
    )
    await stalled.wait()
    task.cancel()
    await asyncio.wait([task])

    assert await kept.keys() == set()


async def test_an_abandoned_upload_in_parts_is_forgotten_by_the_server(
    place: SupabasePlace, standin: StandIn, scratch: Path
) -> None:
    stalled = asyncio.Event()

    async def stalling() -> AsyncIterator[bytes]:
        yield bytes(LARGE - 10)
        yield bytes(5)
        stalled.set()
        await asyncio.Event().wait()

    async with open_storage(place, scratch=scratch, rules=RULES) as service:
        task = asyncio.create_task(service.upload_stream(stalling(), size=LARGE, user_id=7, filename="a.csv"))
        await stalled.wait()
        assert len(standin.uploads) == 1
        task.cancel()
        await asyncio.wait([task])

        assert standin.uploads == {}


async def test_an_upload_in_parts_that_may_have_come_whole_is_not_broken(
    place: SupabasePlace, standin: StandIn, scratch: Path
) -> None:
    async def silenced_before_its_end() -> AsyncIterator[bytes]:
        yield bytes(LARGE // 2)
        yield bytes(LARGE // 2)
        while not any(seen.startswith("PATCH") for seen in standin.seen):  # noqa: ASYNC110  # it tells nobody
            await asyncio.sleep(0)
        standin.strike(Fault.SILENT, methods="PATCH HEAD GET")
        yield bytes(1)

    async with open_storage(place, scratch=scratch, rules=RULES) as service:
        with pytest.raises(StorageTimeoutError):
            await service.upload_stream(silenced_before_its_end(), size=LARGE, user_id=7, filename="a.csv")

    assert len(standin.objects) == 1
    assert not [seen for seen in standin.seen if seen.startswith("DELETE")]
