"""Whether a table lies on its side: its names stand in the first column."""

from collections import Counter
from collections.abc import Sequence

from svodka.analysis.reading.cells import Kind, is_typed, kind_of
from svodka.analysis.reading.header import Row, filled


def is_transposed(block: Sequence[Row]) -> bool:
    """Say whether each row, not each column, holds one kind of value: the table lies on its side."""
    width = max((len(row) for row in block), default=0)
    if width < 3 or not 2 <= len(block) <= 60 or width > 400:
        return False
    across = [_one_kind(row[1:]) for row in block if filled(row) > 1]
    down = [_one_kind([row[j] for row in block if j < len(row)]) for j in range(1, width)]
    typed = {kind for kind, _ in across if kind is not None and is_typed(kind)}
    others = any(kind is not None and not is_typed(kind) for kind, _ in across)
    labels = all(row and kind_of(row[0]) in (Kind.TEXT, Kind.EMPTY) for row in block)
    even = sum(share for _, share in across) / len(across) if across else 0.0
    uneven = sum(share for _, share in down) / len(down)
    below = [_one_kind([row[j] for row in block[1:] if j < len(row)]) for j in range(1, width)]
    if sum(share for _, share in below) / len(below) > 0.9:
        return False  # Names above columns that hold one kind each: it stands upright.
    return labels and others and len(typed) >= 1 and len(across) >= 3 and even > 0.95 and uneven < 0.72


def _one_kind(cells: Row) -> tuple[Kind | None, float]:
    kinds = Counter(kind for cell in cells if (kind := kind_of(cell)) is not Kind.EMPTY)
    if not kinds:
        return None, 1.0
    kind, count = kinds.most_common(1)[0]
    return kind, count / sum(kinds.values())
