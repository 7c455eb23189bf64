"""What an insight is: a sentence with the figures it can be checked by."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, slots=True)
class Insight:
    """One thing worth saying. `score` is effect × surprise × confidence, each from 0 to 1.

    `figures` are the text's figures as the catalogue wants them; `checks` are the plain values to check it by.
    """

    code: str
    text: str
    score: float
    checks: Mapping[str, str] = field(default_factory=dict)
