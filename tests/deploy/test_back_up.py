"""What was backed up comes back, rows and files, from SQLite and from PostgreSQL, and while the service writes."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from svodka.app import open_app, place_of, storage_rules
from svodka.config import Settings
from svodka.database import open_database
from svodka.rehearsal.servers import Postgres, open_postgres
from svodka.storage import open_storage
from svodka.uploads import Person

DEPLOY = Path(__file__).parents[2] / "deploy"
NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
ANNA = Person(id=7, name="Анна", language="ru")


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with open_postgres() as server:
        yield server


def script(
    name: str, folder: Path, environ: Mapping[str, str], *, binaries: Path | None = None
) -> subprocess.CompletedProcess[str]:
    path = f"{binaries}:{os.environ['PATH']}" if binaries else os.environ["PATH"]
    return subprocess.run(
        [DEPLOY / name, folder], env={"PATH": path, **environ}, capture_output=True, text=True, check=False
    )


async def filled(environ: Mapping[str, str]) -> str:
    """Put a person and a file into an installation; returns the file's key."""
    settings = Settings.load(environ)
    async with open_database(settings.database.url.get_secret_value(), pool_size=1) as database:
        await database.migrate()
        async with database.works() as work:
            await work.people.meet(ANNA, NOW)
    async with open_storage(
        place_of(settings), scratch=settings.data_dir, rules=storage_rules(settings)
    ) as storage:
        return await storage.upload_csv(b"a;b\n1;2\n", ANNA.id, "таблица.csv")


async def found(environ: Mapping[str, str], key: str) -> tuple[Person | None, bytes]:
    settings = Settings.load(environ)
    async with open_database(settings.database.url.get_secret_value(), pool_size=1) as database:
        assert await database.is_at_head()
        async with database.works() as work:
            person = await work.people.get(ANNA.id)
    async with open_storage(
        place_of(settings), scratch=settings.data_dir, rules=storage_rules(settings)
    ) as storage:
        return person, (await storage.download_csv_to_temp(key)).read_bytes()


async def test_sqlite_and_files_come_back_on_another_machine(tmp_path: Path) -> None:
    here, there = ({"SVODKA_DATA_DIR": str(tmp_path / name)} for name in ("here", "there"))
    (tmp_path / "here").mkdir()
    key = await filled(here)

    async with open_app(Settings.load(here)):
        copied = script("back-up.sh", tmp_path / "copy", here)
    restored = script("restore.sh", tmp_path / "copy", there)

    assert copied.returncode == restored.returncode == 0, copied.stderr + restored.stderr
    assert await found(there, key) == (ANNA, b"a;b\n1;2\n")


async def test_sqlite_goes_back_to_what_it_was(tmp_path: Path) -> None:
    environ = {"SVODKA_DATA_DIR": str(tmp_path / "var")}
    (tmp_path / "var").mkdir()
    key = await filled(environ)
    script("back-up.sh", tmp_path / "copy", environ)
    async with open_app(Settings.load(environ)) as app:
        await app.objects.delete_csv(key)
        async with app.database.works() as work:
            await work.people.meet(Person(id=8, name="Пётр", language="ru"), NOW)

    assert script("restore.sh", tmp_path / "copy", environ).returncode == 0

    assert await found(environ, key) == (ANNA, b"a;b\n1;2\n")
    async with open_app(Settings.load(environ)) as app, app.database.works() as work:
        assert await work.people.get(8) is None


async def test_nothing_is_restored_under_a_service_that_runs(tmp_path: Path) -> None:
    environ = {"SVODKA_DATA_DIR": str(tmp_path / "var")}
    (tmp_path / "var").mkdir()
    key = await filled(environ)
    script("back-up.sh", tmp_path / "copy", environ)

    async with open_app(Settings.load(environ)):
        refused = script("restore.sh", tmp_path / "copy", environ)

    assert refused.returncode == 1
    assert "stop it first" in refused.stderr
    assert await found(environ, key) == (ANNA, b"a;b\n1;2\n")


@pytest.mark.parametrize(("name", "program"), [("back-up.sh", "pg_dump"), ("restore.sh", "pg_restore")])
def test_no_list_of_processes_shows_the_password(tmp_path: Path, name: str, program: str) -> None:
    binaries, seen = tmp_path / "bin", tmp_path / "seen"
    binaries.mkdir()
    (binaries / program).write_text(f'#!/bin/sh\nprintf "%s\\n" "$PGPASSWORD" "$@" > "{seen}"\n')
    (binaries / program).chmod(0o755)
    environ = {
        "SVODKA_DATA_DIR": str(tmp_path / "var"),
        "DATABASE_URL": "postgresql+asyncpg://svodka.x:p%40ss%2Fword@db.example:5432/postgres?sslmode=require",
    }
    done = script(name, tmp_path / "copy", environ, binaries=binaries)

    assert done.returncode == 0, done.stderr
    password, *arguments = seen.read_text().splitlines()
    assert password == "p@ss/word"
    assert "--dbname=postgresql://svodka.x@db.example:5432/postgres?sslmode=require" in arguments
    assert not any("p@ss" in each or "p%40ss" in each for each in arguments)


async def test_postgresql_comes_back_in_an_empty_database_and_in_no_other(
    postgres: Postgres, tmp_path: Path
) -> None:
    here, there = (
        {
            "SVODKA_DATA_DIR": str(tmp_path / name),
            "DATABASE_URL": postgres.create_database(name).replace("postgresql:", "postgresql+asyncpg:"),
        }
        for name in ("here", "there")
    )
    (tmp_path / "here").mkdir()
    key = await filled(here)

    copied = script("back-up.sh", tmp_path / "copy", here, binaries=postgres.binaries)
    restored = script("restore.sh", tmp_path / "copy", there, binaries=postgres.binaries)
    again = script("restore.sh", tmp_path / "copy", there, binaries=postgres.binaries)

    assert copied.returncode == restored.returncode == 0, copied.stderr + restored.stderr
    assert await found(there, key) == (ANNA, b"a;b\n1;2\n")
    assert again.returncode != 0
    assert "already exists" in again.stderr
