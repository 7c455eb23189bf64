"""The signs that people and programs write where there is no value."""

from typing import Final

BLANKS: Final = " \t\r\n\u00a0\u202f\u2009\u2007\u200b\ufeff\u2060"

# Means "no value" in any column, text too.
PLAIN_SIGNS: Final = frozenset(
    {
        *("-", "—", "–", "--", "---", "−", "―"),
        *("н/д", "н.д.", "н/а", "нет данных", "нет сведений", "(пусто)", "<пусто>", "не указано", "б/д"),
        *("n/a", "n.a.", "n/d", "#n/a", "#н/д", "null", "(null)", "<null>", "nan", "<na>", "\\n", "#n/d"),
        *("(blank)", "not available", "no data", "missing", "nil", "k.a.", "s/d", "n.d.", "n. d."),
    }
)
# What a spreadsheet shows where a formula failed.
FORMULA_ERRORS: Final = frozenset(
    {
        *("#дел/0!", "#ссылка!", "#знач!", "#имя?", "#число!", "#пусто!", "#перенос!", "#расчет!"),
        *("#div/0!", "#ref!", "#value!", "#name?", "#num!", "#null!", "#spill!", "#calc!", "#error!"),
        *("#getting_data", "#nv", "#wert!", "#bezug!", "#zahl!"),
    }
)
# Means "no value" only where the rest of the column is of a type: as a text it may be a word.
TYPED_SIGNS: Final = frozenset(
    {
        *(
            "na",
            "none",
            "nd",
            "нд",
            "?",
            "??",
            "???",
            ".",
            "..",
            "...",
            "…",
            "*",
            "/",
            "x",
            "х",
            "_",
            "inf",
            "-inf",
        ),
        *(
            "нет",
            "отсутствует",
            "неизвестно",
            "unknown",
            "undefined",
            "empty",
            "пусто",
            "nat",
            "tbd",
            "infinity",
        ),
        *("n", "tba", "nr", "n/r", "-/-", "- -", "*null*", "-9999", "0000-00-00", "00.00.0000"),
        *("0000-00-00 00:00:00", "00/00/0000"),
    }
)
_ANYWHERE: Final = PLAIN_SIGNS | FORMULA_ERRORS
_TYPED: Final = _ANYWHERE | (TYPED_SIGNS - {"n", "x", "х", "нет", "-9999"})


def is_blank(cell: str) -> bool:
    """Say whether the cell shows nothing."""
    return not cell or not cell.strip(BLANKS)


def is_missing(cell: str) -> bool:
    """Say whether the cell means "no value" whatever the column's type is."""
    text = cell.strip(BLANKS)
    return not text or (len(text) < 20 and text.lower() in _ANYWHERE)


def is_missing_typed(cell: str) -> bool:
    """Say whether the cell means "no value" in a column of numbers, dates or the like."""
    text = cell.strip(BLANKS)
    return not text or (len(text) < 20 and text.lower() in _TYPED)
