"""Stopped three times and killed three times while people write, the bot answers every one of them."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

pytestmark = [pytest.mark.timeout(600), pytest.mark.xdist_group("processes")]

BENCHMARK: Final = Path(__file__).parents[2] / "benchmarks" / "restarts.py"
UPDATES: Final = 200


@pytest.mark.parametrize("way", ["polling", "webhook"])
def test_no_update_is_lost_over_three_stops_and_three_kills(way: str) -> None:
    options = ["--updates", str(UPDATES)] + ["--webhook"] * (way == "webhook")
    ran = subprocess.run([sys.executable, BENCHMARK, *options], capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert (told["way"], told["updates"], told["lost"]) == (way, UPDATES, 0)
    assert told["twice"] <= UPDATES // 10, "only what left before its mark did"
    assert told["stopped_badly"] == 0
