"""Pairs of words that mean yes and no."""

from collections.abc import Iterable, Mapping
from typing import Final

from svodka.analysis.reading.values.missing import BLANKS

_PAIRS: Final = (
    *(
        ("да", "нет"),
        ("yes", "no"),
        ("true", "false"),
        ("истина", "ложь"),
        ("y", "n"),
        ("t", "f"),
        ("д", "н"),
    ),
    *(
        ("вкл", "выкл"),
        ("on", "off"),
        ("oui", "non"),
        ("ja", "nein"),
        ("sí", "no"),
        ("si", "no"),
        ("так", "ні"),
    ),
    *(("+", "-"), ("+", "−"), ("+", "–"), ("✓", "✗"), ("✔", "✘"), ("☑", "☐"), ("✅", "❌"), ("иә", "жоқ")),
    *(("вірно", "невірно"), ("правда", "ложь"), ("верно", "неверно"), ("wahr", "falsch"), ("vrai", "faux")),
    *(("sim", "não"), ("tak", "nie"), ("evet", "hayır"), (".true.", ".false."), ("enabled", "disabled")),
)
_ALONE: Final = frozenset({"да", "yes", "true", "false", "истина", "ложь"})
_DIGITS: Final[Mapping[str, bool]] = {"1": True, "0": False}


def boolean_words(values: Iterable[str], *, digits: bool) -> Mapping[str, bool] | None:
    """Return the meaning of each word, if the distinct values of a column are such a pair.

    `digits` tells that the column's name asks a question, so that 1 and 0 are meant as answers.
    """
    words = {value.strip(BLANKS).lower() for value in values}
    if not words or len(words) > 2:
        return None
    if digits and words <= _DIGITS.keys():
        return _DIGITS
    for yes, no in _PAIRS:
        if words == {yes, no} or (len(words) == 1 and words <= _ALONE & {yes, no}):
            return {yes: True, no: False}
    return None
