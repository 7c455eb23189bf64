"""How faithfully `convert` gives back a table that was spoilt in one way: `python -m tests.corpus.fidelity`.

Names, whole rows and single cells are compared with the truth, as texts; F1 is 1 where all of them are there
and nothing else is.
"""

import argparse
import csv
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from svodka.analysis.model import ReadOptions
from svodka.analysis.reading import convert
from svodka.analysis.reading.reader import read_grid
from svodka.errors import SvodkaError
from tests.corpus.plain import TABLES
from tests.corpus.pollution import FILE_POLLUTERS, Polluted
from tests.corpus.row_pollution import ROW_POLLUTERS

csv.field_size_limit(sys.maxsize)


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """F1 of names, rows and cells of one file, whether a fitting issue was said, and the error if one was raised."""

    case: Polluted
    header: float
    rows: float
    cells: float
    said: bool = True
    error: str = ""

    @property
    def perfect(self) -> bool:
        """Say whether nothing is missing and nothing is too much."""
        return self.header == self.rows == self.cells == 1


def all_cases() -> Iterator[Polluted]:
    """Yield every clean table spoilt in every way."""
    for make in TABLES:
        table = make()
        for pollute in (*FILE_POLLUTERS, *ROW_POLLUTERS):
            yield from pollute(table)


def judge(case: Polluted) -> Score:
    """Convert one file and compare the result with the truth."""
    try:
        found = _converted(case.data)
        issues = {issue.code for issue in read_grid(case.data, ReadOptions()).issues} if case.codes else set()
    except SvodkaError as error:
        return Score(
            case=case, header=0, rows=0, cells=0, said=False, error=f"{type(error).__name__}: {error}"
        )
    header = [] if case.header is None else found[:1]
    body = found if case.header is None else found[1:]
    return Score(
        case=case,
        header=_f1(_placed(header), _placed([case.header] if case.header is not None else [])),
        rows=_f1(map(tuple, body), map(tuple, case.rows)),
        cells=_f1(_placed(body), _placed(case.rows)),
        said=not case.codes
        or bool(case.codes & issues)
        or bool({"empty_name", "duplicate_name"} & case.codes),
    )


def _converted(data: bytes) -> list[list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "out.csv"
        convert(data, target)
        with target.open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file, strict=True))


def _placed(rows: Iterable[Iterable[str]]) -> Iterator[tuple[int, str]]:
    for row in rows:
        yield from enumerate(row)


def _f1(found: Iterable[Hashable], wanted: Iterable[Hashable]) -> float:
    have, want = Counter(found), Counter(wanted)
    total = have.total() + want.total()
    return 2 * (have & want).total() / total if total else 1.0


_HEAD: Final = f"{'kind':18} files perfect header   rows  cells   said\n"


def main() -> int:
    """Print the figures by kind, and the files that are not perfect."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--show", type=int, default=40)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    report([judge(case) for case in all_cases() if options.only in case.name], options.show)
    return 0


def report(scores: Sequence[Score], show: int) -> None:
    """Print the figures of each kind, and some of the files that are not perfect."""
    kinds = defaultdict[str, list[Score]](list)
    for score in scores:
        kinds[score.case.kind].append(score)
    wrong = [score for score in scores if not score.perfect or not score.said]
    for score in wrong[:show]:
        figures = f"header {score.header:.3f} rows {score.rows:.3f} cells {score.cells:.3f}"
        sys.stdout.write(f"{score.case.name}: {figures}{'' if score.said else ' UNSAID'} {score.error}\n")
    sys.stdout.write(_HEAD)
    for kind, some in [*kinds.items(), ("all", scores)]:
        count = len(some)
        means = [sum(getattr(s, name) for s in some) / count for name in ("header", "rows", "cells", "said")]
        perfect = sum(s.perfect for s in some)
        sys.stdout.write(f"{kind:18} {count:5} {perfect:7} " + " ".join(f"{m:6.4f}" for m in means) + "\n")


if __name__ == "__main__":
    sys.exit(main())
