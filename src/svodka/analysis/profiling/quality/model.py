"""What a finding on the data's quality is."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec import Struct, field

from svodka.analysis.model import Column, Severity

Figure = str | int | Decimal | dt.date


class Finding(Struct, frozen=True, kw_only=True):
    """Something about the data that may cost the reader: how often, how much of the table, where.

    `rows` are examples, 0-based records of the file. `cost` ranks findings, from 0 to 1. `figures` are
    further values of its sentence (a Decimal is an amount in the column's unit); `code` names the
    sentence and the advice.
    """

    code: str
    severity: Severity
    count: int
    share: float
    cost: float
    column: Column | None = None
    rows: Sequence[int] = ()
    figures: Mapping[str, Figure] = field(default_factory=dict)
