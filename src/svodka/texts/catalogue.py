"""The Fluent catalogues, kept in memory: one bundle a language, from all files in its folder."""

import datetime as dt
from decimal import Decimal
from functools import cache
from html import escape
from importlib.resources import files
from typing import Final

from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.types import FluentDate

Figure = str | int | float | Decimal | dt.date

LANGUAGES: Final = ("ru", "en")

# People whose clients speak these read Russian more easily than English.
_RUSSIAN_READERS: Final = frozenset({"ru", "be", "kk", "ky", "uk", "uz", "tg", "hy", "az"})


def language_of(client_language: str | None) -> str:
    """Choose our language for the IETF tag that a person's client reports (`ru`, `kk-KZ`, `en-US`, None)."""
    primary = (client_language or "en").lower().partition("-")[0]
    return "ru" if primary in _RUSSIAN_READERS else "en"


@cache
def _bundle(lang: str) -> FluentBundle:
    bundle = FluentBundle([lang], use_isolating=False)
    folder = files("svodka.texts") / lang
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".ftl"):
            bundle.add_resource(FluentResource(file.read_text("utf-8")))
    return bundle


def codes(lang: str) -> frozenset[str]:
    """Name every code that has a sentence in this language."""
    return frozenset(_bundle(lang)._messages)


def sentence(code: str, lang: str, **figures: Figure) -> str:
    """Turn a code and its figures into a plain sentence.

    Raises LookupError for an unknown code, and ValueError for a figure that the sentence needs and did
    not get: a person must never read a placeholder.
    """
    bundle = _bundle(lang)
    if not bundle.has_message(code):
        raise LookupError(f"no sentence for {code!r} in {lang!r}")
    pattern = bundle.get_message(code).value
    if pattern is None:
        raise LookupError(f"{code!r} in {lang!r} has attributes only")
    text, errors = bundle.format_pattern(pattern, {k: _fluent(v) for k, v in figures.items()})
    if errors:
        raise ValueError(f"{code!r} in {lang!r}: {errors[0]}")
    return str(text)


def html(code: str, lang: str, **figures: Figure) -> str:
    """Like `sentence`, for a text with Telegram's HTML tags: every text value is escaped."""
    escaped = {k: escape(v, quote=False) if isinstance(v, str) else v for k, v in figures.items()}
    return sentence(code, lang, **escaped)


def _fluent(value: Figure) -> object:
    return FluentDate.from_date(value) if isinstance(value, dt.date) else value
