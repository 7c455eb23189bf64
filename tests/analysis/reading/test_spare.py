"""A database opened ahead of its use: no thread of its own before the fork, and as good as a new one after it."""

import os
import sys
from pathlib import Path

import pytest

from svodka.analysis.reading import prepare_spare
from svodka.analysis.reading.loading import connect

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="counts its threads in /proc, which is Linux's"
)


def threads() -> int:
    return len(list(Path("/proc/self/task").iterdir()))


def test_a_spare_has_no_thread_of_its_own() -> None:
    before = threads()
    prepare_spare()

    assert threads() == before
    connect("/nowhere", threads=1).close()


def test_a_spare_is_taken_once_and_gets_the_settings_of_its_use(tmp_path: Path) -> None:
    prepare_spare()
    for _ in ("the spare", "a new one"):
        with connect(str(tmp_path / "it's"), threads=2) as connection:
            asked = connection.execute("SELECT current_setting('temp_directory'), current_setting('threads')")
            assert asked.fetchone() == (str(tmp_path / "it's"), 2)


def test_a_forked_process_works_with_the_spare_on_several_threads(tmp_path: Path) -> None:
    prepare_spare()
    child = os.fork()
    if child == 0:
        connection = connect(str(tmp_path), threads=2)
        connection.execute("CREATE TABLE t AS SELECT i, i % 7 AS k FROM range(500000) r(i)")
        total = connection.execute("SELECT count(*) FROM (SELECT k, sum(i) FROM t GROUP BY k)").fetchone()
        os._exit(0 if total == (7,) else 1)
    with connect(str(tmp_path)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)

    assert os.waitpid(child, 0)[1] == 0
