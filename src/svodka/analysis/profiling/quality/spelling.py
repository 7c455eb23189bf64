"""One category written in several ways: case, spaces, ё/е, quotes, Latin letters in Cyrillic words."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from svodka.analysis.model import Column, Role, Severity, Type
from svodka.analysis.profiling.held import value_counts
from svodka.analysis.profiling.model import ColumnProfile, Profile
from svodka.analysis.profiling.quality.examples import example_rows, literal
from svodka.analysis.profiling.quality.model import Finding
from svodka.analysis.table import Table

_MOST_VALUES: Final = 2_000
_LATIN: Final = "aceopxykmtbhACEHKMOPTXBYi"
_CYRILLIC: Final = "асеорхукмтвнАСЕНКМОРТХВУі"
_TO_CYRILLIC: Final = str.maketrans(_LATIN, _CYRILLIC)
_TO_PLAIN: Final = str.maketrans("ёЁ“”„«»’`–—−\u00a0\u202f", 'еЕ"""""\'\'---  ')
_WORD: Final = re.compile(r"[^\W\d_]+")
_HAS_CYRILLIC: Final = re.compile(r"[а-яё]", re.IGNORECASE)
_HAS_LATIN: Final = re.compile(r"[a-z]", re.IGNORECASE)


def spellings(table: Table, profile: Profile) -> Iterator[Finding]:
    """Find values that differ in nothing but how they are written; and words of two alphabets."""
    for each in profile.columns:
        if not _wanted(each):
            continue
        counted = list(value_counts(table, each.column).items())
        variants = _variants(counted)
        if variants:
            yield _spelled(table, each.column, variants, profile.rows)
        mixed = [(value, count) for value, count in counted if has_two_alphabets(value)]
        if mixed:
            yield _mixed(table, each.column, mixed, profile.rows)


def _wanted(each: ColumnProfile) -> bool:
    named = each.column.role in {Role.CATEGORY, Role.GEOGRAPHY, Role.TEXT, Role.FLAG}
    few = 2 <= each.distinct <= _MOST_VALUES and each.distinct <= each.filled * 0.6
    short = each.lengths is not None and each.lengths.mean <= 60
    return each.column.type is Type.TEXT and named and few and short


def normal_form(value: str) -> str:
    """Return what stays of a value when case, spaces, ё, quotes, dashes and look-alikes do not count."""
    text = unicodedata.normalize("NFKC", value).translate(_TO_PLAIN)
    words = [_one_alphabet(word) for word in text.casefold().split()]
    return " ".join(words).strip(" .,;:")


def _one_alphabet(word: str) -> str:
    """Turn Latin look-alikes in a word with Cyrillic letters into Cyrillic ones."""
    return word.translate(_TO_CYRILLIC) if _HAS_CYRILLIC.search(word) else word


def has_two_alphabets(value: str) -> bool:
    """Tell whether a word is Cyrillic but for Latin letters that look the same."""
    for word in _WORD.findall(value):
        latin = [letter for letter in word if _HAS_LATIN.match(letter)]
        if latin and _HAS_CYRILLIC.search(word) and all(letter in _LATIN for letter in latin):
            return True
    return False


def _variants(counted: Sequence[tuple[str, int]]) -> list[list[tuple[str, int]]]:
    """Group the values by normal form; return the groups of several spellings, the largest first."""
    groups: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for value, count in counted:
        groups[normal_form(value)].append((value, count))
    several = [
        sorted(group, key=lambda pair: (has_two_alphabets(pair[0]), -pair[1], pair[0]))
        for group in groups.values()
        if len(group) > 1
    ]
    return sorted(several, key=lambda group: -sum(count for _, count in group[1:]))


def _spelled(
    table: Table, column: Column, variants: Sequence[Sequence[tuple[str, int]]], rows: int
) -> Finding:
    rare = [pair for group in variants for pair in group[1:]]
    count = sum(number for _, number in rare)
    # Spaces at the ends would not be seen: show them.
    shown = [_visible(value) for value, _ in variants[0][:3]]
    values = ", ".join(literal(value) for value, _ in rare[:50])
    return Finding(
        code="spellings",
        severity=Severity.WARNING,
        count=count,
        share=count / rows,
        cost=0.5 + 0.3 * count / rows,
        column=column,
        rows=example_rows(table, f"c{column.index} IN ({values})"),
        figures={"groups": len(variants), "common": shown[0], "rare": " / ".join(shown[1:])},
    )


def _visible(value: str) -> str:
    return value.replace("\u00a0", "⍽") if value == value.strip() else f"‹{value}›"


def _mixed(table: Table, column: Column, mixed: Sequence[tuple[str, int]], rows: int) -> Finding:
    count = sum(number for _, number in mixed)
    values = ", ".join(literal(value) for value, _ in mixed[:50])
    return Finding(
        code="mixed_letters",
        severity=Severity.WARNING,
        count=count,
        share=count / rows,
        cost=0.4,
        column=column,
        rows=example_rows(table, f"c{column.index} IN ({values})"),
        figures={"value": mixed[0][0]},
    )
