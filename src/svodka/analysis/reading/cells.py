"""What kind of thing a cell looks like, cheaply: the currency in which dialect and shape are weighed."""

import enum
import re
from functools import lru_cache
from typing import Final

from svodka.analysis.reading.values.missing import is_missing_typed
from svodka.analysis.reading.values.moments import read_moments, read_time
from svodka.analysis.reading.values.numbers import DIGIT, read_number


class Kind(enum.StrEnum):
    """The look of a cell."""

    EMPTY = "empty"
    NUMBER = "number"
    MOMENT = "moment"
    CODE = "code"
    TEXT = "text"


# A number by its letters; with two digits, a point and a likely year it is a month.
_MONTH: Final = re.compile(r"(?:0[1-9]|1[0-2])\.(?:19|20)\d\d")
_LONGEST_VALUE: Final = 60
_CODE: Final = re.compile(r"(?=.*\d)[\w.\-/#*+:@]+")


@lru_cache(maxsize=16384)
def kind_of(cell: str) -> Kind:
    """Return the look of a cell."""
    if is_missing_typed(cell):
        return Kind.EMPTY
    if len(cell) <= _LONGEST_VALUE and DIGIT.search(cell):
        number = None if _MONTH.fullmatch(cell.strip()) else read_number(cell)
        if number is not None and number.has_value:
            return Kind.NUMBER
        if read_moments(cell) or read_time(cell):
            return Kind.MOMENT
        if _CODE.fullmatch(cell.strip()):
            return Kind.CODE
    return Kind.TEXT


def is_typed(kind: Kind) -> bool:
    """Say whether the kind is one of values, not of words."""
    return kind in (Kind.NUMBER, Kind.MOMENT)
