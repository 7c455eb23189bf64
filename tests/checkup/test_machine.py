"""The machine, the service and the examination itself: found well, and found ill when something is broken."""

import shutil
from collections import namedtuple
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from svodka.checkup import ALL, LOG_ONLY, Finding, Subject, Verdict, confinement, logs, machine
from svodka.config import Settings
from svodka.database import open_database
from svodka.simulator import Simulator, open_simulator
from svodka.watching import Heartbeat, Process, Role, Vitals
from svodka.workers import landlock, sandbox, sandboxed, seccomp
from svodka.workers.sandboxed import Job, Layers, Work
from tests.checkup.examining import AWAY, all_found, found
from tests.workers.poison import obey


@pytest.fixture
async def telegram() -> AsyncIterator[Simulator]:
    async with open_simulator() as simulator:
        yield simulator


# The machine


async def test_a_disk_that_is_roomy_tight_full_or_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "free")
    for free_mb, expected in (
        (100_000, (Verdict.OK, "disk-good")),
        (1_000, (Verdict.NOTE, "disk-tight")),
        (100, (Verdict.WRONG, "disk-full")),
    ):
        monkeypatch.setattr(shutil, "disk_usage", lambda _, mb=free_mb: usage(mb << 20))
        assert await found(Subject.DISK, tmp_path) == [expected]

    (tmp_path / "file").touch()
    assert await found(Subject.DISK, tmp_path / "file") == [(Verdict.WRONG, "disk-not-written")]
    assert await found(Subject.DISK, tmp_path, SVODKA_LOG_FILE=f"{tmp_path}/file/logs/bot.log") == [
        (Verdict.WRONG, "disk-not-written")
    ]


async def test_letters_that_cannot_be_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert await found(Subject.FONTS, tmp_path) == [(Verdict.OK, "fonts-good")]

    monkeypatch.setattr(machine, "lettered", lambda *_, **__: None)
    assert await found(Subject.FONTS, tmp_path) == [(Verdict.WRONG, "fonts-missing")]


async def test_limits_that_are_in_force_and_limits_that_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await found(Subject.SANDBOX, tmp_path))[0] == (Verdict.OK, "sandbox-good")

    monkeypatch.setattr(confinement, "swallow", obey)
    monkeypatch.setattr(confinement, "spin", obey)
    assert (await found(Subject.SANDBOX, tmp_path))[:2] == [
        (Verdict.WRONG, "memory-unlimited"),
        (Verdict.WRONG, "time-unlimited"),
    ]


async def test_a_sandbox_that_is_shut_and_one_whose_doors_stand_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if landlock.prepare() and seccomp.prepare():
        assert (await found(Subject.SANDBOX, tmp_path))[1:] == [(Verdict.OK, "sandbox-shut")]

    monkeypatch.setattr(sandbox, "run", run_openly)
    assert (await found(Subject.SANDBOX, tmp_path))[1:] == [
        (Verdict.NOTE, "files-open"),
        (Verdict.NOTE, "network-open"),
        (Verdict.NOTE, "programs-open"),
        (Verdict.NOTE, "processes-open"),
    ]


def run_openly(job: Job, connection: Connection, work: Work) -> None:
    """Be a sandbox of a kernel that has none of the layers."""
    with pytest.MonkeyPatch.context() as patches:
        patches.setattr(sandboxed, "isolate", lambda *_, **__: Layers(landlock=0, seccomp=False))
        sandboxed.run(job, connection, work)


async def test_a_sandbox_without_time_for_any_table(tmp_path: Path) -> None:
    findings = await found(Subject.SANDBOX, tmp_path, SVODKA_ANALYSIS_DEADLINE_S="0.001")

    assert findings == [(Verdict.WRONG, "sandbox-broken")]


async def test_a_log_that_holds_nobody_up_and_one_that_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "_MOST_CALL_MS", 1e3)  # what a busy machine does is not what is tested here
    monkeypatch.setattr(logs, "_MOST_LAG_MS", 1e3)
    closely = await all_found(dict(LOG_ONLY), tmp_path)
    assert [(finding.verdict, finding.code) for finding in closely] == [
        (Verdict.OK, "log-flowing"),
        (Verdict.OK, "log-stuck"),
        (Verdict.OK, "log-end"),
    ]
    flowing, stuck = closely[0].figures, closely[1].figures
    assert (flowing["lines"], flowing["arrived"], flowing["errors"], flowing["errors-arrived"]) == (
        1_000,
        1_000,
        250,
        250,
    )
    assert (stuck["errors"], stuck["errors-arrived"]) == (200, 200)

    monkeypatch.setattr(logs, "_MOST_CALL_MS", 0.0)
    assert await found(Subject.LOG, tmp_path) == [(Verdict.NOTE, "log-holds-up")]
    monkeypatch.setattr(logs, "_SLACK_S", -1.0)
    assert await found(Subject.LOG, tmp_path) == [(Verdict.WRONG, "log-holds-up")]


# The service


async def alive(folder: Path, *roles: Role) -> str:
    """Make a database in which processes of these roles have just given a sign of life; returns its address."""
    url = f"sqlite+aiosqlite:///{folder}/alive.db"
    now = datetime.now(UTC)
    async with open_database(url, pool_size=1) as database:
        await database.migrate()
        async with database.works() as work:
            for number, role in enumerate(roles):
                process = Process(name=f"{role}-{number}", role=role, started_at=now)
                await work.watch.beat(Heartbeat(process=process, at=now, vitals=Vitals()))
    return url


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ((), (Verdict.NOTE, "nobody-alive")),
        ((Role.RUN,), (Verdict.OK, "all-alive")),
        ((Role.BOT, Role.WORKER, Role.WEB), (Verdict.OK, "all-alive")),
        ((Role.BOT, Role.WEB), (Verdict.WRONG, "part-missing")),
        ((Role.WORKER,), (Verdict.WRONG, "part-missing")),
        ((Role.BOT, Role.WORKER, Role.WORKER, Role.WEB), (Verdict.WRONG, "more-alive")),
    ],
)
async def test_processes_are_missed_when_one_is_gone_or_there_is_one_too_many(
    tmp_path: Path, roles: tuple[Role, ...], expected: tuple[Verdict, str]
) -> None:
    environ = {"DATABASE_URL": await alive(tmp_path, *roles), "SVODKA_OPERATORS": "1"}
    assert await found(Subject.PROCESSES, tmp_path, **environ) == [expected]


async def test_pages_are_asked_as_people_ask_them_once_somebody_serves(
    telegram: Simulator, tmp_path: Path
) -> None:
    well, ill = (Verdict.OK, "all-alive"), (Verdict.WRONG, "pages-away")
    environ = {"DATABASE_URL": await alive(tmp_path, Role.RUN), "SVODKA_OPERATORS": "1"}
    for url in (f"http://{AWAY}", f"{telegram.api_url}/nowhere"):
        assert await found(Subject.PROCESSES, tmp_path, SVODKA_WEB_URL=url, **environ) == [well, ill]

    (tmp_path / "new").mkdir()
    environ["DATABASE_URL"] = await alive(tmp_path / "new")
    assert await found(Subject.PROCESSES, tmp_path, SVODKA_WEB_URL=f"http://{AWAY}", **environ) == [
        (Verdict.NOTE, "nobody-alive")
    ]


async def test_an_operator_is_missed(tmp_path: Path) -> None:
    url = await alive(tmp_path, Role.RUN)
    findings = await found(Subject.PROCESSES, tmp_path, DATABASE_URL=url)
    assert findings == [(Verdict.OK, "all-alive"), (Verdict.NOTE, "nobody-told")]


# The examination itself


async def test_a_check_that_fails_or_hangs_is_a_finding_and_the_next_one_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_settings: Settings) -> list[Finding]:
        raise LookupError("no such thing")

    async def late(_settings: Settings) -> list[Finding]:
        raise TimeoutError

    checks = {Subject.DISK: fail, Subject.QUEUE: late, Subject.FONTS: ALL[Subject.FONTS]}
    findings = await all_found(checks, tmp_path)
    assert [(finding.subject, finding.code) for finding in findings] == [
        (Subject.DISK, "unexpected"),
        (Subject.QUEUE, "late"),
        (Subject.FONTS, "fonts-good"),
    ]
