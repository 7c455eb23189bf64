"""The quick drill: whatever fails, no file is lost, no report comes twice, nothing is left over."""

import json
import os
import subprocess
import sys
from pathlib import Path
from time import monotonic

import pytest

from svodka.rehearsal.drill import QUICK
from svodka.rehearsal.usage import descendants_of

pytestmark = [pytest.mark.timeout(600), pytest.mark.xdist_group("processes")]

# Redis, simulator, storage, bot and two workers.
FAMILY = 6
# What a killed process had started sees so in its own time.
GONE_S = 10


def test_the_quick_drill_passes() -> None:
    drill = subprocess.run(
        [sys.executable, "-m", "svodka", "drill", "--quick", "--json"],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"]},
    )

    assert drill.returncode == 0, drill.stderr
    rows = json.loads(drill.stdout)["faults"]
    assert [row["fault"] for row in rows] == list(QUICK)
    for row in rows:
        assert row["accepted"] == row["once"] > 0
        assert row["twice"] == row["lost"] == row["sentences"] == row["left_over"] == 0


def test_a_drill_that_is_told_to_stop_leaves_no_process() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "svodka", "drill", "redis-forgets"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"]},
    ) as drill:
        family: list[int] = []
        while len(family) < FAMILY and drill.poll() is None:
            family = descendants_of(drill.pid)
        drill.terminate()

        assert drill.wait() == 1

    assert len(family) >= FAMILY
    until = monotonic() + GONE_S
    while any(Path(f"/proc/{pid}").exists() for pid in family):
        assert monotonic() < until
