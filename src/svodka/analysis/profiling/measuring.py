"""What there is to find out of a column before its profile is put together: by SQL, or in Python for few cells."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, Protocol

from svodka.analysis.model import Column, Type
from svodka.analysis.profiling.exact import EXACT
from svodka.analysis.profiling.histogram import Steps

TOP_VALUES: Final = 10
NUMERIC: Final = frozenset({Type.INTEGER, Type.DECIMAL})
QUANTILES: Final = (Decimal("0.05"), Decimal("0.25"), Decimal("0.5"), Decimal("0.75"), Decimal("0.95"))

# `filled`; `distinct` and `top`; `minimum` and `maximum`; of texts `shortest`, `longest` and `characters`; of numbers
# `total`, `deviation`, `skew`, `zeros`, `negatives` and `quantiles`. Of an empty column only the first.
Facts = dict[str, Any]


class Measures(Protocol):
    """Measures the columns of one table, which lives longer."""

    def facts(self, columns: Sequence[Column]) -> Mapping[int, Facts]:
        """Return what may be found out of many columns at once, by their index."""
        ...

    def values(self, column: Column) -> Facts:
        """Return the rest of the facts of a column that is not empty."""
        ...

    def binned(self, column: Column, steps: Steps) -> Mapping[int, int]:
        """Count the values in each bin that is not empty."""
        ...

    def duplicates(self) -> int:
        """Count the rows that equal an earlier one in every column."""
        ...


def quantile_ranks(filled: int) -> list[tuple[int, int]]:
    """Return the 0-based ranks below and above each quantile."""
    below = [int((filled - 1) * quantile) for quantile in QUANTILES]
    return [(rank, min(rank + 1, filled - 1)) for rank in below]


def interpolated(neighbours: Sequence[tuple[int | Decimal, int | Decimal]], filled: int) -> list[Decimal]:
    """Return the quantiles, each from its exact neighbours in rank."""
    result = []
    for quantile, (below, above) in zip(QUANTILES, neighbours, strict=True):
        low, high = Decimal(below), Decimal(above)
        fraction = (filled - 1) * quantile % 1
        result.append(EXACT.add(low, EXACT.multiply(EXACT.subtract(high, low), fraction)))
    return result
