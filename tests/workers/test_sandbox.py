"""A sandbox answers, refuses, or dies alone; its parent always learns which, and nothing is left over."""

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final

import pytest

from svodka.errors import EmptyFileError, SandboxCrashedError, SvodkaError, TableTooComplexError
from svodka.workers import SandboxAnalysis, open_sandbox
from svodka.workers.sandboxed import analyse_file
from tests.workers import poison

Analyse = Callable[[Callable[..., dict[str, Any]]], AbstractAsyncContextManager[SandboxAnalysis]]


# What never ends by itself; anything else gets the time that a busy machine may need.
_WALL_S: Final = {poison.hang: 1, poison.stop_amid_a_message: 1, poison.burn: 1}


class Stages(list[str]):
    """Hears the stages, and tells when the first one came."""

    def __init__(self) -> None:
        super().__init__()
        self.heard = asyncio.Event()

    async def __call__(self, stage: str) -> None:
        self.append(stage)
        self.heard.set()


@pytest.fixture
def stages() -> Stages:
    return Stages()


@pytest.fixture
def analyse(tmp_path: Path, stages: Stages) -> Analyse:
    (tmp_path / "in.csv").write_text("a;b\n1;2\n")
    scratch = tmp_path / "scratch"
    scratch.mkdir()

    @asynccontextmanager
    async def run(work: Callable[..., dict[str, Any]]) -> AsyncIterator[SandboxAnalysis]:
        async with (
            open_sandbox(scratch, wall_s=_WALL_S.get(work, 30), memory_mb=512, work=work) as sandbox,
            sandbox.analyse(tmp_path / "in.csv", name="in.csv", language="ru", progress=stages) as analysis,
        ):
            yield analysis

    return run


def left_over(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "scratch").iterdir())


async def test_artefacts_live_until_the_block_ends(analyse: Analyse, tmp_path: Path, stages: Stages) -> None:
    async with analyse(poison.obey) as analysis:
        assert analysis.summary == {"title": "in.csv"}
        assert analysis.artefacts["report"].read_text() == "a;b\n1;2\n"
    assert stages == ["reading"]
    assert left_over(tmp_path) == []


async def test_each_stage_is_said_once_however_many_columns_there_are(
    analyse: Analyse, stages: Stages
) -> None:
    async with analyse(analyse_file) as analysis:
        assert analysis.artefacts.keys() == {"report", "clean"}
    assert stages == ["reading", "profiling", "drawing", "writing"]


async def test_a_refusal_keeps_its_type_and_figures(analyse: Analyse) -> None:
    with pytest.raises(EmptyFileError, match="nothing in it") as caught:
        async with analyse(poison.refuse):
            pass
    assert caught.value.figures == {"rows": 0}


@pytest.mark.parametrize(
    ("work", "error"),
    [
        (poison.hang, TableTooComplexError),
        (poison.stop_amid_a_message, TableTooComplexError),
        (poison.burn, TableTooComplexError),
        (poison.swallow_memory, TableTooComplexError),
        (poison.crash, SandboxCrashedError),
        (poison.abort, SandboxCrashedError),
        (poison.exit_quietly, SandboxCrashedError),
        (poison.name_a_stray, SandboxCrashedError),
        (poison.leave_a_mess, SandboxCrashedError),
    ],
)
async def test_a_poisonous_file_fails_alone_with_a_typed_error_and_leaves_nothing(
    analyse: Analyse, tmp_path: Path, work: Callable[..., dict[str, Any]], error: type[SvodkaError]
) -> None:
    with pytest.raises(error):
        async with analyse(work):
            pass
    assert left_over(tmp_path) == []


async def test_cancelling_really_kills_the_process(analyse: Analyse, tmp_path: Path, stages: Stages) -> None:
    async def run() -> None:
        async with analyse(poison.hang_for_long):
            pass

    task = asyncio.create_task(run())
    await stages.heard.wait()
    pid = int(stages[0].partition(":")[2])
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert left_over(tmp_path) == []


@pytest.mark.parametrize(
    ("work", "outcome"),
    [
        (poison.obey, "done"),
        (poison.refuse, "refused"),
        (poison.burn, "killed"),
        (poison.crash, "crashed"),
        (poison.name_a_stray, "crashed"),
    ],
)
async def test_how_a_sandbox_ended_is_told(
    tmp_path: Path, stages: Stages, work: Callable[..., dict[str, Any]], outcome: str
) -> None:
    (tmp_path / "in.csv").write_text("a;b\n1;2\n")
    heard: list[str] = []
    async with open_sandbox(
        tmp_path, wall_s=_WALL_S.get(work, 30), memory_mb=512, work=work, heard=heard.append
    ) as sandbox:
        with suppress(SvodkaError):
            async with sandbox.analyse(
                tmp_path / "in.csv", name="in.csv", language="ru", progress=stages
            ) as analysis:
                assert analysis.summary
    assert heard == [outcome]


async def test_a_failure_is_told_by_its_place_and_no_cell_gets_into_the_log(
    analyse: Analyse, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SandboxCrashedError) as failed:
        async with analyse(poison.blurt):
            pass

    assert re.fullmatch(r"ValueError in the sandbox: poison\.py:\d+ blurt < .+", str(failed.value))
    assert "1;2" not in str(failed.value) + "".join(capfd.readouterr())


async def test_a_sandbox_holds_the_engine_and_nothing_of_the_service(analyse: Analyse) -> None:
    async with analyse(poison.tell_what_is_loaded) as analysis:
        loaded = set(analysis.summary["loaded"])

    assert {"svodka.analysis", "duckdb", "uharfbuzz"} <= loaded
    assert loaded & {"sqlalchemy", "pydantic", "redis", "dramatiq", "svodka.app", "svodka.config"} == set()


_SCRIPT: Final = """
import asyncio, sys
from pathlib import Path
from svodka.workers import open_sandbox
from tests.workers import poison

Path(sys.argv[1], "runs").open("a").write("x")

async def silent(stage: str) -> None: ...

async def main() -> None:
    folder = Path(sys.argv[1])
    async with open_sandbox(folder, wall_s=30, memory_mb=512, work=poison.obey) as sandbox:
        async with sandbox.analyse(folder / "in.csv", name="in.csv", language="ru", progress=silent):
            pass

if __name__ == "__main__":
    asyncio.run(main())
"""


def test_a_sandbox_does_not_run_the_script_that_started_its_worker(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("a;b\\n1;2\\n")
    script = tmp_path / "script.py"
    script.write_text(_SCRIPT)
    root = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path)],
        env={**os.environ, "PYTHONPATH": root},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "runs").read_text() == "x"


_LOOKING: Final = """
import asyncio, json, re, sys
from pathlib import Path
from svodka.workers import open_sandbox
from tests.workers import poison

class Looked(Exception):
    pass

def memory(pid):
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            place = re.match("([0-9a-f]+)-([0-9a-f]+) rw", line)
            if place:
                start, end = (int(number, 16) for number in place.groups())
                memory.seek(start)
                yield memory.read(end - start)

async def look(stage):
    pid = int(stage.partition(":")[2])
    held = b"".join(memory(pid)) + Path(f"/proc/{pid}/environ").read_bytes()
    print(json.dumps([needle for needle in json.load(sys.stdin) if needle.encode()[1:] in held]))
    raise Looked

async def main():
    folder = Path(sys.argv[1])
    async with open_sandbox(folder, wall_s=60, memory_mb=512, work=poison.hang_for_long) as sandbox:
        try:
            async with sandbox.analyse(Path(sys.argv[2]), name="", language="ru", progress=look):
                pass
        except Looked:
            pass

if __name__ == "__main__":
    asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="no /proc here")
def test_no_secret_of_the_service_is_found_in_a_sandbox_nor_in_its_memory(tmp_path: Path) -> None:
    secrets = {
        "BOT_TOKEN": "1:the-token",
        "DATABASE_URL": "postgresql://u:the-password@h/d",
        "OTHER": "the-rest" * 500,
    }
    (tmp_path / "look.py").write_text(_LOOKING)
    (tmp_path / "in.csv").write_text("a;b")
    root = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, tmp_path / "look.py", tmp_path, tmp_path / "in.csv"],
        input=json.dumps([*secrets.values(), root]),
        env={"PATH": os.environ["PATH"], "PYTHONPATH": root, **secrets},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [root]
