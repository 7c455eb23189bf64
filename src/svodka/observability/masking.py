"""Secrets become `***`: the configured ones wherever they turn up, others by the shape they have.

The shapes are those that leak in practice: tokens in Bot API addresses, passwords in addresses of databases,
keys of Supabase, credentials in query strings and headers.
"""

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final
from urllib.parse import quote, quote_plus

MASK: Final = "***"

# A shorter word is as likely to be part of an innocent one; where it is a password, its shape gives it away.
_SHORTEST: Final = 4
_TELLING_NAME: Final = (
    r"(?:\w{0,30}_)?(?:password|passwd|pwd|secret|token|signature|authorization"
    r"|(?:api|access|private|secret|service_role)_?key)"
)
# Repetitions are bounded, so that a line made by a stranger cannot make matching slow.
_SHAPES: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), replacement)
    for pattern, replacement in (
        # https://api.telegram.org/bot123:ABC/getMe, and a token that stands alone
        (r"(bot\d{1,20}:)[\w-]{1,256}", rf"\1{MASK}"),
        (r"\b(\d{6,20}:)[\w-]{30,256}", rf"\1{MASK}"),
        # postgresql://user:password@host; a password may hold anything but blanks and quotes
        (r"([a-z][a-z0-9+.-]{1,30}://[^\s/:@'\"]{0,128}:)[^\s'\"<>]{1,256}@", rf"\1{MASK}@"),
        # JSON web tokens, as Supabase's older keys are, and its newer keys
        (r"\beyJ[\w-]{8,4096}\.[\w-]{4,8192}(?:\.[\w-]{0,4096})?", MASK),
        (r"\b(sb_secret_)[\w-]{4,256}", rf"\1{MASK}"),
        (r"\b(bearer|basic)(\s{1,4})[\w.~+/=-]{8,8192}", rf"\1\2{MASK}"),
        (rf"\b({_TELLING_NAME}['\"]?\s{{0,2}}[=:]\s{{0,2}}(['\"]))(?:(?!\2).){{1,8192}}", rf"\1{MASK}"),
        (rf"\b({_TELLING_NAME}['\"]?\s{{0,2}}[=:]\s{{0,2}}['\"]?)[^\s&'\",;}}\]]{{1,8192}}", rf"\1{MASK}"),
    )
)
_TELLS: Final = re.compile(_TELLING_NAME, re.IGNORECASE)
# Each shape holds one of these, and few texts do: looking for them first makes a line five times cheaper.
_SIGNS: Final = (":", "=", "eyj", "sb_secret_", "bearer", "basic")
# Names of keys are written in the code, so they are few.
_NAMES: Final = 1024


class Masker:
    """Hides the given secrets, in each form they are written in, and everything shaped like a secret."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        forms = {form for secret in secrets if len(secret) >= _SHORTEST for form in _forms(secret)}
        # The longest first: a secret may be a part of another.
        ordered = sorted(forms, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, ordered))) if ordered else None

    def __call__(self, text: str) -> str:
        """Return the text with its secrets hidden."""
        if self._known is not None:
            text = self._known.sub(MASK, text)
        lowered = text.lower()
        if any(sign in lowered for sign in _SIGNS):
            for shape, replacement in _SHAPES:
                text = shape.sub(replacement, text)
        return text

    def value(self, name: str, text: str) -> str:
        """Return the value of a named key with its secrets hidden: all of it where the name says so."""
        return MASK if _tells(name) else self(text)


@lru_cache(_NAMES)
def _tells(name: str) -> bool:
    return _TELLS.fullmatch(name) is not None


def _forms(secret: str) -> set[str]:
    quoted = {quote(secret), quote(secret, safe=""), quote_plus(secret)}
    return {secret, repr(secret)[1:-1], json.dumps(secret)[1:-1], *quoted}
