"""Which records of a table are data: totals, notes, repeated headers and blank lines are told apart."""

import enum
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from svodka.analysis.reading.cells import Kind, is_typed, kind_of
from svodka.analysis.reading.header import Row, filled
from svodka.analysis.reading.values.missing import is_blank, is_missing


class RowKind(enum.Enum):
    """What a record under the header is."""

    DATA = "data"
    BLANK = "blank"
    HEADER = "header"
    TOTAL = "total"
    NOTE = "note"


_TOTAL: Final = re.compile(
    r"[\s*«\"(]*(?:общий |промежуточный |под)?(?:итог[оиа]?|всего|grand total|sub-?\s?totals?|totals?|total general|"
    r"gesamt(?:summe)?|summe|somme|suma|razem|усього|разом|барлығы|в т\.? ?ч\.?|в том числе|оборот за период|"
    r"(?:исходящий|входящий|конечный|начальный) остаток|остаток на (?:начало|конец)|averages?|среднее|"
    r"(?:opening|closing|starting|ending|previous|new) balance|balance (?:brought|carried) forward|insgesamt|"
    r"(?:anfangs|end|schluss|start)saldo|(?:alter|neuer) (?:konto)?(?:stand|saldo))"
    r"(?:[\s:.,)*»\"/\-–—=].*)?",
    re.IGNORECASE,
)


_PLAIN_TOTAL: Final = re.compile(
    r"(?:итого|всего|grand total|sub-?total|total|(?:gesamt)?summe|gesamt|insgesamt|razem|усього|разом)(?:\s*:.*|\s+(?:по|за|на|for|of|by|per)\b.*|\s*)",
    re.IGNORECASE,
)


_NOTE: Final = re.compile(
    r"\*|(?:примечани[ея]|источник|сноск[аи]|данные|notes?|sources?|footnotes?|disclaimer|quellen?|anmerkung|hinweis)\b",
    re.IGNORECASE,
)
_DIGIT: Final = re.compile(r"\d")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_MOST_WORDS: Final = 40
_SAMPLE_CELLS: Final = 300_000
MOST_MENDED_COLUMNS: Final = 400
_REPEATED: Final = 0.8


class Grain(Struct, frozen=True, kw_only=True):
    """What the rows of a table look like: its width, the kind of each column, how many cells a row fills.

    `known` holds, for columns of few words that repeat, these words; `masks`, for columns of values and codes,
    how they are written, such as 99.99.9999.
    """

    width: int
    kinds: tuple[Kind, ...]
    fill: int
    rare: int
    words: int
    known: tuple[frozenset[str], ...]
    masks: tuple[frozenset[str], ...]
    header: tuple[tuple[str, ...], ...] = ()

    @property
    def margin(self) -> int:
        """How many columns on the left are empty."""
        return next((j for j, kind in enumerate(self.kinds) if kind is not Kind.EMPTY), 0)

    @classmethod
    def of(cls, rows: Sequence[Row], width: int, header: Sequence[Row]) -> "Grain":
        """Measure the rows of a table."""
        step = max(1, len(rows) // min(300, max(20, _SAMPLE_CELLS // max(1, width))))
        looked_at = rows[::step]
        counts = list(map(filled, looked_at))
        sample = list(itertools.compress(looked_at, counts))
        kinds = tuple(_leading(row[j] if j < len(row) else "" for row in sample) for j in range(width))
        mended = kinds if width <= MOST_MENDED_COLUMNS else ()
        fills = sorted(filter(None, counts))
        words = sorted(_words(row, kinds) for row in sample)
        return cls(
            width=width,
            kinds=kinds,
            fill=fills[len(fills) // 2] if fills else width,
            rare=fills[_odd_ones(len(fills))] if fills else width,
            words=words[len(words) // 3] if words else 0,
            known=tuple(_few_words(kind, _column(sample, j)) for j, kind in enumerate(mended)),
            masks=tuple(_masks(kind, _column(sample, j)) for j, kind in enumerate(mended)),
            header=tuple(tuple(cell.strip() for cell in row) for row in header),
        )


def _odd_ones(rows: int) -> int:
    """Return how many of the emptiest rows are left aside, as notes or totals may be among them."""
    return min(max(rows // 8, min(3, rows // 3)), max(rows - 1, 0))


def _leading(cells: Iterable[str]) -> Kind:
    counts = Counter(map(kind_of, cells))
    counts.pop(Kind.EMPTY, None)
    return counts.most_common(1)[0][0] if counts else Kind.EMPTY


def _column(rows: Sequence[Row], index: int) -> list[str]:
    return [row[index] for row in rows if index < len(row)]


def mask_of(cell: str) -> str:
    """Return how a cell is written: 9 for each digit, a for letters."""
    return _LETTERS.sub("a", _DIGIT.sub("9", cell))


def _masks(kind: Kind, cells: Sequence[str]) -> frozenset[str]:
    if kind in (Kind.TEXT, Kind.EMPTY):
        return frozenset()
    counts = Counter(mask_of(cell) for cell in cells if kind_of(cell) is kind)
    return frozenset(counts) if len(counts) <= _MOST_WORDS else frozenset()


def _few_words(kind: Kind, cells: Sequence[str]) -> frozenset[str]:
    """Return the words of a column if nearly all of them occur again and again."""
    if is_typed(kind):
        return frozenset()
    counts = Counter(cell for cell in cells if not is_blank(cell))
    again = {cell: count for cell, count in counts.items() if count > 1}
    few = len(again) <= _MOST_WORDS and sum(again.values()) >= _REPEATED * counts.total()
    return frozenset(again) if few and counts.total() >= 4 else frozenset()


def _words(row: Row, kinds: Sequence[Kind]) -> int:
    """Count the filled cells in columns that are not numbers."""
    return sum(not is_blank(cell) and kind is not Kind.NUMBER for cell, kind in zip(row, kinds, strict=False))


def row_kind(row: Row, grain: Grain, *, last: bool = False) -> RowKind:
    """Tell what a record under the header is; `last` says that no data follows it."""
    count = filled(row)
    if not count or _is_rule(row):
        return RowKind.BLANK
    if grain.header and _is_header(row, grain):
        return RowKind.HEADER
    if _is_total(row, grain, count):
        return RowKind.TOTAL
    if _is_note(row, grain, count, last):
        return RowKind.NOTE
    return RowKind.DATA


_RULE: Final = re.compile(r"\s*:?[-=_+*~]{3,}:?\s*")


def _is_rule(row: Row) -> bool:
    """Recognise a line drawn between rows with dashes, as in Markdown."""
    return all(is_blank(cell) or _RULE.fullmatch(cell) for cell in row)


def _is_header(row: Row, grain: Grain) -> bool:
    first = row[0].strip() if row else ""
    if all(header[:1] != (first,) for header in grain.header):
        return False
    cells = tuple(cell.strip() for cell in row)
    for header in grain.header:
        if cells[: len(header)] == header and len(cells) - len(header) <= 1 and not any(cells[len(header) :]):
            return any(cells)
    return False


def _is_total(row: Row, grain: Grain, count: int) -> bool:
    """A label such as "Total", and fewer words than the rows of data have."""
    if grain.width < 2:
        return bool(_TOTAL.fullmatch(row[0].strip())) and is_typed(grain.kinds[0]) if grain.kinds else False
    among = row[: min(grain.width, max(3, grain.width // 2) + 1)]
    label = next((j for j, cell in enumerate(among) if _TOTAL.fullmatch(cell.strip())), None)
    if label is None:
        return False
    place = max(0, label - grain.margin)
    if any(not is_blank(cell) for cell in row[:label]) and place > 1:
        return False
    if label < len(grain.kinds) and is_typed(grain.kinds[label]):
        return True
    words = _words(row, grain.kinds)
    return (
        words < max(grain.words, 1)
        or (place == 0 and count < grain.fill and count <= grain.fill // 2 + 1)
        or (words <= 1 and count < grain.fill)
        or (words <= 1 and place == 0 and bool(_PLAIN_TOTAL.fullmatch(row[label].strip())))
    )


def _is_note(row: Row, grain: Grain, count: int, last: bool) -> bool:
    first = next(j for j, cell in enumerate(row) if not is_blank(cell))
    cell = row[first]
    if grain.width < 2 or any(not is_blank(c) and is_typed(kind_of(c)) for c in row[first + 1 :]):
        return False
    misfit = first < len(grain.kinds) and is_typed(grain.kinds[first]) and not is_typed(kind_of(cell))
    if last and grain.width >= 3 and _is_below(row, grain, count, misfit=misfit):
        return True
    if count > max(1, grain.width // 3) or (not last and _is_known(cell, first, grain)):
        return False
    if count == 1 and first <= grain.margin and count < grain.rare:
        return misfit or last or (grain.width >= 3 and grain.rare >= 3 and len(row) in (1, grain.width))
    return misfit and count < grain.rare


def _is_known(cell: str, column: int, grain: Grain) -> bool:
    """Say whether a cell is one as the column has them, or stands for a missing one."""
    return is_missing(cell) or (column < len(grain.masks) and mask_of(cell) in grain.masks[column])


def _is_below(row: Row, grain: Grain, count: int, *, misfit: bool) -> bool:
    """Say whether a row under the last one that is surely data is a note, even one that delimiters have parted."""
    if len(row) == 1:
        return True
    odd = misfit or is_misplaced(row, grain)
    few = count <= 2 or len(row) < grain.width
    return odd and (bool(_NOTE.match(row[0].strip())) or (few and count < grain.fill))


def is_misplaced(row: Row, grain: Grain) -> bool:
    """Say whether words stand where the table has values or nothing at all."""
    return any(
        kind_of(cell) is Kind.TEXT and (is_typed(kind) or kind is Kind.EMPTY)
        for cell, kind in zip(row, grain.kinds, strict=False)
    )
