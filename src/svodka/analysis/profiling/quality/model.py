"""What a finding on the data's quality is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from svodka.analysis.model import Severity
from svodka.texts import Figure


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """Something about the data that may cost the reader: how often, how much of the table, where, what to do.

    `rows` are examples, 0-based records of the file. `cost` ranks findings, from 0 to 1.
    `figures` are further values of its sentence; `code` names the sentence and the advice.
    """

    code: str
    severity: Severity
    count: int
    share: float
    cost: float
    column: str | None = None
    rows: Sequence[int] = ()
    figures: Mapping[str, Figure] = field(default_factory=dict)
