"""The language of what the command line says about a table."""

import os
from collections.abc import Mapping
from typing import Annotated, Final, Literal

import typer

from svodka.texts import language_of

_LOCALE_VARIABLES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")

Lang = Literal["ru", "en"]
LangOption = Annotated[
    Lang | None, typer.Option("--lang", help="Language of the report; by the locale if not given.")
]


def language(asked: Lang | None, environ: Mapping[str, str] = os.environ) -> Lang:
    """Choose the language: the one asked for, else the locale's, else English."""
    if asked is not None:
        return asked
    locale = next((environ[name] for name in _LOCALE_VARIABLES if environ.get(name)), "en")
    return "ru" if language_of(locale.replace("_", "-").partition(".")[0]) == "ru" else "en"
