"""The commands of the service refuse to start on settings that cannot work, and migrate does its work alone."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.calling import svodka


@pytest.mark.parametrize(
    ("command", "needed"),
    [
        ("run", ["BOT_TOKEN"]),
        ("bot", ["BOT_TOKEN", "DATABASE_URL", "REDIS_URL"]),
        ("worker", ["DATABASE_URL", "REDIS_URL"]),
    ],
)
def test_a_command_names_every_variable_that_it_lacks(command: str, needed: list[str]) -> None:
    outcome = svodka(command)

    assert outcome.code == 2
    assert outcome.err.splitlines() == [f"{name}: is needed and not set" for name in needed]


def test_migrate_makes_the_tables_and_may_run_again(tmp_path: Path) -> None:
    environ = {"SVODKA_DATA_DIR": str(tmp_path / "data")}

    assert svodka("migrate", environ=environ).code == 0
    assert svodka("migrate", environ=environ).code == 0

    with closing(sqlite3.connect(tmp_path / "data" / "svodka.db")) as database:
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {"inbox", "uploads", "outbox"} <= tables


def test_migrate_that_cannot_reach_the_database_fails_without_showing_its_password(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    url = "postgresql://bot:hunter2@127.0.0.1:1/none"

    outcome = svodka("migrate", environ={"SVODKA_DATA_DIR": str(tmp_path), "DATABASE_URL": url})

    assert outcome.code == 1
    logged = capfd.readouterr().err
    assert "migration failed" in logged
    assert "hunter2" not in logged


def test_a_log_file_that_cannot_be_written_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    outcome = svodka(
        "migrate", environ={"SVODKA_DATA_DIR": str(tmp_path), "SVODKA_LOG_FILE": f"{tmp_path}/file/bot.log"}
    )

    assert outcome.code == 2
    (line,) = outcome.err.splitlines()
    assert line.startswith("SVODKA_LOG_FILE: cannot be written: ")


def test_processes_that_share_do_not_start_on_an_old_database(tmp_path: Path) -> None:
    environ = {
        "SVODKA_DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/svodka.db",
        "REDIS_URL": "redis://127.0.0.1:1",
        "LOG_LEVEL": "ERROR",
    }

    outcome = svodka("worker", environ=environ)

    assert outcome.code == 2
    assert outcome.err == "DATABASE_URL: the database is not up to date; run svodka migrate first\n"
