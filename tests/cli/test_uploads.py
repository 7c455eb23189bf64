"""`svodka uploads` shows the operator what failed, and `svodka retry` takes it up again."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4

import pytest

from svodka.database import Database, open_database
from svodka.uploads import Document, Incoming, Limits, Person, State, accept
from tests.cli.calling import svodka

T = TypeVar("T")
NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)


class Installation:
    """A database as the service left it."""

    def __init__(self, folder: Path) -> None:
        self.environ = {"SVODKA_DATA_DIR": str(folder)}
        self._url = f"sqlite+aiosqlite:///{folder / 'svodka.db'}"

    def do(self, act: Callable[[Database], Awaitable[T]]) -> T:
        async def run() -> T:
            async with open_database(self._url, pool_size=1) as database:
                await database.migrate()
                return await act(database)

        return asyncio.run(run())

    def upload(self, message_id: int, **failure: Any) -> UUID:
        """Have a file accepted, and given up if there is a reason."""

        async def add(database: Database) -> UUID:
            incoming = Incoming(
                person=Person(id=7, name="Анна\x1b[2J", language="ru"),
                chat_id=7,
                message_id=message_id,
                document=Document(file_id="f", file_unique_id="u", name=f"[red]{message_id}.csv", size=1),
            )
            async with database.works() as work:
                await work.people.meet(incoming.person, NOW)
                upload_id = await accept(work, incoming, limits=Limits(), now=NOW)
                assert upload_id is not None
                if failure:
                    await work.uploads.move(
                        upload_id, source=State.RECEIVED, target=State.FAILED, now=NOW, **failure
                    )
            return upload_id

        return self.do(add)

    def state(self, upload_id: UUID) -> State:
        async def look(database: Database) -> State:
            async with database.works() as work:
                row = await work.uploads.get(upload_id)
            assert row is not None
            return row.state

        return self.do(look)


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    return Installation(tmp_path)


def test_what_failed_is_listed_with_its_reason_and_strangers_texts_are_harmless(
    installation: Installation,
) -> None:
    failed = installation.upload(1, error_code="sandbox-crashed", last_error="signal 11", attempts=3)
    other = installation.upload(2)

    outcome = svodka("uploads", "--failed", environ=installation.environ)

    assert outcome.code == 0
    [header, row] = outcome.out.splitlines()
    assert header.split()[0] == "id"
    for shown in (
        str(failed),
        "2026-03-31 12:00:00",
        "Анна",
        "(7)",
        "[red]1.csv",
        "failed",
        "signal 11",
        "3",
    ):
        assert shown in row
    assert "\x1b" not in outcome.out
    assert str(other) in svodka("uploads", environ=installation.environ).out


def test_a_failed_upload_is_taken_up_again_once(installation: Installation) -> None:
    failed = installation.upload(1, error_code="internal")

    outcome = svodka("retry", failed, environ=installation.environ)

    assert outcome.code == 0
    assert outcome.out == f"Upload {failed} is received again; next: store.\n"
    assert installation.state(failed) is State.RECEIVED


def test_only_what_failed_can_be_taken_up_again(installation: Installation) -> None:
    waiting = installation.upload(1)

    outcome = svodka("retry", waiting, environ=installation.environ)

    assert outcome.code == 2
    assert outcome.err == f"Upload {waiting} is received; only one that failed can be taken up again.\n"


def test_an_upload_that_there_is_not_is_said_so(installation: Installation) -> None:
    installation.upload(1)
    unknown = uuid4()

    outcome = svodka("retry", unknown, environ=installation.environ)

    assert (outcome.code, outcome.err) == (2, f"There is no upload {unknown}.\n")


@pytest.mark.parametrize(
    ("environ", "code", "said"),
    [
        ({}, 2, "run svodka migrate first"),
        ({"DATABASE_URL": "postgresql://bot:hunter2@127.0.0.1:1/none"}, 1, "not reached"),
    ],
)
def test_without_a_database_the_command_says_why_in_one_line(
    tmp_path: Path, environ: dict[str, str], code: int, said: str
) -> None:
    outcome = svodka("uploads", environ={"SVODKA_DATA_DIR": str(tmp_path), **environ})

    assert outcome.code == code
    [line] = outcome.err.splitlines()
    assert said in line
    assert "hunter2" not in line
