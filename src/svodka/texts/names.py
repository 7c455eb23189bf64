"""The name under which a person gets a file of ours: after their own, and with nothing in it that hides or breaks."""

import re
from pathlib import PurePath
from typing import Final

from svodka.texts.catalogue import sentence

_MAX_STEM_CHARS: Final = 80
# Also what breaks a line or turns the direction of writing, and so hides what a name ends in.
_UNSAFE: Final = re.compile(r'[\x00-\x1f\x7f-\x9f"*/:<>?\\|\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+')


def file_name(code: str, lang: str, original: str | None, suffix: str) -> str:
    """Name a file after the one that was sent: `Продажи — отчёт.html`. The sentence's figure is `stem`."""
    stem = _UNSAFE.sub("_", PurePath(original or "").stem).strip(" ._")
    stem = stem[:_MAX_STEM_CHARS] or sentence("file-nameless", lang)
    return sentence(code, lang, stem=stem) + suffix
