"""Names that run on over the columns: years and months, a word with a number, steps from low to high."""

import itertools
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from svodka.analysis.reading.cells import Kind, is_typed, kind_of
from svodka.analysis.reading.values.missing import is_blank
from svodka.analysis.reading.values.moments import read_moments
from svodka.analysis.reading.values.numbers import read_number

_MARKED_YEAR: Final = re.compile(
    r"(?:FY ?)?(?:18|19|20)\d\d(?:[/–-]\d{2,4})?\s?(?:\*+|[¹²³]|г(?:од)?\.?|\(\w{1,3}\)|[a-zа-я])?",
    re.IGNORECASE,
)
_COUNTED: Final = re.compile(r"([^\W\d]+[ _.-]?)(\d{1,4})")


def running_names(row: Sequence[str], columns: Mapping[int, Sequence[str]]) -> frozenset[int]:
    """Return the columns whose names run on: 2019, 2020, 2021, perhaps in groups; q1, q2, q3; hour, 0, 1, 2."""
    filled_places = [j for j in columns if not is_blank(row[j])]
    if _are_counted(row, filled_places, columns) or _are_steps(row, filled_places, columns):
        return frozenset(filled_places)
    places = [j for j in filled_places if _is_period(row[j])]
    stamps = [_stamp(row[j]) for j in places]
    rising = sum(left < right for left, right in itertools.pairwise(stamps))
    falling = sum(left > right for left, right in itertools.pairwise(stamps))
    if len(places) < 3 or len(set(stamps)) < 2 or max(rising, falling) * 3 < 2 * (len(places) - 1):
        return frozenset()
    return frozenset(j for j in places if sum(map(_is_period, columns[j])) * 3 < max(1, len(columns[j])))


def _are_counted(row: Sequence[str], places: Sequence[int], columns: Mapping[int, Sequence[str]]) -> bool:
    """Say whether all names over columns of words are one word with a number that counts up: field1, field2."""
    found = [match for j in places if (match := _COUNTED.fullmatch(row[j].strip()))]
    return (
        1 < len(places) == len(found)
        and len({match[1].lower() for match in found}) == 1
        and all(int(right[2]) == int(left[2]) + 1 for left, right in itertools.pairwise(found))
        and not any(is_typed(kind_of(cell)) for j in places for cell in columns[j])
    )


def _are_steps(row: Sequence[str], places: Sequence[int], columns: Mapping[int, Sequence[str]]) -> bool:
    """Say whether a word stands over a column of values, and behind it numbers that rise or fall over numbers."""
    if len(places) < 5 or kind_of(row[places[0]]) is not Kind.TEXT or is_spoilt_value(row[places[0]]):
        return False
    kinds = [Counter(map(kind_of, columns[j])) for j in places]
    steps = [_number(row[j]) for j in places[1:]]
    pairs = [
        (left, right) for left, right in itertools.pairwise(steps) if left is not None and right is not None
    ]
    rising = sum(left < right for left, right in pairs)
    falling = sum(left > right for left, right in pairs)
    return max(rising, falling) == len(steps) - 1 and all(
        count[Kind.NUMBER] * 2 > count.total() - count[Kind.EMPTY] for count in kinds
    )


def _number(cell: str) -> Decimal | None:
    found = read_number(cell.strip())
    if found is None:
        return None
    value = found.value(".")
    return found.value(",") if value is None else value


def _is_period(cell: str) -> bool:
    return bool(_MARKED_YEAR.fullmatch(cell.strip())) or kind_of(cell) is Kind.MOMENT


def _stamp(cell: str) -> str:
    found = read_moments(cell)
    return found[0].day.isoformat() if found else cell.strip()


def is_spoilt_value(cell: str) -> bool:
    """Say whether a cell is digits and signs that are no value, such as a number with a stray quote."""
    bare = cell.strip()
    return (
        any(char.isdigit() for char in bare)
        and not any(char.isalpha() for char in bare)
        and not _MARKED_YEAR.fullmatch(bare)
    )
