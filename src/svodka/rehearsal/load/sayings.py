"""What the bot says when nothing is wrong; whatever else it says to people is a trouble that they were shown."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from svodka.texts import LANGUAGES, codes, sentence

_EXPECTED: Final = ("start", "help", "language-ask", "language-set", "text-received")
# How a file is getting on, and how long it will be.
_ON_THE_WAY: Final = "progress-"
# The figures in these sentences may be anything; these numbers bring out every form that words take beside them.
_FIGURES: Final = ("name", "limit_mb", "ahead", "minutes")
_VALUES: Final = ("\x00", 1, 2, 5)
_TAG: Final = re.compile(r"<[^>]*>")


def is_expected(text: str) -> bool:
    """Tell whether the bot says this in any language when nothing is wrong."""
    return _columns(text) or any(pattern.fullmatch(text) for pattern in _patterns())


def is_sentence(text: str, code: str) -> bool:
    """Tell whether it is the sentence of this code in any language."""
    return text in {sentence(code, language) for language in LANGUAGES}


def _columns(text: str) -> bool:
    """Tell whether it is the page of columns, which a button asks for."""
    return is_sentence(text.partition("\n")[0], "chat-columns")


@cache
def _patterns() -> list[re.Pattern[str]]:
    return [pattern for language in LANGUAGES for pattern in _patterns_in(language)]


def _patterns_in(language: str) -> Iterator[re.Pattern[str]]:
    on_the_way = (code for code in codes(language) if code.startswith(_ON_THE_WAY))
    for code in (*_EXPECTED, *on_the_way):
        for value in _VALUES:
            text = _TAG.sub("", sentence(code, language, **dict.fromkeys(_FIGURES, value)))
            yield re.compile(re.escape(text).replace(re.escape(str(value)), ".+"))
