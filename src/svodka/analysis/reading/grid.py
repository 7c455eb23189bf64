"""A table as it stands in its file: cells as text, the number of each row, and what was noticed on the way."""

from collections.abc import Sequence

from msgspec import Struct

from svodka.analysis.model import Issue, Source


class Grid(Struct, frozen=True, kw_only=True):
    """The table before its values are read. `header` is None where the file has no names."""

    source: Source
    header: Sequence[str] | None
    units: Sequence[str]
    width: int
    numbers: Sequence[int]
    rows: Sequence[Sequence[str]]
    issues: Sequence[Issue]
