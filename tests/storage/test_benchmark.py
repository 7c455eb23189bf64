"""The benchmark of the storage runs and prints its figures."""

import re
import subprocess
import sys
from pathlib import Path

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "storage.py"


def test_the_benchmark_of_the_storage_runs() -> None:
    process = subprocess.run(
        [sys.executable, str(BENCHMARK), "--mb", "7", "supabase"], capture_output=True, text=True, check=True
    )

    for name in ("supabase upload", "supabase download"):
        assert re.search(rf"^{name} +7 MB +\d+\.\d+ s +\+\d+\.\d MB", process.stdout, re.MULTILINE)
