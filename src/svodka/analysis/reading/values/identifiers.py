"""Digits that are names and not amounts: leading zeros, checksums of known numbers, telling column names."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from svodka.analysis.reading.values import names
from svodka.analysis.reading.values.missing import BLANKS

_PHONE: Final = re.compile(r"(?:\+?[78]|\+\d{1,3})[\s\-]*\(?\d{3,5}\)?[\s\-]*\d{2,3}[\s\-]*\d{2}[\s\-]*\d{2}")
_CARD: Final = re.compile(r"\d{4}([ -]?)\d{4}\1\d{4}\1\d{1,7}")
_IBAN: Final = re.compile(
    r"[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?", re.IGNORECASE | re.ASCII
)
_VERSION: Final = re.compile(r"\d+(?:\.\d+)+")
_DOTTED: Final = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,3}", re.ASCII)
_THREE_PARTS: Final = re.compile(r"\d{2}\.\d{2}\.\d", re.ASCII)  # with more digits it is a date
_LAST_OF_FEW: Final = "12"  # sub-accounts are counted from 01 on: most have low numbers
_INN_WEIGHTS: Final = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)


def identifier_reason(name: str, live: Mapping[str, int]) -> str | None:
    """Return why a column of digits must stay text, None if nothing speaks for it."""
    cells = [cell.strip(BLANKS) for cell in live]
    if cells and all(_IBAN.fullmatch(cell) and _iban(cell) for cell in cells[:50]):
        return "iban"
    if names.VERSION.search(name) and cells and all(map(_VERSION.fullmatch, cells)):
        return "name"
    return _dotted_reason(name, cells) or _digits_reason(name, cells)


def _dotted_reason(name: str, cells: list[str]) -> str | None:
    """Recognise codes in parts, such as accounts: 10.01, 60.02, 90.01.1; a part is never rounded or added up."""
    if not any("." in cell for cell in cells[:50]) or not all(map(_DOTTED.fullmatch, cells)):
        return None
    if any(map(_THREE_PARTS.fullmatch, cells)):
        return "parts"
    if names.AMOUNT.search(name):
        return None
    return "name" if names.CLASSIFIER.search(name) else _paired_reason(name, cells)


def _paired_reason(name: str, cells: list[str]) -> str | None:
    """Recognise codes of two digits and two, which could as well be amounts."""
    pairs = [cell.partition(".") for cell in cells if "." in cell]
    if not all(len(whole) == 2 == len(part) for whole, _, part in pairs):
        return None
    if any(whole[0] == "0" for whole, _, _ in pairs):
        return "leading_zeros"
    low = sum("01" <= part <= _LAST_OF_FEW for _, _, part in pairs)
    ranked = low * 10 >= 7 * len(pairs) and all(part != "00" for _, _, part in pairs)
    return "name" if ranked and names.ACCOUNT.search(name) else None


def _digits_reason(name: str, cells: list[str]) -> str | None:
    if any(not _digits_only(cell) for cell in cells[:50]):
        return None
    bare = [cell for cell in cells if cell.isdigit()]
    if len(bare) >= 0.9 * len(cells):
        if sum(len(cell) > 1 and cell[0] == "0" for cell in bare) * 50 >= len(bare) or any(
            len(cell) > 2 and cell[0] == "0" for cell in bare
        ):
            return "leading_zeros"
        if names.TEXT_ID.search(name) and not names.AMOUNT.search(name):
            return "name"
        return _checked(bare)
    forms = (("phone", _PHONE), ("card", _CARD)) if _marked(cells) else ()
    return next((reason for reason, form in forms if _share(cells, form) > 0.9), None)


def _iban(cell: str) -> bool:
    """Check an international account number: read as a number of base 36, it leaves 1 when divided by 97."""
    bare = cell.replace(" ", "").upper()
    return int("".join(str(int(char, 36)) for char in bare[4:] + bare[:4])) % 97 == 1


def _digits_only(cell: str) -> bool:
    return all(char.isdigit() or char in " +-()\u00a0" for char in cell)


def _marked(cells: list[str]) -> bool:
    return any(not cell.isdigit() for cell in cells) and any(len(cell) >= 10 for cell in cells)


def _share(cells: list[str], form: re.Pattern[str]) -> float:
    return sum(bool(form.fullmatch(cell)) for cell in cells) / len(cells) if cells else 0.0


def _checked(cells: list[str]) -> str | None:
    """Recognise numbers by their check digit, where chance cannot explain that all of them are right."""
    if len(cells) < 5:
        return None
    lengths = {len(cell) for cell in cells}
    for reason, allowed, test in _CHECKS:
        if lengths <= allowed and all(test(cell) for cell in cells):
            return reason
    if min(lengths) >= 16 and len(lengths) == 1 and len(cells) == len(set(cells)):
        return "long"
    return None


def _ean(cell: str) -> bool:
    total = sum(int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(reversed(cell)))
    return total % 10 == 0


def _luhn(cell: str) -> bool:
    total = 0
    for index, digit in enumerate(reversed(cell)):
        number = int(digit) * (1 + index % 2)
        total += number - 9 if number > 9 else number
    return total % 10 == 0


def _inn(cell: str) -> bool:
    digits = [int(digit) for digit in cell]
    stops = (9,) if len(digits) == 10 else (10, 11)
    return all(
        sum(weight * digit for weight, digit in zip(_INN_WEIGHTS[-stop:], digits, strict=False)) % 11 % 10
        == digits[stop]
        for stop in stops
    )


def _mobile(cell: str) -> bool:
    return cell[0] in "78" and cell[1] == "9"


_CHECKS: Final[tuple[tuple[str, set[int], Callable[[str], bool]], ...]] = (
    ("inn", {10, 12}, _inn),
    ("phone", {11}, _mobile),
    ("barcode", {8, 12, 13, 14}, _ean),
    ("card", {15, 16, 18, 19}, _luhn),
)
