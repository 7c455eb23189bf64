"""What the answers of Supabase Storage mean, and how its server's two faults are lived with."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from yarl import URL

from svodka.errors import (
    ObjectExistsError,
    ObjectNotFoundError,
    ObjectRefusedError,
    SettingsError,
    StorageAccessError,
    StorageError,
    StorageFullError,
    StorageTimeoutError,
    StorageUnavailableError,
)
from svodka.rehearsal.servers.storage import ANONYMOUS_KEY, BUCKET, SERVICE_KEY, Fault, StandIn, key_of
from svodka.storage import SupabasePlace, open_storage
from svodka.storage.supabase import SupabaseBackend, open_supabase
from svodka.storage.supabase_http import Answer, error_of
from tests.storage.conftest import RULES, chunks_of

KEY = "7/2026/11/a.csv"


@pytest.fixture
async def backend(place: SupabasePlace) -> AsyncIterator[SupabaseBackend]:
    async with open_supabase(place) as backend:
        yield backend


async def put(backend: SupabaseBackend, key: str = KEY, *, size: int = 1000) -> None:
    await backend.put(key, chunks_of(bytes(size)), size=size, name="Отчёт.csv")


async def read(backend: SupabaseBackend, key: str = KEY) -> bytes:
    async with backend.get(key) as chunks:
        return b"".join([chunk async for chunk in chunks])


async def test_the_persons_name_for_a_file_stands_in_the_metadata(
    backend: SupabaseBackend, standin: StandIn
) -> None:
    await put(backend)
    await put(backend, "7/large.csv", size=6 * 1024 * 1024 + 1)

    names = [stored.metadata for stored in standin.objects.values()]
    assert names == [{"filename": "Отчёт.csv"}] * 2
    assert {stored.kind for stored in standin.objects.values()} == {"text/csv"}


async def test_a_large_file_goes_in_parts_and_six_megabytes_go_at_once(
    backend: SupabaseBackend, standin: StandIn
) -> None:
    await put(backend, size=6 * 1024 * 1024)
    await put(backend, "7/large.csv", size=6 * 1024 * 1024 + 1)

    assert [line.split("/")[0] + line.count("resumable") * "tus" for line in standin.seen] == [
        "POST ",
        "POST tus",
        "PATCH tus",
        "PATCH tus",
    ]


async def test_a_part_whose_answer_was_lost_is_not_sent_again(
    backend: SupabaseBackend, standin: StandIn
) -> None:
    standin.strike(Fault.LOST, times=1, methods="PATCH")

    await put(backend, size=6 * 1024 * 1024 + 1)

    assert len(standin.objects) == 1
    assert sum(line.startswith("PATCH") for line in standin.seen) == 2


async def test_nothing_is_ever_overwritten(backend: SupabaseBackend, standin: StandIn) -> None:
    await put(backend, size=10)
    await put(backend, "7/large.csv", size=6 * 1024 * 1024 + 1)
    for key in (KEY, "7/large.csv"):
        for size in (0, 20, 1_000_000, 6 * 1024 * 1024, 6 * 1024 * 1024 + 1):
            with pytest.raises(ObjectExistsError):
                await put(backend, key, size=size)

    assert len(standin.objects[f"{BUCKET}/{KEY}"].content) == 10


async def test_an_answer_before_the_body_was_read_harms_nobody_who_comes_next(
    backend: SupabaseBackend, standin: StandIn
) -> None:
    await put(backend, size=10)
    for size in (150_000, 3_000_000, 6_000_000):
        with pytest.raises(ObjectExistsError):
            await put(backend, size=size)
        assert await read(backend) == bytes(10)


async def test_of_two_uploads_that_overlap_the_server_accepts_both(
    backend: SupabaseBackend, standin: StandIn
) -> None:
    looked, go_on = asyncio.Event(), asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield b"slow"
        looked.set()
        await go_on.wait()
        yield b"slow"

    async with asyncio.TaskGroup() as group:
        group.create_task(backend.put(KEY, slow(), size=8, name="a.csv"))
        await looked.wait()
        await standin.asked.wait()
        await put(backend, size=3)
        go_on.set()

    assert standin.objects[f"{BUCKET}/{KEY}"].content == b"slowslow"


@pytest.mark.parametrize("key", ["7/Отчёт.csv", "7/a%b.csv", "7/a#b.csv", "7/[a].csv", '7/"a".csv', "7/a~b"])
async def test_a_key_that_the_server_forbids_is_refused(backend: SupabaseBackend, key: str) -> None:
    with pytest.raises(ObjectRefusedError, match="InvalidKey"):
        await put(backend, key)


async def test_the_buckets_own_rules_are_refusals(backend: SupabaseBackend, standin: StandIn) -> None:
    standin.size_limit = 1000
    await put(backend, size=1000)
    with pytest.raises(ObjectRefusedError, match="413 EntityTooLarge"):
        await put(backend, "7/b.csv", size=1001)
    standin.mime_types = frozenset({"text/html"})
    with pytest.raises(ObjectRefusedError, match="415 InvalidMimeType"):
        await put(backend, "7/b.csv")


@pytest.mark.parametrize(
    ("key", "on_write", "on_read"),
    [
        ("not.a.key", StorageAccessError, StorageAccessError),
        (ANONYMOUS_KEY, StorageAccessError, ObjectNotFoundError),
    ],
)
async def test_a_wrong_key_is_no_missing_object_where_the_server_lets_us_know(
    place: SupabasePlace, key: str, on_write: type[StorageError], on_read: type[StorageError]
) -> None:
    async with open_supabase(replace(place, key=key)) as backend:
        with pytest.raises(on_write):
            await put(backend)
        with pytest.raises(on_read):
            await read(backend)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, b'{"statusCode":"409","error":"Duplicate","code":"BucketAlreadyExists"}', ObjectExistsError),
        (400, b'{"statusCode":400,"error":"Bad Request"}', ObjectRefusedError),
        (400, b'{"statusCode":"404","error":"not_found","message":"Object not found"}', ObjectNotFoundError),
        (
            400,
            b'{"statusCode":"404","error":"Bucket not found","message":"Bucket not found"}',
            StorageAccessError,
        ),
        (400, b'{"statusCode":"400","error":"Error","code":"InvalidRequest"}', StorageAccessError),
        (400, b'{"statusCode":"400","error":"InvalidJWT"}', StorageAccessError),
        (402, b"{}", StorageFullError),
        (409, b"The resource already exists", ObjectExistsError),
        (413, b"Maximum size exceeded", ObjectRefusedError),
        (418, b"[]", StorageError),
        (429, b"{}", StorageUnavailableError),
        (500, b'{"statusCode":"500","code":"InternalError"}', StorageUnavailableError),
        (503, b"<html>", StorageUnavailableError),
        (504, b"", StorageUnavailableError),
        (544, b'{"statusCode":"544","error":"DatabaseTimeout"}', StorageUnavailableError),
    ],
)
def test_each_answer_has_its_error(status: int, body: bytes, kind: type[StorageError]) -> None:
    error = error_of(Answer(status=status, headers={}, content=body), "GET /object/a")

    assert type(error) is kind


@pytest.mark.parametrize(
    ("key", "bucket", "message"),
    [
        ("not.a.key", BUCKET, "SUPABASE_SERVICE_ROLE_KEY: the project at .* does not know this key"),
        (ANONYMOUS_KEY, BUCKET, "SUPABASE_SERVICE_ROLE_KEY: is the anonymous key"),
        (SERVICE_KEY, "reports", "SUPABASE_STORAGE_BUCKET: there is no bucket 'reports'"),
        (key_of("service_role") + "x", BUCKET, "does not know this key"),
    ],
)
async def test_the_start_tells_a_wrong_key_an_anonymous_one_and_a_missing_bucket_apart(
    place: SupabasePlace, scratch: Path, key: str, bucket: str, message: str
) -> None:
    with pytest.raises(SettingsError, match=message) as caught:
        async with open_storage(replace(place, key=key, bucket=bucket), scratch=scratch, rules=RULES):
            pass

    assert "\n" not in str(caught.value)
    assert key not in str(caught.value)


async def test_the_start_says_that_something_else_answers(place: SupabasePlace, scratch: Path) -> None:
    elsewhere = replace(place, url=str(URL(place.url) / "elsewhere"))
    with pytest.raises(SettingsError, match="SUPABASE_URL: no Supabase Storage answers"):
        async with open_storage(elsewhere, scratch=scratch, rules=RULES):
            pass


@pytest.mark.parametrize("fault", [Fault.HANG, Fault.INTERNAL, Fault.RESET])
async def test_a_storage_that_is_down_does_not_stop_the_start(
    place: SupabasePlace, standin: StandIn, scratch: Path, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    standin.strike(fault, times=1)
    with caplog.at_level(logging.WARNING):
        async with open_storage(place, scratch=scratch, rules=RULES) as service:
            assert await service.upload_csv(b"x", 7, "a.csv")

    assert [record.message for record in caplog.records] == ["storage not probed"] * (
        fault is not Fault.RESET
    )


async def test_the_key_is_in_no_text(place: SupabasePlace, standin: StandIn) -> None:
    standin.strike(Fault.HANG)
    async with open_supabase(place) as backend:
        with pytest.raises(StorageTimeoutError) as caught:
            await put(backend)
        texts = [repr(caught.value), str(caught.value), repr(place), repr(backend)]

    assert not [text for text in texts if SERVICE_KEY in text]
    assert caught.value.__suppress_context__
