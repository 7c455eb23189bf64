"""Which lens a table is seen through: how many of its own kinds each recognises, and how many others it claims.

Run: `python -m tests.analysis.claims 100` makes 100 tables of each kind (columns in any order, some renamed, some
more, some left out, Russian and English), looks at them and at the whole corpus, and prints the rates.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from svodka.analysis.lenses import look
from svodka.analysis.profiling import find_focus, profile
from svodka.analysis.reading import read
from svodka.analysis.wording import Wording
from tests.analysis.foreign import FOREIGN, foreign
from tests.analysis.kinds import OWN, written
from tests.corpus.generator import cases
from tests.corpus.sheets import sheets

# The lenses of a trade; the broad ones may claim whatever has dates and amounts.
TRADES: Final = frozenset({"stock_sales", "marketplace_sales", "bank_statement"})
_BANK_SHEETS: Final = "statement-"


def lens_of(data: bytes) -> str | None:
    """Return the lens that a file is seen through."""
    with read(data, name="table.csv") as table:
        measured = profile(table)
        return look(table, measured, find_focus(measured), Wording("ru")).lens


def missed(kind: str, seeds: range) -> dict[int, str | None]:
    """Return the tables of an own kind that another lens claims, or none."""
    lens, _, _ = OWN[kind]
    seen = {seed: lens_of(written(kind, seed)) for seed in seeds}
    return {seed: found for seed, found in seen.items() if found != lens}


def claimed(tables: Iterable[tuple[str, bytes]], lenses: frozenset[str]) -> tuple[int, dict[str, str]]:
    """Return how many tables there are, and which of them are claimed by one of the lenses."""
    seen = {name: lens_of(data) for name, data in tables}
    return len(seen), {name: lens for name, lens in seen.items() if lens in lenses}


def corpus(seed: int, count: int) -> Iterator[tuple[str, bytes]]:
    """Return files of the generated corpus, and its sheets that are no bank's."""
    for case in cases(seed, count):
        yield case.name, case.data
    for sheet in sheets(seed):
        if not sheet.name.startswith(_BANK_SHEETS):
            yield sheet.name, sheet.data


def others(seeds: range) -> Iterator[tuple[str, bytes]]:
    """Return tables of kinds that no lens knows."""
    for kind in FOREIGN:
        for seed in seeds:
            yield f"{kind} {seed}", foreign(kind, seed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tables", type=int, nargs="?", default=100)
    tables = parser.parse_args().tables
    for kind in OWN:
        lost = missed(kind, range(tables))
        _say(
            f"{kind:<24} recognised {100 * (1 - len(lost) / tables):5.1f} %  not: {dict(list(lost.items())[:6])}"
        )
    for name, files, lenses in (
        ("corpus", corpus(7, 5 * tables), TRADES),
        ("other kinds", others(range(tables)), TRADES),
        ("other kinds, broad", others(range(tables)), frozenset({"sales"})),
    ):
        count, found = claimed(files, lenses)
        by_kind = Counter(f"{key.rpartition(' ')[0] or key}: {lens}" for key, lens in found.items())
        _say(
            f"{name:<24} claimed {len(found)} of {count} ({100 * len(found) / count:.2f} %)  {dict(by_kind)}"
        )


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
