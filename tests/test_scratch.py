"""A process's temporary folder is its own, gone at its end, and cleared by the next when it was killed."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from svodka.scratch import open_scratch


def test_the_folder_and_all_in_it_are_gone_at_the_end(tmp_path: Path) -> None:
    with open_scratch(tmp_path) as folder:
        (folder / "x").write_text("x")
    assert list(tmp_path.iterdir()) == []


def test_a_killed_processs_folder_is_cleared_and_a_living_ones_is_not(tmp_path: Path) -> None:
    script = (
        "import os, pathlib, sys; from svodka.scratch import open_scratch\n"
        "with open_scratch(pathlib.Path(sys.argv[1])) as f: (f / 'x').write_text('x'); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False)
    assert len(list(tmp_path.glob("*/x"))) == 1
    with open_scratch(tmp_path) as living:
        assert list(tmp_path.iterdir()) == [living]
        with open_scratch(tmp_path) as other:
            assert set(tmp_path.iterdir()) == {living, other}


def test_processes_that_start_together_do_not_clear_each_others_folders(tmp_path: Path) -> None:
    def stays(_: int) -> bool:
        with open_scratch(tmp_path) as folder:
            (folder / "file").touch()
            with open_scratch(tmp_path):
                return (folder / "file").exists()

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(stays, range(400)))
    assert list(tmp_path.iterdir()) == []
