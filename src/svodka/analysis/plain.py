"""Texts of strangers made plain: one line, no characters that steer or disguise, cut to a length."""

import re
from typing import Final

# Controls, directional overrides, half characters: refused by XML or able to disguise what stands there.
_UNSHOWN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def plain(text: str) -> str:
    """Return a stranger's text on one line, without the characters that steer a terminal or turn text round."""
    return " ".join(_UNSHOWN.sub(" ", text).split())


def clipped(text: str, longest: int) -> str:
    """Cut a text to so many characters, made plain, with an ellipsis for what is left out."""
    line = plain(text[: 4 * longest])
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
