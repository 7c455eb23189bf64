"""How DuckDB reads the plain cells of a notation cheaply: a cast, and conditions under which it is not to be trusted.

`Format.fast` looks at every character. Here a cast, which takes too much (`1.5` as 2, `1e-9` as 0), is checked by
what costs a tenth of that: the length of the cell, where its mark stands, how large the value is.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from msgspec import Struct

from svodka.analysis.reading.values.formats import (
    BooleanFormat,
    Format,
    MomentFormat,
    NumberFormat,
    TimeFormat,
)
from svodka.analysis.reading.values.moments import YEARS, Order
from svodka.analysis.reading.values.numbers import SPACES, Mark

_MOST_SCALE: Final = 2  # beyond it an exponent fits behind the mark, and only its letters give it away
_LOW: Final = f"DATE '{YEARS.start}-01-01'"
_HIGH: Final = f"DATE '{YEARS.stop}-01-01'"


class Quick(Struct, frozen=True, kw_only=True):
    """SQL over the cell c<n>. `inner` are made first, f<n> among them: the value, NULL where the cell does not fit.

    DuckDB computes again what stands twice in one expression with OR; hence the two steps.
    """

    index: int
    inner: Sequence[str]
    value: str
    doubts: Sequence[str] = ()

    @property
    def odd(self) -> str:
        """The condition that the cell is left for the slow way; NULL means that it is not."""
        return " OR ".join([f"(f{self.index} IS NULL) <> (c{self.index} IS NULL)", *self.doubts])


def quick(form: Format, index: int) -> Quick | None:
    """Return how the plain cells of a notation are read, None if no cell of it is plain."""
    for kind, make in _MAKERS.items():
        if isinstance(form, kind):
            return make(form, index)
    return None


def _exactly(index: int, value: str | None) -> Quick | None:
    return None if value is None else Quick(index=index, inner=[f"{value} AS f{index}"], value=f"f{index}")


def _number(form: NumberFormat, index: int) -> Quick | None:
    cell, value, place = f"c{index}", f"f{index}", f"p{index}"
    if form.whole and form.sql_type == "BIGINT":
        doubt = _fewer_digits(f"strlen({cell})", value)
        return Quick(
            index=index, inner=[f"TRY_CAST({cell} AS BIGINT) AS {value}"], value=value, doubts=[doubt]
        )
    if form.whole or not 0 < form.scale <= _MOST_SCALE:
        return _exactly(index, form.fast(cell))
    text = cell if form.mark == "." else f"replace({cell}, ',', '.')"
    short = _fewer_digits(f"strlen({cell})", value)  # without a mark an exponent may hide
    doubts = [f"CASE WHEN {place} = 0 THEN {short} ELSE strlen({cell}) - {place} > {form.scale} END"]
    if form.mark == ",":
        doubts.append(f"strpos({cell}, '.') > 0")
    inner = [
        f"TRY_CAST({text} AS DECIMAL(18,{form.scale})) AS {value}",
        f"strpos({cell}, '{form.mark}') AS {place}",
    ]
    return Quick(index=index, inner=inner, value=f"{value}::{form.sql_type}", doubts=doubts)


def _fewer_digits(length: str, value: str) -> str:
    """Doubt a whole part of more characters than the value has digits: blanks, marks, exponents, zeros in front.

    Between the largest value of one digit less and the smallest of as many digits lies 2 ** (13/4 * (digits - 1)).
    """
    digits = f"(least({length} - ({value} < 0)::BIGINT, 19) * 13 - 13)"
    return f"(1::BIGINT << (({digits} >> 2) & 63)) - 1 > abs({value}::DOUBLE)"


_STAMPS: Final[Mapping[tuple[Order, str], str]] = {
    (Order.DMY, "."): "%d.%m.%Y",
    (Order.DMY, "/"): "%d/%m/%Y",
    (Order.DMY, "-"): "%d-%m-%Y",
    (Order.MDY, "/"): "%m/%d/%Y",
}


def _moment(form: MomentFormat, index: int) -> Quick | None:
    cell, value = f"c{index}", f"f{index}"
    layout = _STAMPS.get((form.orders[0], form.separator))
    if form.orders[0] is Order.YMD and form.separator == "-":
        made = f"TRY_CAST({cell} AS {form.sql_type})"
    elif layout is not None:
        made = f"try_strptime({cell}, '{layout}{' %H:%M:%S' if form.with_time else ''}')::{form.sql_type}"
    else:
        return _exactly(index, form.fast(cell))
    if form.to_utc:
        return None
    size = 19 if form.with_time else 10
    doubts = [f"strlen({cell}) <> {size}", f"{value} < {_LOW}", f"{value} >= {_HIGH}"]
    return Quick(index=index, inner=[f"{made} AS {value}"], value=value, doubts=doubts)


def _time(form: TimeFormat, index: int) -> Quick | None:
    return _exactly(index, form.fast(f"c{index}"))


def _boolean(form: BooleanFormat, index: int) -> Quick | None:
    listed = {
        meaning: ", ".join(
            quoted(spelling)
            for word, known in form.words.items()
            if known is meaning
            for spelling in sorted({word, word.upper(), word.capitalize()})
        )
        for meaning in (True, False)
    }
    branches = [f"WHEN c{index} IN ({words}) THEN {meaning}" for meaning, words in listed.items() if words]
    return _exactly(index, f"CASE {' '.join(branches)} END" if branches else None)


_MAKERS: Final[Mapping[type[Format], Callable[..., Quick | None]]] = {
    NumberFormat: _number,
    MomentFormat: _moment,
    TimeFormat: _time,
    BooleanFormat: _boolean,
}


def grouped(form: Format, cell: str, affixes: tuple[str, str]) -> str | None:
    """Return SQL that reads a number with digits in groups of three, between texts that all cells have around it."""
    if not isinstance(form, NumberFormat):
        return None
    before, after = (re.escape(affix).replace("'", "''") for affix in affixes)
    other: Mark = "," if form.mark == "." else "."
    # All groups of a number are parted alike: RE2 knows no back reference, so each sign has its own branch.
    wholes = "|".join(f"[0-9]{{1,3}}(?:{sign}[0-9]{{3}})+" for sign in _signs(other))
    mark = re.escape(form.mark)
    tail = f"(?:{mark}[0-9]{{1,{form.scale}}})?" if form.scale else ""
    core = f"regexp_extract({cell}, '^{before}(-?(?:{wholes}|[0-9]+){tail}){after}$', 1)"
    bare = f"regexp_replace({core}, '[^0-9{form.mark}-]', '', 'g')"
    value = f"replace({bare}, ',', '.')" if form.mark == "," else bare
    return f"TRY_CAST({value} AS {form.sql_type})"


def _signs(other: Mark) -> list[str]:
    return [re.escape(sign) for sign in (*SPACES, "''", "’", other)]


def quoted(text: str) -> str:
    """Write a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
