"""Numbers as people write them, read exactly: separators, signs, currencies, percent, exponents."""

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final, Literal

from msgspec import Struct

from svodka.analysis.reading.values.missing import BLANKS
from svodka.analysis.reading.values.units import is_currency, scale_of, unit_of

Mark = Literal[".", ","]
SPACES: Final = " \u00a0\u202f\u2009\u2007"
MINUSES: Final = "\\-\u2212\u2013\u2010\u2011\uff0d"  # escaped for a character class
_QUOTES: Final = "'\u2019`\u02bc"
_MAX_CHARS: Final = 60
_MAX_EXPONENT: Final = 40
MAX_DIGITS: Final = 38

_LETTERS_OF_CODES: Final = frozenset("DGHLMST")  # `3D` is no number of days, `12M` none of metres
_SIGN: Final = f"[+{MINUSES}]"
_AFFIX: Final = rf"[^\d\s.,()+{MINUSES}'][^\d()+{MINUSES}]{{0,11}}?"
_NUMBER: Final = re.compile(
    rf"(?P<open>\()?\s*(?P<s1>{_SIGN})?\s*(?P<pre>{_AFFIX}(?:\.(?=\s))?)?\s*(?P<open2>\()?\s*(?P<s2>{_SIGN})?\s*"
    rf"(?P<body>[\d.,](?:[\d.,{_QUOTES}{SPACES}]*\d)?[.,]?)(?P<exp>[eE][+-]?\d{{1,3}})?\s*(?P<close2>\))?"
    rf"\s*(?P<suf>(?:[^\d\s.,()+{MINUSES}'][^()+{MINUSES}]{{0,14}}?))?\s*(?P<close>\))?\s*(?P<s3>{_SIGN})?"
    r"\s*(?P<side>\b(?:DR|CR|Dr|Cr|dr|cr)\.?)?"
)
DIGIT: Final = re.compile("[0-9]")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}([./])[0-9]{1,2}\1[0-9]{4}")
_PLAIN: Final = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")
_MARKS: Final[tuple[tuple[Mark, Mark], ...]] = ((".", ","), (",", "."))
_GROUPED: Final[dict[Mark, re.Pattern[str]]] = {
    mark: re.compile(
        rf"(?P<whole>\d+|\d{{1,3}}(?P<g>[{SPACES}{_QUOTES}{other}])\d{{3}}(?:(?P=g)\d{{3}})*"
        rf"|\d{{1,2}}(?:{re.escape(other)}\d{{2}})+{re.escape(other)}\d{{3}})?(?:{re.escape(mark)}(?P<fraction>\d*))?"
    )
    for mark, other in _MARKS
}
_CLEAR_DIGITS: Final = re.compile(rf"[{SPACES}{_QUOTES}.,]")


class NumberCell(Struct, frozen=True, kw_only=True):
    """A cell that has the look of a number; its value depends on which mark is the decimal one."""

    negative: bool
    body: str
    exponent: int = 0
    unit: str | None = None
    side: str | None = None

    def value(self, mark: Mark) -> Decimal | None:
        """Return the exact value, None where the digits are not grouped as this mark allows."""
        match = self._parts(mark)
        if match is None:
            return None
        whole = _CLEAR_DIGITS.sub("", match["whole"] or "0")
        text = f"{whole}.{match['fraction']}" if match["fraction"] else whole
        try:
            number = Decimal(text + (f"E{self.exponent}" if self.exponent else ""))
        except InvalidOperation:  # more digits than any number of ours may have
            return None
        return -number if self.negative else number

    @property
    def has_value(self) -> bool:
        """Say whether there is a value for either mark."""
        return self._parts(".") is not None or self._parts(",") is not None

    def _parts(self, mark: Mark) -> re.Match[str] | None:
        match = _GROUPED[mark].fullmatch(self.body)
        return match if match is not None and (match["whole"] or match["fraction"]) else None

    def mark(self) -> str:
        """Tell what the body says of the decimal mark: "." or ",", "?." or "?," in doubt, "" nothing."""
        dots, commas = self.body.count("."), self.body.count(",")
        if not dots and not commas:
            return ""
        if dots and commas:
            return "." if self.body.rfind(".") > self.body.rfind(",") else ","
        sign: Mark = "." if dots else ","
        other: Mark = "," if dots else "."
        if dots + commas > 1:
            return other
        before, _, after = self.body.partition(sign)
        if len(after) != 3 or len(before) > 3 or before in ("", "0") or before.startswith("0"):
            return sign
        return "?" + sign


@lru_cache(maxsize=8192)
def read_number(cell: str) -> NumberCell | None:
    """Take a cell apart into sign, digits, exponent and unit; None if it is no number."""
    text = cell.strip(BLANKS)
    if _PLAIN.fullmatch(text):
        return NumberCell(negative=text[0] == "-", body=text.lstrip("-"))
    if len(text) > _MAX_CHARS or not DIGIT.search(text) or _DAY.match(text):
        return None
    match = _NUMBER.fullmatch(text)
    return None if match is None else _assemble(match)


def _assemble(match: re.Match[str]) -> NumberCell | None:
    opened = bool(match["open"]) + bool(match["open2"])
    closed = bool(match["close"]) + bool(match["close2"])
    signs = [sign for sign in (match["s1"], match["s2"], match["s3"]) if sign]
    if opened != closed or opened + len(signs) > 1:
        return None
    units: list[str] = []
    side = match["side"].rstrip(".").upper() if match["side"] else None
    power = int(match["exp"][1:]) if match["exp"] else 0
    for affix in (match["pre"], match["suf"]):
        if affix and affix.strip(". ").upper() in ("DR", "CR"):
            side = affix.strip(". ").upper()
            continue
        if not affix:
            continue
        found, scale = _affix(affix)
        if found is None and scale is None:
            return None
        if affix is match["pre"] and not is_currency(found):
            return None  # `S1` and `m2` are names, not a second and two metres.
        power += scale or 0
        units += [found] if found else []
    if len(set(units)) > 1 or abs(power) > _MAX_EXPONENT:
        return None
    negative = opened == 1 or (bool(signs) and signs[0] != "+") or side == "DR"
    return NumberCell(
        negative=negative, body=match["body"], exponent=power, unit=units[0] if units else None, side=side
    )


def _affix(text: str) -> tuple[str | None, int | None]:
    """Read what stands beside the digits: a unit, a power of ten (`тыс.`), or both (`тыс. руб.`)."""
    if text in _LETTERS_OF_CODES:
        return None, None
    unit = unit_of(text)
    if unit is not None:
        return unit, None
    first, _, rest = text.strip().partition(" ")
    scale = scale_of(first)
    if scale is None:
        return None, None
    return (unit_of(rest), scale) if rest else (None, scale)


def plain(number: Decimal) -> str:
    """Write a number without exponent, as DuckDB casts it exactly."""
    return f"{number:f}"


def scale_needed(number: Decimal) -> int:
    """Return how many digits stand after the point."""
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def whole_digits(number: Decimal) -> int:
    """Return how many digits stand before the point."""
    return max(1, number.adjusted() + 1)
