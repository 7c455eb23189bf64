"""Rows that do not fit the table are brought to its width: read anew, parted, joined or filled up.

What is done must be plain from the row and the columns around it; where it is not, cells are filled up at the
end or joined there, and the row is marked as too short or too long.
"""

import re
from collections.abc import Sequence
from itertools import zip_longest
from typing import Final

from msgspec.structs import replace

from svodka.analysis.reading.cells import Kind, is_typed, kind_of
from svodka.analysis.reading.issues import Code
from svodka.analysis.reading.records import Record
from svodka.analysis.reading.rereading import rereadings
from svodka.analysis.reading.rows import MOST_MENDED_COLUMNS, Grain, mask_of
from svodka.analysis.reading.tally import Tally
from svodka.analysis.reading.values.missing import is_blank

_MOST_EXTRA: Final = 4
_MOST_GAPS: Final = 3
_LONGEST_PARTED: Final = 80
_APOSTROPHE: Final = "'"
_GLUED: Final = re.compile(r"(?<=\w)https?://")  # an address that nothing parts from what stands before it
# What it costs the trust in a reading of a row that its cells had to be moved, filled up or joined.
_COSTS: Final = {None: 0.0, Code.ROW_REALIGNED: 0.7, Code.SHORT_ROW: 1.0, Code.LONG_ROW: 2.0}
_DOUBT: Final = 0.3
_UNCLOSED: Final = 0.5


def fit(record: Record, grain: Grain, delimiter: str, tally: Tally) -> list[str]:
    """Bring a row to the table's width: mend it where it is plain how, otherwise fill up or join the rest."""
    cells, code = _fitted(record, grain, delimiter)
    if code is not None:
        tally.add(code, record.number, record.cells, expected=grain.width, found=len(record.cells))
    return cells


def _fitted(record: Record, grain: Grain, delimiter: str) -> tuple[list[str], Code | None]:
    """Return the cells at the table's width, and what was done to them."""
    cells, width = list(record.cells), grain.width
    if record.stray or record.unclosed:
        kinds = grain.kinds[: len(cells)]
        cells = [_without_lone_quote(cell, kind) for cell, kind in zip_longest(cells, kinds)]
    if len(cells) == width:
        return cells, None
    if len(cells) > width:
        return _shortened(cells, grain, delimiter)
    mended = _parted(cells, grain) or _insert(cells, grain)
    if mended is None:
        return [*cells, *[""] * (width - len(cells))], Code.SHORT_ROW
    return mended, Code.ROW_REALIGNED


def _shortened(cells: list[str], grain: Grain, delimiter: str) -> tuple[list[str], Code | None]:
    width = grain.width
    mended = _merge(cells, grain, delimiter)
    if all(is_blank(cell) for cell in cells[width:]) and (
        mended is None or _misfit(mended, grain) >= _misfit(cells[:width], grain)
    ):
        return cells[:width], None
    if mended is not None:
        return mended, Code.ROW_REALIGNED
    if is_typed(grain.kinds[-1]):
        return cells[:width], Code.LONG_ROW  # Joined to a value, the rest would make another one of it.
    return [*cells[: width - 1], (delimiter or " ").join(cells[width - 1 :])], Code.LONG_ROW


def reread(record: Record, grain: Grain, delimiter: str, tally: Tally) -> Record:
    """Read a row anew that was written otherwise than the rest: with another delimiter, quote or escape."""
    if not 1 < grain.width <= MOST_MENDED_COLUMNS or not delimiter:
        return record
    if record.line is None and _has_lone_quote(record.cells, grain):
        record = replace(record, stray=True)  # In a file without quotes the parser takes no heed of them.
    if not _is_odd(record, grain):
        return record
    line = record.line or delimiter.join(record.cells)
    fitted, code = _fitted(record, grain, delimiter)
    least = _badness(fitted, grain) + _COSTS[code] + _UNCLOSED * record.unclosed
    best: Sequence[str] | None = None
    for cells, doubt in rereadings(line, delimiter):
        if len(cells) != grain.width or not _convincing(cells, grain, doubt):
            continue
        bad = _badness(cells, grain) + _DOUBT * doubt
        if bad < least - 1e-9:
            best, least = cells, bad
    if best is None:
        return record
    found = len(record.cells)
    if found == grain.width and (record.stray or record.unclosed):
        return replace(record, cells=best)  # The quote is said of the row; that is all there was.
    tally.add(Code.ROW_REALIGNED, record.number, best, expected=grain.width, found=found)
    return replace(record, cells=best, stray=False, unclosed=False)


def _has_lone_quote(cells: Sequence[str], grain: Grain) -> bool:
    return any(
        '"' in cell and _without_lone_quote(cell, kind) != cell
        for cell, kind in zip(cells, grain.kinds, strict=False)
    )


def _is_odd(record: Record, grain: Grain) -> bool:
    if len(record.cells) != grain.width or record.stray or record.unclosed:
        return True
    if record.line is not None and "\\" in record.line:
        return True
    return _enclosed(record.cells) > 0 or _indented(record.cells)


def _enclosed(cells: Sequence[str]) -> int:
    """Count the cells that stand between apostrophes, where all cells of a row do that can."""
    return sum(cell[:1] == _APOSTROPHE == cell[-1:] and len(cell) > 1 for cell in cells)


def _indented(cells: Sequence[str]) -> bool:
    """Say whether a blank stands before many cells but the first: before all that are not in quotes, it seems."""
    rest = [cell for cell in cells[1:] if cell]
    blanks = sum(cell[0] == " " for cell in rest)
    return blanks > 1 and blanks * 5 >= len(rest) * 2


def _convincing(cells: Sequence[str], grain: Grain, doubt: int) -> bool:
    """Say whether the cells are values of the table, and not the words of a sentence that were counted off."""
    typed = [j for j, kind in enumerate(grain.kinds) if is_typed(kind)]
    live = [j for j in typed if not is_blank(cells[j])]
    fitting = sum(kind_of(cells[j]) is grain.kinds[j] for j in live)
    known = sum(cell in words for cell, words in zip(cells, grain.known, strict=True))
    if not typed and not known:
        return doubt < 2 and grain.width > 2
    return fitting + known > 0 and fitting * 2 >= len(live)


def _badness(cells: Sequence[str], grain: Grain) -> float:
    """Count what speaks against cells: kinds that are not their columns', and signs of quoting left in them."""
    return 2 * _misfit(cells, grain) + sum(_is_half_quoted(cell) for cell in cells) + 0.5 * _indented(cells)


def _is_half_quoted(cell: str) -> bool:
    """Say whether quotes that were to enclose a cell, or an escape before them, are left in it."""
    if len(cell) > 1 and cell[0] in "\"'" and cell[0] == cell[-1]:
        return True
    lone = cell.count('"') % 2 == 1
    return '\\"' in cell or (lone and (cell[0] == '"' or (cell[-1] == '"' and not cell[-2:-1].isdigit())))


def _without_lone_quote(cell: str, kind: Kind | None) -> str:
    """Leave out a quote that has no other, where it is none of inches: before a cell, or behind a word."""
    if kind is None or cell.count('"') != 1:
        return cell
    bare = cell.replace('"', "")
    if is_typed(kind) or kind is Kind.CODE:
        return bare if kind_of(bare) in (kind, Kind.EMPTY) else cell
    if cell.startswith('"') or (cell.endswith('"') and not cell[-2:-1].isdigit()):
        return bare
    return cell


def _misfit(cells: Sequence[str], grain: Grain) -> float:
    """Count cells whose kind is not their column's: values among words and words among values."""
    wrong = 0.0
    for cell, kind, known in zip(cells, grain.kinds, grain.known, strict=False):
        have = kind_of(cell)
        if have is Kind.EMPTY or kind is Kind.EMPTY:
            continue
        if is_typed(kind):
            wrong += have is not kind
        elif is_typed(have):
            wrong += 1
        elif (known and cell not in known) or (kind is Kind.CODE and have is not kind):
            wrong += 0.25
    return wrong


def _merge(cells: list[str], grain: Grain, delimiter: str) -> list[str] | None:
    """Join neighbours, or drop an empty cell, so that every column has its kind; None if it is not plain."""
    extra = len(cells) - grain.width
    if extra > _MOST_EXTRA or grain.width > MOST_MENDED_COLUMNS:
        return None
    options = []
    for place in range(grain.width):
        group = cells[place : place + extra + 1]
        joined = delimiter.join(group)
        kept = [cell for cell in group if not is_blank(cell)]
        value = kept[0] if len(kept) == 1 else joined if kept else ""
        trial = [*cells[:place], value, *cells[place + extra + 1 :]]
        words = not is_typed(grain.kinds[place]) or len(kept) <= 1
        options.append((_misfit(trial, grain) + (0 if words else 1) + (0.5 if len(kept) > 1 else 0), trial))
    best = min(score for score, _ in options)
    winners = {tuple(trial) for score, trial in options if score == best}
    return list(winners.pop()) if best < 1 and len(winners) == 1 else None


def _parted(cells: list[str], grain: Grain) -> list[str] | None:
    """Part one cell that is two values of neighbouring columns: a delimiter was lost between them."""
    if len(cells) != grain.width - 1 or grain.width > MOST_MENDED_COLUMNS:
        return None
    found: list[tuple[float, list[str]]] = []
    for place, cell in enumerate(cells):
        for left, right in _halves(cell, place, grain):
            trial = [*cells[:place], left, right, *cells[place + 1 :]]
            found.append((_misfit(trial, grain), trial))
    if not found:
        return None
    least = min(bad for bad, _ in found)
    best = [trial for bad, trial in found if bad == least]
    return best[0] if len(best) == 1 and least < 1 else None


def _halves(cell: str, place: int, grain: Grain) -> list[tuple[str, str]]:
    """Return the ways to part a cell into values of its column and the next one."""
    if len(cell) > _LONGEST_PARTED:
        return []
    address = _GLUED.search(cell)
    if address and place + 1 < grain.width and not is_typed(grain.kinds[place + 1]):
        left, right = cell[: address.start()], cell[address.start() :]
        return [(left, right)] if kind_of(left) is grain.kinds[place] else []
    pairs = [(cell[:cut], cell[cut:]) for cut in range(1, len(cell))]
    return [
        (left, right)
        for left, right in pairs
        if _belongs(left, place, grain)
        and _belongs(right, place + 1, grain)
        and not (grain.kinds[place] is Kind.TEXT and left[-1].isdigit() and right[0].isdigit())
    ]


def _belongs(cell: str, column: int, grain: Grain) -> bool:
    """Say whether a piece is surely a value of the column."""
    kind, known, masks = grain.kinds[column], grain.known[column], grain.masks[column]
    if known:
        return cell in known
    if kind is Kind.TEXT:
        return cell[:1].isalpha() and cell[:1].isupper()
    return kind_of(cell) is kind and (not masks or mask_of(cell) in masks)


def _insert(cells: list[str], grain: Grain) -> list[str] | None:
    """Put empty cells in one place so that every column has its kind; None if the end is as good a place."""
    gap = grain.width - len(cells)
    if len(cells) < 2 or gap > _MOST_GAPS or grain.width > MOST_MENDED_COLUMNS:
        return None
    trials = [[*cells[:place], *[""] * gap, *cells[place:]] for place in range(len(cells) + 1)]
    scores = [_misfit(trial, grain) for trial in trials]
    best = min(scores)
    if best > 1 or scores[-1] - best < 1 + best:
        return None
    places = [place for place, score in enumerate(scores) if score == best]
    # A cell that swallowed its neighbour fits nowhere: it stays in its own column, the gap comes behind it.
    return trials[places[-1]]
