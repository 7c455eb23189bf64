"""What is known of each column of a table, and of the table as a whole: values only."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

from svodka.analysis.model import Column
from svodka.analysis.profiling.exact import EXACT

Value = int | Decimal | dt.date | dt.datetime | dt.time | bool | str


class TopValue(Struct, frozen=True, kw_only=True):
    """A value of a column and how many rows have it."""

    value: Value
    count: int


class Bin(Struct, frozen=True, kw_only=True):
    """A bar of a histogram: values from `lower` up to, but not including, `upper` (the last one includes it).

    The first bin also counts what lies below it if `clipped`, the last one what lies above it.
    """

    lower: Decimal | dt.datetime
    upper: Decimal | dt.datetime
    count: int
    clipped: bool = False


class Numbers(Struct, frozen=True, kw_only=True):
    """The figures of a column of numbers. Quantiles interpolate between neighbours; all are exact."""

    total: Decimal
    mean: Decimal
    p05: Decimal
    q1: Decimal
    median: Decimal
    q3: Decimal
    p95: Decimal
    deviation: float | None
    skew: float | None
    zeros: int
    negatives: int


class Lengths(Struct, frozen=True, kw_only=True):
    """How long the texts of a column are, in characters."""

    shortest: int
    longest: int
    mean: float


class Pattern(Struct, frozen=True, kw_only=True):
    """What identifiers look like, `AAA-9999`, and how many of the different values do."""

    text: str
    count: int


class Patterns(Struct, frozen=True, kw_only=True):
    """The commonest patterns of a column of identifiers, of so many different values: all, or the first ones."""

    values: int
    top: Sequence[Pattern]


class ColumnProfile(Struct, frozen=True, kw_only=True):
    """The statistics of one column. `scale` is the number of digits after the point."""

    column: Column
    filled: int
    nulls: int
    distinct: int
    scale: int = 0
    minimum: Value | None = None
    maximum: Value | None = None
    numbers: Numbers | None = None
    lengths: Lengths | None = None
    top: Sequence[TopValue] = ()
    bins: Sequence[Bin] = ()
    patterns: Patterns | None = None

    @property
    def shown_scale(self) -> int | None:
        """Return how many digits after the point its values are shown with; None: as many as each has."""
        return None if self.scale > 2 else self.scale

    def shown_digits(self, value: Decimal) -> int | None:
        """Return the same for figures reckoned from the values, which may have more digits."""
        if self.scale > 2:
            return None
        whole = EXACT.quantize(value, Decimal(1).scaleb(-self.scale))
        return self.scale if value == whole else 2

    @property
    def unique(self) -> bool:
        """Tell whether each row has a value of its own."""
        return self.nulls == 0 and self.distinct == self.filled


class Profile(Struct, frozen=True, kw_only=True):
    """The statistics of a table. `duplicates` counts rows that repeat an earlier row in every column."""

    rows: int
    columns: Sequence[ColumnProfile]
    duplicates: int

    def of(self, column: Column) -> ColumnProfile:
        """Return the statistics of a column."""
        return self.columns[column.index]
