"""The benchmark of the log runs and prints a row for what there is here to measure; the others are in an environment of
their own.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "logs.py"


def rows(*options: str) -> list[dict[str, Any]]:
    process = subprocess.run(
        [sys.executable, BENCHMARK, "--rounds", "1", "--json", *options],
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[dict[str, Any]] = json.loads(process.stdout)
    return found


@pytest.mark.parametrize("sink", ["file", "slow disk"])
def test_a_burst_arrives_whole(sink: str) -> None:
    (ours, theirs) = rows(
        "--modes", "burst", "--lines", "400", "--sinks", sink, "--libraries", "svodka", "stdlib QueueHandler"
    )

    assert (ours["library"], theirs["library"]) == ("svodka", "stdlib QueueHandler")
    for row in (ours, theirs):
        assert (row["calls"], row["lost"], row["lost_errors"]) == (400, 0, 0)
        assert row["call_p50_us"] > 0


def test_behind_a_full_queue_a_call_returns_and_every_error_arrives() -> None:
    (row,) = rows("--modes", "paced", "--seconds", "0.3", "--sinks", "stuck pipe", "--libraries", "svodka")

    assert row["lost"] > 0
    assert row["lost_errors"] == 0
