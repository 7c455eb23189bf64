"""The quick drill: whatever fails, no file is lost, no report comes twice, nothing is left over."""

import json
import os
import subprocess
import sys

import pytest

from svodka.rehearsal.drill import QUICK

pytestmark = [pytest.mark.timeout(600), pytest.mark.xdist_group("processes")]


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
