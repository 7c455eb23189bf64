"""What the bot says when nothing is wrong; whatever else it says to people is a trouble that they were shown."""

import re
from functools import cache
from typing import Final

from svodka.texts import LANGUAGES, sentence

# Codes with the figures that stand in them, which may be anything.
_EXPECTED: Final = {
    "start": ("name",),
    "help": ("limit_mb",),
    "language-ask": (),
    "language-set": (),
    "text-received": (),
    "progress-accepted": (),
    "progress-stored": (),
    "progress-reading": (),
    "progress-profiling": (),
    "progress-drawing": (),
    "progress-writing": (),
    "progress-late": (),
    "progress-done": (),
}
_ANYTHING: Final = "\x00"
_TAG: Final = re.compile(r"<[^>]*>")


def is_expected(text: str, code: str | None = None) -> bool:
    """Tell whether a text is one of those, or the sentence of this code, in any language."""
    if code is not None:
        return text in {sentence(code, language) for language in LANGUAGES}
    return _columns(text) or any(pattern.fullmatch(text) for pattern in _patterns())


def _columns(text: str) -> bool:
    """Tell whether it is the page of columns, which a button asks for."""
    return text.partition("\n")[0] in {sentence("chat-columns", language) for language in LANGUAGES}


@cache
def _patterns() -> list[re.Pattern[str]]:
    return [_pattern(code, language) for code in _EXPECTED for language in LANGUAGES]


def _pattern(code: str, language: str) -> re.Pattern[str]:
    text = sentence(code, language, **dict.fromkeys(_EXPECTED[code], _ANYTHING))
    return re.compile(re.escape(_TAG.sub("", text)).replace(re.escape(_ANYTHING), ".+"))
