"""The composition root: what it opens works together, and what a queue forgets the rows remember."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

import svodka.app
from svodka.app import App, Bells, open_app, session_share, utc_now
from svodka.config import Settings
from svodka.errors import SettingsError
from svodka.rehearsal.servers.storage import BUCKET, SERVICE_KEY, standing_in
from svodka.storage.s3 import S3Backend
from svodka.uploads import Document, Incoming, Person, State, Step, accept
from svodka.workers import make_broker, open_queue, open_worker


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.load({"SVODKA_DATA_DIR": str(tmp_path / "var"), "SVODKA_WORKER_THREADS": "1"})


@pytest.fixture
async def app(settings: Settings) -> AsyncIterator[App]:
    async with open_app(settings) as app:
        yield app


async def stored(app: App) -> UUID:
    """Put an upload into the database whose file is stored already."""
    incoming = Incoming(
        person=Person(id=1, name="Анна", language="ru"),
        chat_id=1,
        message_id=1,
        document=Document(file_id="f", file_unique_id="u", name="a.csv", size=20),
    )
    key = await app.objects.upload_csv(b"date,amount\n2026-01-01,1.50\n2026-01-02,2.50\n", 1, "a.csv")
    async with app.database.works() as work:
        upload_id = await accept(work, incoming, limits=app.limits, now=app.clock())
        assert upload_id is not None
        await work.uploads.move(
            upload_id, source=State.RECEIVED, target=State.STORED, now=app.clock(), object_key=key
        )
    return upload_id


async def state(app: App, upload_id: UUID) -> State:
    async with app.database.works() as work:
        upload = await work.uploads.get(upload_id)
    assert upload is not None
    return upload.state


async def test_files_are_kept_where_the_settings_say(tmp_path: Path) -> None:
    base = {"SVODKA_DATA_DIR": str(tmp_path / "var")}
    s3 = {
        "SVODKA_S3_BUCKET": "b",
        "SVODKA_S3_ACCESS_KEY": "id",
        "SVODKA_S3_SECRET_KEY": "key",
        "SVODKA_S3_ENDPOINT": "http://127.0.0.1:1",
    }
    async with open_app(Settings.load(base | s3)) as app:
        assert isinstance(app.objects.backend, S3Backend)
    async with standing_in() as standin:
        supabase = {"SUPABASE_URL": standin.url, "SUPABASE_SERVICE_ROLE_KEY": SERVICE_KEY}
        async with open_app(Settings.load(base | supabase)) as app:
            key = await app.objects.upload_csv(b"a;b", 7, "a.csv")

        assert list(standin.objects) == [f"{BUCKET}/{key}"]


async def test_the_worker_makes_the_report_and_leaves_no_temporary_file(app: App) -> None:
    upload_id = await stored(app)
    async with open_worker(app, make_broker(None)):
        await app.bells.courier.wait()
        assert await state(app, upload_id) is State.ANALYSED
    assert [path.name for path in app.scratch.iterdir()] == [".lock"]


async def test_what_an_emptied_queue_forgot_is_rung_again(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(svodka.app, "_RUNG_S", 0.1)
    upload_id = await stored(app)
    emptied = make_broker(None)
    with open_queue(app, emptied):
        await app.bells.ring(upload_id, Step.ANALYSE)
    emptied.flush_all()

    async with open_worker(app, make_broker(None)):
        await app.bells.courier.wait()
    assert await state(app, upload_id) is State.ANALYSED


async def test_a_stopped_worker_gives_its_upload_to_the_next(settings: Settings) -> None:
    async with open_app(settings) as app:
        upload_id = await stored(app)
        async with open_worker(app, make_broker(None)):
            pass
    async with open_app(settings) as app, open_worker(app, make_broker(None)):
        if await state(app, upload_id) is not State.ANALYSED:
            await app.bells.courier.wait()
        assert await state(app, upload_id) is State.ANALYSED


async def test_a_database_that_is_away_at_the_start_is_waited_for_and_said_to_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(svodka.app, "_LONGEST_PAUSE_S", 0.01)
    settings = Settings.load(
        {"SVODKA_DATA_DIR": str(tmp_path / "var"), "DATABASE_URL": f"sqlite:///{tmp_path}/db/svodka.db"}
    )
    (tmp_path / "db").mkdir()
    (tmp_path / "db" / "svodka.db").mkdir()
    with caplog.at_level(logging.INFO):
        opened = asyncio.create_task(opened_and_closed(settings))
        async with asyncio.timeout(10):
            while "database is away, waiting for it" not in caplog.messages:  # noqa: ASYNC110  # a log has no event
                await asyncio.sleep(0.01)
        assert not opened.done()

        (tmp_path / "db" / "svodka.db").rmdir()
        await opened

    assert "database is there" in caplog.messages


async def opened_and_closed(settings: Settings) -> None:
    async with open_app(settings):
        pass


async def test_a_second_process_with_the_same_data_directory_is_told_so(settings: Settings, app: App) -> None:
    with pytest.raises(SettingsError, match="another svodka is running"):
        async with open_app(settings):
            pass


async def test_a_bell_that_nobody_answers_is_no_error_and_one_rung_twice_is_heard_once() -> None:
    bells = Bells()
    heard: list[UUID] = []
    upload_id = uuid4()

    async def hear(rung: UUID) -> None:
        heard.append(rung)

    await bells.ring(upload_id, Step.STORE)
    with bells.answered_by(Step.STORE, hear):
        await asyncio.gather(*(bells.ring(upload_id, Step.STORE) for _ in range(3)))
    assert heard == [upload_id]


@pytest.mark.parametrize(
    ("limit", "processes", "shares"),
    [(4, 3, (2, 1)), (4, 4, (1, 1)), (4, 1, (4, 4)), (20, 3, (8, 6)), (5, 5, (1, 1))],
)
def test_all_shares_together_are_the_limit_of_sessions(
    limit: int, processes: int, shares: tuple[int, int]
) -> None:
    settings = Settings.load(
        {
            "REDIS_URL": "redis://queue",
            "SUPABASE_SESSION_LIMIT": str(limit),
            "SVODKA_PROCESSES": str(processes),
        }
    )
    bot, worker = session_share(settings, is_bot=True), session_share(settings, is_bot=False)

    assert (bot, worker) == shares
    assert bot + worker * (processes - 1) == limit


def test_the_only_process_has_all_sessions() -> None:
    assert session_share(Settings.load({"SUPABASE_SESSION_LIMIT": "2"}), is_bot=True) == 2


def test_more_processes_than_sessions_is_a_mistake() -> None:
    settings = Settings.load({"REDIS_URL": "redis://queue", "SUPABASE_SESSION_LIMIT": "2"})
    with pytest.raises(SettingsError, match="each process needs a session, found 3 and 2"):
        session_share(settings, is_bot=False)


async def test_one_that_was_put_off_is_rung_for_anew_and_at_once() -> None:
    bells = Bells()
    heard: list[UUID] = []
    upload_id = uuid4()

    async def hear(rung: UUID) -> None:
        heard.append(rung)

    with bells.answered_by(Step.STORE, hear):
        for since in (None, None, utc_now(), utc_now()):
            await bells.ring(upload_id, Step.STORE, since=since)
    assert heard == [upload_id] * 3


async def test_a_database_server_without_a_queue_is_said_to_be_for_one_process(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings.load(
        {"SVODKA_DATA_DIR": str(tmp_path / "var"), "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    )
    opening = asyncio.create_task(opened_and_closed(settings))
    async with asyncio.timeout(10):
        while "database is away, waiting for it" not in caplog.messages:  # noqa: ASYNC110  # a log has no event
            await asyncio.sleep(0.01)
    opening.cancel()
    await asyncio.wait([opening])

    assert opening.cancelled()
    assert "no REDIS_URL: this has to be the only process that works with the database" in caplog.messages


def test_the_clock_is_aware_and_utc() -> None:
    assert utc_now().utcoffset() is not None


async def test_each_committed_move_of_an_upload_is_one_line_of_the_log(
    app: App, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "svodka.hooks")

    upload_id = await stored(app)

    lines = [vars(record) for record in caplog.records if record.message == "upload moved"]
    assert [(line["upload"], line["state"]) for line in lines] == [
        (str(upload_id), "received"),
        (str(upload_id), "stored"),
    ]
