"""The benchmark of the analysis runs and prints a line for us and for what we are measured by."""

import re
import subprocess
import sys
from pathlib import Path

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "analysis.py"


def test_the_benchmark_of_the_analysis_runs() -> None:
    done = subprocess.run(
        [sys.executable, str(BENCHMARK), "--megabytes", "0.05"], capture_output=True, text=True, check=True
    )
    for name in ("DuckDB SUMMARIZE", "svodka, whole report", "svodka, with PNGs"):
        assert re.search(rf"^  {name} +CPU +\d+\.\d+ s", done.stdout, re.MULTILINE), done.stdout + done.stderr
