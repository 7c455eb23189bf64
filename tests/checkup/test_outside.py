"""What an installation depends on is found well, and found ill when it is broken: on real servers and stand-ins."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web

from svodka.checkup import ALL, Subject, Verdict
from svodka.database import open_database
from svodka.rehearsal.servers import Postgres, Redis, open_postgres, open_redis
from svodka.rehearsal.servers.storage import ANONYMOUS_KEY, BUCKET, SERVICE_KEY, standing_in
from svodka.simulator import Simulator, open_simulator
from tests.checkup.examining import AWAY, all_found, found

_numbers = count()


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with open_postgres(max_connections="20") as server:
        yield server


@pytest.fixture
def redis() -> Iterator[Redis]:
    with open_redis() as server:
        yield server


@pytest.fixture
async def telegram() -> AsyncIterator[Simulator]:
    async with open_simulator() as simulator:
        yield simulator


# Telegram and the clock


async def test_a_good_token_without_webhook(telegram: Simulator, tmp_path: Path) -> None:
    assert await found(
        Subject.TELEGRAM, tmp_path, BOT_TOKEN=telegram.token, SVODKA_TELEGRAM_API_URL=telegram.api_url
    ) == [(Verdict.OK, "token-good"), (Verdict.OK, "polling"), (Verdict.OK, "clock-right")]


async def test_a_token_of_nobodys(telegram: Simulator, tmp_path: Path) -> None:
    assert await found(
        Subject.TELEGRAM, tmp_path, BOT_TOKEN="1:wrong", SVODKA_TELEGRAM_API_URL=telegram.api_url
    ) == [(Verdict.WRONG, "token-refused")]


async def test_no_token_and_no_telegram(tmp_path: Path) -> None:
    assert await found(Subject.TELEGRAM, tmp_path) == [(Verdict.NOTE, "no-token")]
    assert await found(
        Subject.TELEGRAM, tmp_path, BOT_TOKEN="1:a", SVODKA_TELEGRAM_API_URL=f"http://{AWAY}"
    ) == [(Verdict.WRONG, "telegram-away")]


async def test_a_webhook_that_somebody_else_set(telegram: Simulator, tmp_path: Path) -> None:
    url = f"{telegram.api_url}/bot{telegram.token}/setWebhook"
    async with ClientSession() as session, session.post(url, data={"url": "https://other.example/x"}) as done:
        assert done.status == 200

    findings = await found(
        Subject.TELEGRAM, tmp_path, BOT_TOKEN=telegram.token, SVODKA_TELEGRAM_API_URL=telegram.api_url
    )
    assert (Verdict.NOTE, "webhook-in-the-way") in findings


@asynccontextmanager
async def scripted(hook: dict[str, Any], date: str | None = None) -> AsyncIterator[str]:
    """A Telegram that says what it is told to of its webhook and of the time."""

    async def answer(request: web.Request) -> web.Response:
        result = hook if request.path.endswith("getWebhookInfo") else {"username": "svodka_bot"}
        headers = {"Date": date} if date else {}
        return web.json_response({"ok": True, "result": result}, headers=headers)

    app = web.Application()
    app.router.add_post("/{tail:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    ("hook", "expected"),
    [
        ({"url": "https://svodka.example/telegram"}, (Verdict.OK, "webhook-set")),
        ({"url": ""}, (Verdict.NOTE, "webhook-not-yet")),
        (
            {"url": "https://svodka.example", "last_error_date": 4_000_000_000, "last_error_message": "502"},
            (Verdict.WRONG, "webhook-fails"),
        ),
    ],
)
async def test_a_webhook_of_ours(hook: dict[str, Any], expected: tuple[Verdict, str], tmp_path: Path) -> None:
    async with scripted(hook) as url:
        assert expected in await found(
            Subject.TELEGRAM,
            tmp_path,
            BOT_TOKEN="1:a",
            SVODKA_TELEGRAM_API_URL=url,
            SVODKA_WEBHOOK_URL="https://svodka.example",
            SVODKA_WEBHOOK_SECRET="0123456789abcdef",
        )


async def test_a_clock_that_is_hours_off(tmp_path: Path) -> None:
    async with scripted({"url": ""}, "Tue, 31 Mar 2026 12:00:00 GMT") as url:
        findings = await found(Subject.TELEGRAM, tmp_path, BOT_TOKEN="1:a", SVODKA_TELEGRAM_API_URL=url)
    assert findings[-1] == (Verdict.WRONG, "clock-wrong")


# Database and sessions


async def migrated(postgres: Postgres) -> str:
    url = postgres.create_database(f"doctor_{next(_numbers)}")
    async with open_database(url, pool_size=1) as database:
        await database.migrate()
    return url


SHARED = {"REDIS_URL": f"redis://{AWAY}"}


async def test_a_postgresql_that_is_up_to_date(postgres: Postgres, tmp_path: Path) -> None:
    findings = await all_found(
        {Subject.DATABASE: ALL[Subject.DATABASE]}, tmp_path, DATABASE_URL=await migrated(postgres), **SHARED
    )
    assert findings[0].code in {"database-good", "database-slow"}
    assert (findings[1].verdict, findings[1].code) == (Verdict.OK, "sessions-good")
    assert (findings[1].figures["limit"], findings[1].figures["allowed"]) == (4, 17)


async def test_who_holds_the_sessions_is_said(postgres: Postgres, tmp_path: Path) -> None:
    url = await migrated(postgres)
    async with (
        open_database(url, pool_size=2, name="svodka-bot") as bot,
        bot.engine.connect(),
        bot.engine.connect(),
        open_database(url, pool_size=1, name="psql") as other,
        other.engine.connect(),
    ):
        findings = await all_found(
            {Subject.DATABASE: ALL[Subject.DATABASE]}, tmp_path, DATABASE_URL=url, **SHARED
        )

    assert (findings[1].figures["used"], findings[1].figures["whose"]) == (3, "svodka-bot × 2, psql × 1")


async def test_a_database_that_is_behind(postgres: Postgres, tmp_path: Path) -> None:
    url = postgres.create_database(f"doctor_{next(_numbers)}")

    assert (await found(Subject.DATABASE, tmp_path, DATABASE_URL=url, **SHARED))[0] == (
        Verdict.WRONG,
        "schema-old",
    )


@pytest.mark.parametrize(
    ("environ", "code"),
    [
        ({"SUPABASE_SESSION_LIMIT": "18"}, "sessions-too-many"),
        ({"SVODKA_PROCESSES": "5"}, "sessions-too-few"),
    ],
)
async def test_sessions_that_cannot_be_had(
    postgres: Postgres, environ: dict[str, str], code: str, tmp_path: Path
) -> None:
    url = await migrated(postgres)
    findings = await found(Subject.DATABASE, tmp_path, DATABASE_URL=url, **SHARED, **environ)
    assert findings[1:] == [(Verdict.WRONG, code)]


async def test_a_role_that_may_hold_fewer_sessions_than_we_want(postgres: Postgres, tmp_path: Path) -> None:
    url = await migrated(postgres)
    postgres.do("CREATE ROLE bot LOGIN SUPERUSER CONNECTION LIMIT 3")

    findings = await found(
        Subject.DATABASE, tmp_path, DATABASE_URL=url.replace("postgres@", "bot@"), **SHARED
    )

    assert findings[1:] == [(Verdict.WRONG, "sessions-too-many")]


async def test_sessions_that_are_nearly_used_up(postgres: Postgres, tmp_path: Path) -> None:
    url = await migrated(postgres)
    async with open_database(url, pool_size=16) as others:
        held = [await others.engine.connect() for _ in range(16)]
        findings = await found(Subject.DATABASE, tmp_path, DATABASE_URL=url, **SHARED)
        for connection in held:
            await connection.close()

    assert findings[1:] == [(Verdict.WRONG, "sessions-nearly-used")]


async def test_a_database_that_is_away_or_refuses(postgres: Postgres, tmp_path: Path) -> None:
    away = await found(Subject.DATABASE, tmp_path, DATABASE_URL=f"postgresql://bot@{AWAY}/x")
    refused = await found(Subject.DATABASE, tmp_path, DATABASE_URL=postgres.url("nowhere"))

    assert away == [(Verdict.WRONG, "database-away")]
    assert refused == [(Verdict.WRONG, "database-refuses")]


async def test_sqlite_before_and_after_its_first_start(tmp_path: Path) -> None:
    assert await found(Subject.DATABASE, tmp_path) == [(Verdict.OK, "database-new")]
    assert not (tmp_path / "var").exists()

    (tmp_path / "var").mkdir()
    async with open_database(f"sqlite+aiosqlite:///{tmp_path}/var/svodka.db", pool_size=1) as database:
        assert await database.is_at_head() is False
        assert await found(Subject.DATABASE, tmp_path) == [(Verdict.NOTE, "schema-old-alone")]
        await database.migrate()
    assert (await found(Subject.DATABASE, tmp_path))[0][1] in {"database-good", "database-slow"}


# Queue


async def test_redis_that_is_well_away_full_or_forgetful(redis: Redis, tmp_path: Path) -> None:
    async def now() -> list[tuple[Verdict, str]]:
        return await found(Subject.QUEUE, tmp_path, REDIS_URL=redis.url)

    assert await now() == [(Verdict.OK, "queue-good")]
    with redis.full():
        assert await now() == [(Verdict.WRONG, "queue-refuses")]
    redis.ask("CONFIG", "SET", "maxmemory-policy", "allkeys-lru")
    assert await now() == [(Verdict.NOTE, "queue-evicts")]
    assert redis.ask("DBSIZE") == 0
    redis.stop()
    assert await now() == [(Verdict.WRONG, "queue-away")]


async def test_no_redis_is_as_it_should_be(tmp_path: Path) -> None:
    assert await found(Subject.QUEUE, tmp_path) == [(Verdict.OK, "queue-inside")]


# Storage


async def test_a_bucket_takes_a_probe_and_keeps_nothing(tmp_path: Path) -> None:
    async with standing_in() as standin:
        bucket = {"SUPABASE_URL": standin.url, "SUPABASE_STORAGE_BUCKET": BUCKET}
        good = await found(Subject.STORAGE, tmp_path, SUPABASE_SERVICE_ROLE_KEY=SERVICE_KEY, **bucket)
        refused = await found(Subject.STORAGE, tmp_path, SUPABASE_SERVICE_ROLE_KEY=ANONYMOUS_KEY, **bucket)
        assert not standin.objects

    assert good == [(Verdict.OK, "storage-good")]
    assert refused == [(Verdict.WRONG, "storage-refuses")]


async def test_a_bucket_that_is_away(tmp_path: Path) -> None:
    assert await found(
        Subject.STORAGE,
        tmp_path,
        SUPABASE_URL=f"http://{AWAY}",
        SUPABASE_SERVICE_ROLE_KEY=SERVICE_KEY,
        SVODKA_UPLOAD_DEADLINE_S="0.5",
    ) == [(Verdict.WRONG, "storage-away")]


async def test_a_local_folder_keeps_nothing_of_the_probe(tmp_path: Path) -> None:
    assert await found(Subject.STORAGE, tmp_path) == [(Verdict.OK, "storage-good")]
    assert [path for path in (tmp_path / "var" / "objects").rglob("*") if path.is_file()] == []
