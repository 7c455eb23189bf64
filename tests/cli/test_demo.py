"""`svodka demo` as a newcomer meets it: one address, a chat page, Ctrl-C, nothing left."""

import os
import re
import runpy
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "src" / "svodka" / "cli" / "samples"


@contextmanager
def demo(folder: Path, port: int) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start the demo in a process group of its own, as a shell does, and wait for its address."""
    # Servers of the environment that the demo must leave alone.
    foreign = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1"}
    environ = {"PATH": os.environ["PATH"], "HOME": str(folder), "TMPDIR": str(folder), **foreign}
    with subprocess.Popen(
        [sys.executable, "-m", "svodka", "demo", "--port", str(port)],
        cwd=folder,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            match = re.search(r"http://\S+/", line)
            assert match, f"{line!r}, {process.poll()}"
            yield process, match[0]
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def test_one_address_serves_a_chat_and_ctrl_c_ends_it_cleanly(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with demo(tmp_path, taken.getsockname()[1]) as (process, address):
            assert f":{taken.getsockname()[1]}/" not in address
            with urlopen(address) as page:
                assert b"<html" in page.read().lower()

            os.killpg(process.pid, signal.SIGINT)
            out, err = process.communicate(timeout=30)

    assert (process.returncode, out, err) == (0, "", "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "function"),
    [("bank_statement.csv", "bank_statement"), ("sales.csv", "sales"), ("stock.tsv", "stock")],
)
def test_the_samples_are_what_their_script_makes(name: str, function: str) -> None:
    made = runpy.run_path(str(ROOT / "scripts" / "make_samples.py"))

    assert (SAMPLES / name).read_bytes() == made[function](made["random"].Random(name))
