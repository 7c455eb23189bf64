"""What the answers of S3 mean, and what stays in its bucket."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from aiohttp import web

from svodka.errors import (
    ObjectExistsError,
    ObjectRefusedError,
    SettingsError,
    StorageAccessError,
    StorageError,
    StorageFullError,
    StorageTimeoutError,
    StorageUnavailableError,
)
from svodka.storage import S3Place, open_storage
from svodka.storage.s3 import S3Backend, make_s3_backend
from tests.storage.conftest import RULES, chunks_of


@asynccontextmanager
async def answering(status: int | None) -> AsyncIterator[S3Place]:
    """Run a server that gives one answer to everything, or none."""

    async def answer(request: web.Request) -> web.Response:
        if status is None:
            await asyncio.Event().wait()
        await request.read()
        return web.Response(status=status or 0, text="<Error><Code>Something</Code></Error>")

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(application, handler_cancellation=True, shutdown_timeout=0.01)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield S3Place(
            bucket="b",
            access_key="AKIA",
            secret_key="hush-hush",
            endpoint=f"http://127.0.0.1:{runner.addresses[0][1]}",
        )
    finally:
        await runner.cleanup()


async def put(backend: S3Backend, name: str = "a.csv") -> None:
    await backend.put("7/a.csv", chunks_of(b"a;b"), size=3, name=name)


async def test_the_persons_name_for_a_file_stands_in_the_metadata(s3_place: S3Place) -> None:
    backend = make_s3_backend(s3_place)

    await put(backend, "Отчёт.csv")

    attributes = (await backend.store.get_async("7/a.csv")).attributes
    assert unquote(attributes["filename"]) == "Отчёт.csv"
    assert attributes["Content-Type"] == "text/csv"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (301, StorageError),
        (400, ObjectRefusedError),
        (401, StorageAccessError),
        (402, StorageFullError),
        (403, StorageAccessError),
        (409, ObjectExistsError),
        (413, ObjectRefusedError),
        (429, StorageUnavailableError),
    ],
)
async def test_each_answer_has_its_error(status: int, kind: type[StorageError]) -> None:
    async with answering(status) as place:
        with pytest.raises(kind) as caught:
            await put(make_s3_backend(place))

    assert type(caught.value) is kind
    assert "127.0.0.1" not in str(caught.value)
    assert "hush-hush" not in repr(place)


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (403, "SVODKA_S3_ACCESS_KEY and SVODKA_S3_SECRET_KEY: do not open bucket 'b'"),
        (404, "SVODKA_S3_BUCKET: there is no bucket 'b'"),
        (301, "SVODKA_S3_ENDPOINT and SVODKA_S3_REGION: do not lead to bucket 'b'"),
    ],
)
async def test_the_start_says_what_is_wrong(status: int, message: str, scratch: Path) -> None:
    async with answering(status) as place:
        with pytest.raises(SettingsError, match=message):
            async with open_storage(place, scratch=scratch, rules=RULES):
                pass


async def test_a_missing_bucket_is_no_missing_object(s3_place: S3Place, scratch: Path) -> None:
    missing = replace(s3_place, bucket="missing")
    with pytest.raises(StorageAccessError):
        await put(make_s3_backend(missing))
    with pytest.raises(SettingsError, match="SVODKA_S3_BUCKET: there is no bucket 'missing'"):
        async with open_storage(missing, scratch=scratch, rules=RULES):
            pass


async def test_a_bucket_that_is_down_does_not_stop_the_start(scratch: Path) -> None:
    place = S3Place(bucket="b", access_key="a", secret_key="b", endpoint="http://127.0.0.1:1")
    async with open_storage(place, scratch=scratch, rules=RULES) as service:
        with pytest.raises(StorageUnavailableError):
            await service.upload_csv(b"a;b", 7, "a.csv")


async def test_an_upload_to_a_bucket_that_hangs_ends_at_its_deadline(
    s3_place: S3Place, scratch: Path
) -> None:
    async with answering(None) as place, open_storage(s3_place, scratch=scratch, rules=RULES) as service:
        stuck = replace(service, backend=make_s3_backend(place))
        tasks = asyncio.all_tasks()
        with pytest.raises(StorageTimeoutError):
            await stuck.upload_csv(b"a;b", 7, "a.csv")
        ours = [each for each in asyncio.all_tasks() - tasks if "RequestHandler" not in repr(each.get_coro())]

    assert ours == []
