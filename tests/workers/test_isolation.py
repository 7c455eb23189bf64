"""What a hostile file's process tries beyond its own file and folder is refused by the kernel, as far as it can."""

import errno
import gzip
import json
import operator
import os
import re
import socket
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import pytest

from svodka.analysis import analyze
from svodka.errors import UnreadableFileError
from svodka.workers import Sandbox, landlock, open_sandbox, seccomp
from svodka.workers.sandboxed import Layers
from tests.corpus.hostile import packed_text, xls_corners, xlsb_corners, zipped
from tests.corpus.plain import invoices
from tests.corpus.sheets_file import written
from tests.workers import poison

_NO_LANDLOCK: Final = (
    "no Landlock here: Linux before 5.13, not enabled at boot, or forbidden by the container"
)
# The attempts of `poison.trespass` that are Landlock's to refuse; the others are the filter's.
_OF_FILES: Final = frozenset(
    {
        "read the system's users",
        "read the settings",
        "read a file beside the upload",
        "read variables of the parent",
        "read memory of the parent",
        "read its own variables",
        "list the uploads",
        "overwrite the upload",
        "overwrite the settings",
        "leave a file beside the upload",
        "delete the settings",
        "take the settings",
        "link to the settings",
        "share the settings",
    }
)


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    folder = tmp_path / "uploads"
    folder.mkdir()
    (folder / "in.csv").write_text("a;b\n1;2\n")
    (folder / "other.csv").write_text("of another person")
    (tmp_path / ".env").write_text("BOT_TOKEN=1:secret")
    return folder


@pytest.fixture
def targets(tmp_path: Path, uploads: Path) -> Iterator[str]:
    """Name what is there to be reached, as JSON; all of it is really there."""
    path = f"{tmp_path}/socket"
    with socket.create_server(("127.0.0.1", 0)) as tcp, socket.socket(socket.AF_UNIX) as unix:
        unix.bind(path)
        unix.listen()
        yield json.dumps(
            {
                "env": f"{tmp_path}/.env",
                "port": tcp.getsockname()[1],
                "socket": path,
                "worker": os.getpid(),
            }
        )


async def silent(_stage: str) -> None:
    """Hear of a stage."""


async def trespassed(uploads: Path, tmp_path: Path, targets: str) -> tuple[Layers, Mapping[str, str]]:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    async with (
        open_sandbox(scratch, wall_s=60, memory_mb=512, work=poison.trespass) as sandbox,
        sandbox.analyse(uploads / "in.csv", name=targets, language="ru", progress=silent) as analysis,
    ):
        return sandbox.layers, analysis.summary


async def test_files_of_others_the_settings_and_the_parents_memory_are_out_of_reach(
    uploads: Path, tmp_path: Path, targets: str
) -> None:
    layers, outcomes = await trespassed(uploads, tmp_path, targets)
    if not layers.landlock:
        pytest.skip(_NO_LANDLOCK)
    assert {name: outcomes[name] for name in _OF_FILES} == {
        **dict.fromkeys(_OF_FILES, "EACCES"),
        "share the settings": "EXDEV",
    }
    assert (tmp_path / ".env").read_text() == "BOT_TOKEN=1:secret"
    assert sorted(path.name for path in uploads.iterdir()) == ["in.csv", "other.csv"]


async def test_network_programs_and_other_processes_are_out_of_reach(
    uploads: Path, tmp_path: Path, targets: str
) -> None:
    layers, outcomes = await trespassed(uploads, tmp_path, targets)
    if not layers.seccomp:
        pytest.skip("no filter of calls here: neither x86-64 nor AArch64, or a kernel without seccomp")
    others = outcomes.keys() - _OF_FILES
    assert len(others) > len(_OF_FILES)
    assert {name: outcomes[name] for name in others} == dict.fromkeys(others, "EPERM")


@pytest.mark.skipif(sys.platform != "linux", reason="Landlock and seccomp are Linux's")
async def test_this_machine_tells_its_layers_as_the_kernel_does(tmp_path: Path) -> None:
    prepared = landlock.prepare()
    async with open_sandbox(tmp_path, wall_s=60, memory_mb=512) as sandbox:
        assert sandbox.layers.landlock == (prepared.abi if prepared else 0)
        assert sandbox.layers.seccomp == (seccomp.prepare() is not None)


async def run(sandbox: Sandbox, path: Path) -> Mapping[str, object]:
    async with sandbox.analyse(path, name="in.csv", language="ru", progress=silent) as analysis:
        return analysis.summary


async def test_the_engine_has_its_threads_all_the_same(uploads: Path, tmp_path: Path) -> None:
    async with open_sandbox(tmp_path, wall_s=60, memory_mb=1024, work=poison.count_in_threads) as sandbox:
        assert await run(sandbox, uploads / "in.csv") == {"found": 1_000_000}


async def test_one_pipe_is_the_only_way_out(uploads: Path, tmp_path: Path) -> None:
    async with open_sandbox(tmp_path, wall_s=60, memory_mb=512, work=poison.tell_ways_out) as sandbox:
        assert await run(sandbox, uploads / "in.csv") == {"ways": 1}


def _files() -> Iterator[tuple[str, bytes]]:
    """Yield a name and the bytes of each kind of file that is read, and of some that are refused."""
    table = invoices()
    text = "\n".join(";".join(row) for row in (table.header, *table.rows))
    for name, data in written(table):
        yield f"{name}.file", data
    yield "utf-8.csv", text.encode()
    yield "utf-16.csv", text.encode("utf-16")
    yield "cp1251.csv", ("город;сумма\n" + "Москва;10,50\nКазань;20,25\n" * 20).encode("cp1251")
    yield "packed.csv.gz", gzip.compress(text.encode())
    yield "packed.zip", zipped(("one/table.csv", text))
    yield "large.csv.gz", packed_text(60_000)
    yield "page.xls", f"<table>{''.join(_html(row) for row in (table.header, *table.rows))}</table>".encode()
    yield "corners.xls", xls_corners()
    yield "corners.xlsb", xlsb_corners()
    yield "picture.png", b"\x89PNG\r\n\x1a\n" + bytes(100)


def _html(row: Sequence[str]) -> str:
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>"


def outside(path: Path) -> str:
    try:
        with analyze(path, name=path.name, lang="ru") as report:
            return report.chat().summary
    except UnreadableFileError as error:
        return type(error).__name__


async def inside(sandbox: Sandbox, path: Path) -> str:
    try:
        async with sandbox.analyse(path, name=path.name, language="ru", progress=silent) as analysis:
            return str(analysis.summary["text"])
    except UnreadableFileError as error:
        return type(error).__name__


async def test_every_kind_of_file_comes_to_the_same_inside_as_outside(tmp_path: Path) -> None:
    (tmp_path / "scratch").mkdir()
    refused = []
    async with open_sandbox(tmp_path / "scratch", wall_s=60, memory_mb=1024) as sandbox:
        for name, data in _files():
            path = tmp_path / name
            path.write_bytes(data)
            expected = outside(path)
            assert (name, await inside(sandbox, path)) == (name, expected)
            if expected.endswith("Error"):
                refused.append(name)
    assert refused == ["corners.xls", "corners.xlsb", "picture.png"]


async def test_a_file_that_is_gone_opens_nothing(uploads: Path, tmp_path: Path, targets: str) -> None:
    (uploads / "in.csv").unlink()
    layers, outcomes = await trespassed(uploads, tmp_path, targets)
    if not layers.landlock:
        pytest.skip(_NO_LANDLOCK)
    assert outcomes["read the settings"] == "EACCES"


# Landlock by itself, without the filter that refuses most of it first


_ALONE: Final = """
import errno, os, socket, sys
from pathlib import Path
from svodka.workers import landlock

folder, port, abi, name = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
real = landlock.call
# Asked for its version, the kernel is an older one.
landlock.call = lambda number, *given: abi if given[0] is None else real(number, *given)
scratch = folder / "scratch"
assert landlock.confine_to(readable=folder / "uploads" / "in.csv", folder=scratch) == abi

def tried(attempt):
    try:
        attempt()
    except OSError as error:
        return errno.errorcode[error.errno]
    return "done"

def connect():
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(chr(0) + name)

def work():
    (scratch / "sub").mkdir()
    (scratch / "a").write_text("twelve bytes")
    os.truncate(scratch / "a", 3)
    (scratch / "a").rename(scratch / "b")
    (scratch / "b").unlink()
    (scratch / "sub").rmdir()

print(
    tried((folder / "uploads" / "in.csv").read_bytes),
    tried(work),
    tried((folder / ".env").read_bytes),
    tried(lambda: os.execv(sys.executable, [sys.executable, "-c", ""])),
    tried(lambda: os.truncate(folder / ".env", 0)),
    tried(lambda: socket.create_connection(("127.0.0.1", port)).close()),
    tried(connect),
    tried(lambda: os.kill(os.getppid(), 0)),
)
"""


@pytest.mark.parametrize("abi", range(1, 8))
def test_landlock_by_itself_refuses_what_its_version_can(tmp_path: Path, uploads: Path, abi: int) -> None:
    prepared = landlock.prepare()
    if prepared is None or prepared.abi < abi:
        pytest.skip(f"Landlock's version here is {prepared.abi if prepared else 0}")
    (tmp_path / "scratch").mkdir()
    name = f"svodka-test-{os.getpid()}-{abi}"
    with socket.create_server(("127.0.0.1", 0)) as tcp, socket.socket(socket.AF_UNIX) as unix:
        unix.bind(f"\0{name}")
        unix.listen()
        done = subprocess.run(
            [sys.executable, "-c", _ALONE, tmp_path, str(tcp.getsockname()[1]), str(abi), name],
            capture_output=True,
            text=True,
            check=True,
        )
    assert done.stdout.split() == [
        "done",
        "done",
        "EACCES",
        "EACCES",
        "EACCES" if abi >= 3 else "done",
        "EACCES" if abi >= 4 else "done",
        "EPERM" if abi >= 6 else "done",
        "EPERM" if abi >= 6 else "done",
    ]


# The filter, step by step, for machines that are not at hand, too


_X86_64, _AARCH64, _I386 = 0xC000003E, 0xC00000B7, 0x40000003
_ALLOWED: Final = "allowed"


def answered(program: bytes, machine: int, number: int, first_argument: int = 0) -> str:
    """Run the filter as the kernel does; returns the error that a call is answered with, or that it is allowed."""
    data = {0: number, 4: machine, 16: first_argument}
    steps = list(struct.iter_unpack("=HBBI", program))
    tests: Mapping[int, Callable[[int, int], object]] = {
        0x15: operator.eq,
        0x35: operator.ge,
        0x45: operator.and_,
    }
    held = at = 0
    while True:
        code, then, otherwise, value = steps[at]
        at += 1
        if code == 0x20:
            held = data[value]
        elif code == 0x06:
            return _ALLOWED if value == 0x7FFF0000 else errno.errorcode[value - 0x00050000]
        else:
            at += then if tests[code](held, value) else otherwise


@pytest.mark.parametrize(
    ("name", "machine", "clone", "prlimit", "harmless"),
    [
        (
            "x86_64",
            _X86_64,
            56,
            302,
            {"read": 0, "write": 1, "openat": 257, "mmap": 9, "futex": 202, "exit": 60},
        ),
        (
            "aarch64",
            _AARCH64,
            220,
            261,
            {"read": 63, "write": 64, "openat": 56, "mmap": 222, "futex": 98, "exit": 93},
        ),
    ],
)
def test_the_filter_refuses_what_is_listed_and_nothing_else(
    name: str, machine: int, clone: int, prlimit: int, harmless: Mapping[str, int]
) -> None:
    program = seccomp.program_for(name)
    column = ("x86_64", "aarch64").index(name)
    refused = {number for numbers in seccomp.REFUSED.values() if (number := numbers[column]) is not None}

    by_number = {number: answered(program, machine, number) for number in range(452)}
    assert {number for number, answer in by_number.items() if answer == "EPERM"} == refused | {clone}
    assert {number for number, answer in by_number.items() if answer == "ENOSYS"} == {435}
    assert {answered(program, machine, number) for number in harmless.values()} == {_ALLOWED}

    thread, process = 0x3D0F00, 0x1200011
    assert answered(program, machine, clone, thread) == _ALLOWED
    assert answered(program, machine, clone, process) == "EPERM"
    assert answered(program, machine, prlimit, 4321) == "EPERM"
    assert answered(program, machine, 460) == answered(program, machine, 0x40000000) == "ENOSYS"
    assert answered(program, _I386, harmless["read"]) == "EPERM"


_HEADERS: Final = {
    0: Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    1: Path("/usr/include/asm-generic/unistd.h"),
}


@pytest.mark.parametrize("column", _HEADERS)
def test_the_numbers_are_those_of_the_kernels_headers(column: int) -> None:
    if not _HEADERS[column].exists():
        pytest.skip(f"the kernel's headers are not installed: {_HEADERS[column]}")
    text = _HEADERS[column].read_text()
    known = {name: int(number) for name, number in re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", text)}
    ours = {name: numbers[column] for name, numbers in seccomp.REFUSED.items()}
    assert {name: known.get(name) for name in ours} == ours
