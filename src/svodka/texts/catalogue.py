"""The Fluent catalogues, kept in memory: one bundle a language, from all files in its folder.

A message stands alone: none refers to another, so each is parsed when it is first asked for.
"""

import datetime as dt
import re
from decimal import Decimal
from functools import cache
from html import escape
from importlib.resources import files
from typing import Final

from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.resolver import Pattern
from fluent.runtime.types import FluentDate

Figure = str | int | float | Decimal | dt.date

LANGUAGES: Final = ("ru", "en")

# A message begins in the first column with its code; the lines that belong to it are indented.
_BEGINNING: Final = re.compile(r"^(?=[a-zA-Z][\w-]* *=)", re.MULTILINE)

# People whose clients speak these read Russian more easily than English.
_RUSSIAN_READERS: Final = frozenset({"ru", "be", "kk", "ky", "uk", "uz", "tg", "hy", "az"})


def language_of(client_language: str | None) -> str:
    """Choose our language for the IETF tag that a person's client reports (`ru`, `kk-KZ`, `en-US`, None)."""
    primary = (client_language or "en").lower().partition("-")[0]
    return "ru" if primary in _RUSSIAN_READERS else "en"


@cache
def _sources(lang: str) -> dict[str, str]:
    """Map each code to its message's source. Parsing all of them takes longer than a small table does."""
    folder = files("svodka.texts") / lang
    catalogues = [file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".ftl")]
    messages = [part for text in catalogues for part in re.split(_BEGINNING, text)[1:]]
    return {part.partition("=")[0].rstrip(): part for part in messages}


@cache
def _bundle(lang: str) -> FluentBundle:
    """Return the language's bundle, to which `_pattern` adds messages as they are asked for."""
    return FluentBundle([lang], use_isolating=False)


def _pattern(code: str, lang: str) -> Pattern:
    bundle = _bundle(lang)
    if not bundle.has_message(code):
        if code not in _sources(lang):
            raise LookupError(f"no sentence for {code!r} in {lang!r}")
        bundle.add_resource(FluentResource(_sources(lang)[code]))
    pattern = bundle.get_message(code).value
    if pattern is None:
        raise LookupError(f"{code!r} in {lang!r} has attributes only")
    return pattern


def codes(lang: str) -> frozenset[str]:
    """Name every code that has a sentence in this language."""
    return frozenset(_sources(lang))


def sentence(code: str, lang: str, **figures: Figure) -> str:
    """Turn a code and its figures into a plain sentence.

    Raises LookupError for an unknown code, and ValueError for a figure that the sentence needs and did
    not get: a person must never read a placeholder.
    """
    pattern = _pattern(code, lang)
    text, errors = _bundle(lang).format_pattern(pattern, {k: _fluent(v) for k, v in figures.items()})
    if errors:
        raise ValueError(f"{code!r} in {lang!r}: {errors[0]}")
    return str(text)


def html(code: str, lang: str, **figures: Figure) -> str:
    """Like `sentence`, for a text with Telegram's HTML tags: every text value is escaped."""
    escaped = {k: escape(v, quote=False) if isinstance(v, str) else v for k, v in figures.items()}
    return sentence(code, lang, **escaped)


def _fluent(value: Figure) -> object:
    return FluentDate.from_date(value) if isinstance(value, dt.date) else value
