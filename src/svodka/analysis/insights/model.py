"""What an insight is: a sentence with the figures it can be checked by."""

from collections.abc import Mapping

from msgspec import Struct, field


class Insight(Struct, frozen=True, kw_only=True):
    """One thing worth saying. `score`, from 0 to 1, ranks it: effect × surprise.

    `figures` are the values that the text is made of, exact and as strings.
    """

    code: str
    text: str
    score: float
    figures: Mapping[str, str] = field(default_factory=dict)


def score(effect: float, p_value: float) -> float:
    """Weigh an effect (1 is a doubling, or a whole) against how likely chance would do as much."""
    surprise = 1.0 if p_value <= 1e-9 else max(0.1, 1 - 1e-9 / p_value) if p_value > 0.001 else 0.7
    return min(abs(effect), 1.0) * surprise
