"""Large and hostile files are read or refused within the memory that one file may take, measured from outside."""

import gzip
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.corpus.hostile import ods, ods_row, packed_text, parquet, shared, xls_shared, zipped
from tests.corpus.markup import row_xml, workbook_xml

MOST_MB = 500
_READ = """
import sys
from pathlib import Path
from svodka.analysis.reading import read
from svodka.errors import UnreadableFileError
try:
    with read(Path(sys.argv[1])) as table:
        rows = table.rows
except UnreadableFileError as error:
    rows = error.code
status = Path("/proc/self/status").read_text().split()
print(rows, int(status[status.index("VmHWM:") + 1]) // 1024)
"""


def objects(rows: int) -> bytes:
    return b"[" + b",".join(b'{"a":%d,"b":"x"}' % n for n in range(rows)) + b"]"


def many(row: str) -> str:
    return "".join(row.format(n) for n in range(20_000_000 // len(row)))


def wide(columns: int, rows: int) -> bytes:
    names = ",".join(f"name {n}" for n in range(columns))
    lines = (",".join(f"{n * row % 977}.{n % 90 + 10}" for n in range(columns)) for row in range(rows))
    return "\n".join([names, *lines]).encode()


FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "a large text in a gzip": (lambda: packed_text(6_000_000), "6000000"),
    "a large text in a zip": (lambda: zipped(("t.csv", gzip.decompress(packed_text(3_000_000)))), "3000000"),
    "300 MB of zeros in a gzip": (lambda: gzip.compress(b"0" * 300_000_000, 6), "file-too-large"),
    "a sheet of a million rows": (lambda: ods(ods_row("a", "b") + ods_row("1", "2", times=10**6)), "1000000"),
    "2,000 columns of 600 rows": (lambda: wide(2_000, 600), "600"),
    "one text in all cells of a workbook": (lambda: shared(30_000, 5_500), "5500"),
    "one text in all cells of an XLS": (lambda: xls_shared(7_000, 24_000), "24000"),
    "an array of objects": (lambda: objects(400_000), "400000"),
    "lines of objects": (
        lambda: b"\n".join(json.dumps({"a": n, "b": {"c": "x" * 90}}).encode() for n in range(100_000)),
        "100000",
    ),
    "a page of 20 MB": (
        lambda: b"<html><table><tr><th>n<th>t" + many("<tr><td>{0}<td>text {0}").encode(),
        "869565",
    ),
    "a workbook in XML of 20 MB": (
        lambda: workbook_xml(
            {
                "A": row_xml(("String", "n"), ("String", "t"))
                + many(row_xml(("Number", "{0}"), ("String", "x{0}")))
            }
        ),
        "192307",
    ),
    "a Parquet of two million rows": (
        lambda: parquet("SELECT range AS n, 'text ' || range AS t FROM range(2_000_000)"),
        "2000000",
    ),
    "half a megabyte of text in each row of Parquet": (
        lambda: parquet("SELECT repeat('x', 500_000) AS t, range AS n FROM range(100)"),
        "100",
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_takes_no_more_memory_than_one_file_may(name: str, tmp_path: Path) -> None:
    make, outcome = FILES[name]
    path = tmp_path / "file"
    path.write_bytes(make())

    run = subprocess.run([sys.executable, "-c", _READ, path], capture_output=True, text=True, check=True)

    found, peak_mb = run.stdout.split()
    assert found == outcome
    assert int(peak_mb) <= MOST_MB
