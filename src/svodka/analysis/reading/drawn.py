"""Tables that are drawn, not delimited: columns aligned by blanks, and rows between bars and rules.

Recognised only where the evidence is strong: rules, or the same blank columns in nearly all lines and values of one
kind between them. Everything else is left to delimiters.
"""

import itertools
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

from msgspec import Struct

from svodka.analysis.reading.cells import Kind, kind_of
from svodka.analysis.reading.records import Record

_SAMPLE_LINES: Final = 300
_LEAST_ROWS: Final = 3
_MOST_CHARS: Final = 2_000
_MOST_COLUMNS: Final = 100
_BARS: Final = re.compile(r"(?<!\\)[|│┃║]")
_BAR_RULE: Final = re.compile(
    r"\s*[|+├┌└╔╠╚┃│║:╞]?[-=─━═:+|┬┼┴╦╬╩╪╤╧ ]*[-=─━═]{2,}[-=─━═:+|┬┼┴╦╬╩╪╤╧┤┐┘╗╣╝╡│┃║ ]*\s*"
)
_GROUPS: Final = re.compile(r"[-=─━]+")
_GAP: Final = re.compile(r"\S {2,}\S")
_MOST_STRAYS: Final = 0.03
_DELIMITED: Final = 0.8
_THOUSANDS: Final = re.compile(r"\d \d{3}(?!\d)")
_DECIMAL: Final = re.compile(r"(?<=\d),(?=\d{1,2}(?:\D|$))")
# How often each line is parted, by each way to part it.
_COUNTS: Final[tuple[Callable[[str], int], ...]] = (
    lambda line: len(line.split()),
    lambda line: line.count(";"),
    lambda line: line.count("|"),
    lambda line: len(_DECIMAL.sub("", line).split(",")) - 1,
)


class Drawn(Struct, frozen=True, kw_only=True):
    """The records of a drawn table; `starts` are the columns' first characters where nothing but blanks parts them."""

    records: Sequence[Record]
    starts: Sequence[int] = ()


def read_drawn(lines: Sequence[str]) -> Drawn | None:
    """Read lines as a drawn table; None if they are not one."""
    sample = [line for line in lines[:_SAMPLE_LINES] if line.strip()]
    if len(sample) < _LEAST_ROWS or max(map(len, sample)) > _MOST_CHARS:
        return None
    ruled = [line for line in sample if _BAR_RULE.fullmatch(line)]
    if ruled and _is_under_names(sample) and (records := _barred(lines, sample)) is not None:
        return Drawn(records=records)
    starts = _by_rule(ruled, sample) if ruled else None
    if starts is None and sum(map(_has_gap, sample)) * 3 >= 2 * len(sample):
        starts = _by_blanks(sample)
    if starts is None or not 2 <= len(starts) <= _MOST_COLUMNS:
        return None
    records = [_sliced(n, line, starts) for n, line in enumerate(lines) if not _is_rule(line)]
    return Drawn(records=records, starts=starts)


def _is_rule(line: str) -> bool:
    return bool(line.strip()) and not _GROUPS.sub("", line).strip()


def _has_gap(line: str) -> bool:
    return "  " in line and bool(_GAP.search(line))


def _is_under_names(sample: Sequence[str]) -> bool:
    """Say whether a rule stands above or under the first row between bars, and not somewhere among values."""
    rules = [bool(_BAR_RULE.fullmatch(line)) for line in sample]
    first = next((n for n, line in enumerate(sample) if not rules[n] and _BARS.search(line)), 0)
    return any(rules[max(0, first - 1) : first + 2])


def _barred(lines: Sequence[str], sample: Sequence[str]) -> list[Record] | None:
    """Read rows between bars: all have as many, and rules stand above, between or below them."""
    counts = Counter(len(_BARS.findall(line)) for line in sample if not _BAR_RULE.fullmatch(line))
    bars, rows = max(counts.items(), key=lambda item: (item[1] * (item[0] > 0), item[0]))
    if bars < 1 or rows < 2 or rows * 2 < counts.total():
        return None
    return [
        Record(number=n, cells=_between_bars(line, bars))
        for n, line in enumerate(lines)
        if not _BAR_RULE.fullmatch(line)
    ]


def _between_bars(line: str, bars: int) -> list[str]:
    cells = [cell.strip().replace("\\|", "|") for cell in _BARS.split(line)]
    if len(cells) < bars:
        return [line.strip()]
    start = 1 if not cells[0] and line.lstrip()[:1] in "|│┃║" else 0
    end = len(cells) - 1 if not cells[-1] and line.rstrip()[-1:] in "|│┃║" else len(cells)
    return cells[start:end]


def _by_rule(ruled: Sequence[str], sample: Sequence[str]) -> list[int] | None:
    """Return where the columns start by a line of dashes with blanks between its groups."""
    for rule in ruled:
        groups = list(_GROUPS.finditer(rule))
        starts = [group.start() for group in groups]
        others = [line for line in sample if line not in ruled]
        crossed = sum(any(_crosses(line, start) for start in starts[1:]) for line in others)
        if len(groups) > 1 and rule.replace(" ", "").strip("-=─━") == "" and crossed * 4 <= len(others):
            return starts
    return None


def _crosses(line: str, start: int) -> bool:
    """Say whether a word stands on both sides of the place where a column starts."""
    return len(line) > start and line[start - 1] != " " and line[start] != " "


def _by_blanks(sample: Sequence[str]) -> list[int] | None:
    """Return where the columns start, by the characters that are blank in all lines with gaps in them."""
    table = [line for line in sample if _has_gap(line)]
    if len(table) <= _LEAST_ROWS or any("\t" in line for line in table) or _is_delimited(table):
        return None
    used = Counter(place for line in table for place, char in enumerate(line) if char != " ")
    strays = int(_MOST_STRAYS * len(table))
    width = max(used) + 1
    named = {place for place, char in enumerate(table[0]) if char != " "}
    taken = [used[place] > strays or place in named for place in range(width)]
    starts = [place for place in range(width) if taken[place] and not (place and taken[place - 1])]
    starts = _merged(table, starts)
    return starts if len(starts) > 1 and _is_even(table, starts) else None


def _is_delimited(table: Sequence[str]) -> bool:
    """Say whether a delimiter, or words that are parted by any number of blanks, read the lines as well."""
    for count in _COUNTS:
        counts = Counter(map(count, table))
        number, lines = counts.most_common(1)[0]
        if number and lines >= _DELIMITED * len(table) and count(table[0]) == number:
            return True
    return False


def _merged(table: Sequence[str], starts: Sequence[int]) -> list[int]:
    """Leave out starts that part no columns: words of long texts, second words, groups of thousands."""
    kept = [starts[0]]
    for place, start in enumerate(starts[1:], 1):
        end = starts[place + 1] if place + 1 < len(starts) else max(map(len, table))
        lines = [line for line in table if line[start:end].strip()]
        apart = sum(line[max(0, start - 2) : start].strip() == "" for line in lines)
        often = len(lines) * 2 >= len(table)
        named = bool(table[0][start:end].strip())
        thousands = sum(bool(_THOUSANDS.match(line, start - 2)) for line in lines[1:])
        if thousands * 2 > len(lines):
            continue
        if (named and (often or apart == len(lines))) or (often and apart == len(lines)):
            kept.append(start)
    return kept


def _is_even(table: Sequence[str], starts: Sequence[int]) -> bool:
    """Say whether a column holds values of one kind, under its name if there is one."""
    rows = [_sliced(0, line, starts).cells for line in table[1:]]
    for column in range(len(starts)):
        kinds = Counter(kind_of(row[column]) for row in rows if row[column])
        kinds.pop(Kind.EMPTY, None)
        kind, count = kinds.most_common(1)[0] if kinds else (Kind.EMPTY, 0)
        if kind in (Kind.NUMBER, Kind.MOMENT) and count >= 0.8 * kinds.total() and count * 2 >= len(rows):
            return True
    return False


def _sliced(number: int, line: str, starts: Sequence[int]) -> Record:
    """Cut a line at the starts; one with a word across a start is a title or a note and stays whole."""
    if any(_crosses(line, start) for start in starts[1:]):
        return Record(number=number, cells=[line.strip()])
    edges = [0, *starts[1:], max(len(line), starts[-1])]
    cells = [line[left:right].strip() for left, right in itertools.pairwise(edges)]
    return Record(number=number, cells=cells)
