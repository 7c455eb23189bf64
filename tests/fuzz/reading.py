"""Feed the pure-Python parts of the reader bytes that a coverage-guided fuzzer makes up.

`python -m tests.fuzz.reading [SECONDS]` needs atheris, which is no dependency of ours: install it beside. Whatever it
finds becomes a case in tests/analysis/reading/.
"""

import importlib
import sys
from itertools import islice

from svodka.errors import UnreadableFileError

_DEFAULT_SECONDS = 60
_LONGEST_INPUT = 2_048
_MOST_CELLS = 40


def one(data: bytes) -> bool:
    """Read bytes into a grid and judge its columns: say whether it was a table; an error but ours is a finding."""
    from svodka.analysis.model import ReadOptions  # noqa: PLC0415 - imported once it can be instrumented
    from svodka.analysis.reading.loading import columns_of, decide_all, profile_columns  # noqa: PLC0415
    from svodka.analysis.reading.reader import read_grid  # noqa: PLC0415
    from svodka.analysis.reading.values.deciding import Hints  # noqa: PLC0415

    if data[:2] in (b"PK", b"PA"):
        return False  # Other people's parsers.
    try:
        grid = read_grid(data, ReadOptions())
    except UnreadableFileError:
        return False
    assert all(len(row) == grid.width for row in grid.rows)
    names = [str(index) for index in range(grid.width)]
    profiles = profile_columns(names, columns_of(grid.rows, grid.width))
    for verdict, profile in zip(decide_all(profiles, Hints()), profiles, strict=True):
        for cell in islice(profile.counts, _MOST_CELLS):
            verdict.format.parse(cell)
    return True


def main() -> None:
    """Run the fuzzer for some seconds."""
    atheris = importlib.import_module("atheris")
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else _DEFAULT_SECONDS
    with atheris.instrument_imports(include=["svodka.analysis.reading"]):
        importlib.import_module("svodka.analysis.reading")
    atheris.Setup([sys.argv[0], f"-max_total_time={seconds}", f"-max_len={_LONGEST_INPUT}"], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
