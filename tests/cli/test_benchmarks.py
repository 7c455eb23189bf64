"""The benchmark of the start runs and prints a figure for each program."""

import re
import subprocess
import sys
from pathlib import Path

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "start.py"


def test_the_benchmark_of_the_start_runs() -> None:
    process = subprocess.run(
        [sys.executable, str(BENCHMARK), "--rounds", "1"], capture_output=True, text=True, check=True
    )

    for name in ("import duckdb", "svodka analyze --json", "svodka analyze"):
        assert re.search(rf"^{name} +\d+\.\d+ s", process.stdout, re.MULTILINE)
