"""Letters, articles and notes are no tables, however many commas they have: lines of a wrapped text are told apart."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from svodka.analysis.reading.records import Record

_MOST_LINES: Final = 400
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_SENTENCE_END: Final = re.compile(r"[^\W\d_]{2,}[.!?…»\"”)]*[.!?…][»\"”)]*\s*$")


def is_prose(lines: Sequence[str], records: Sequence[Record]) -> bool:
    """Say whether the lines are sentences that run on from line to line, parted by nothing regular."""
    some = [line.strip() for line in lines[:_MOST_LINES] if line.strip()]
    if len(some) < 3:
        return False
    widths = Counter(
        len(record.cells) for record in records[:_MOST_LINES] if any(map(str.strip, record.cells))
    )
    width, count = widths.most_common(1)[0] if widths else (0, 0)
    if width > 1 and count >= 0.8 * widths.total():
        return False
    running = sum(line[0].islower() for line in some)
    words = sum(len(_WORD.findall(line)) for line in some)
    numbers = sum(any(char.isdigit() for char in line) for line in some)
    return (
        running >= max(2, 0.3 * len(some))
        and words >= 4 * len(some)
        and numbers <= 0.3 * len(some)
        and any(map(_SENTENCE_END.search, some))
    )
