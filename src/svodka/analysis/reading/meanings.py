"""What the distinct cells of a column come to by its notation: values, signs of no value, mistakes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct, field

from svodka.analysis.model import Issue, Severity
from svodka.analysis.reading.issues import Code
from svodka.analysis.reading.values.formats import Format
from svodka.analysis.reading.values.missing import is_blank, is_missing, is_missing_typed

_MOST_SIGNS: Final = 10

# Given cells of a column, tells how often they stand there together, the first of them, and its row.
Locate = Callable[[Sequence[str]], tuple[int, str, int]]


class Meanings(Struct, frozen=True, kw_only=True):
    """The cells of a column that mean no value, have one behind a stray quote, or are wrong."""

    signs: list[str] = field(default_factory=list)
    quotes: list[str] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)

    def add(self, cells: Iterable[str], form: Format) -> Mapping[str, str]:
        """Read some cells; return the values of those that have one, as DuckDB casts them."""
        values: dict[str, str] = {}
        for cell in cells:
            value = form.parse(cell)
            if value is None and '"' in cell:
                value = form.parse(cell.replace('"', ""))
                self.quotes.extend([cell] if value is not None else [])
            if value is not None:
                values[cell] = value
            elif not is_missing_typed(cell):
                self.bad.append(cell)
            elif not is_blank(cell):
                self.signs.append(cell)
        return values

    def issues(self, name: str, locate: Locate) -> list[Issue]:
        """Say what was no value, or only behind a quote."""
        kinds = [
            *((Code.MISSING_SIGN, Severity.INFO, [sign]) for sign in self.signs[:_MOST_SIGNS]),
            (Code.STRAY_QUOTE, Severity.INFO, self.quotes),
            (Code.BAD_VALUE, Severity.WARNING, self.bad),
        ]
        return [_issue(code, severity, name, locate(cells)) for code, severity, cells in kinds if cells]


def _issue(code: Code, severity: Severity, name: str, found: tuple[int, str, int]) -> Issue:
    count, cell, row = found
    return Issue(code=code, severity=severity, row=row, column=name, count=count, value=cell[:120])


def signs_among_texts(name: str, counts: Mapping[str, int]) -> list[Issue]:
    """Say which cells of a column of texts mean no value."""
    return [
        Issue(code=Code.MISSING_SIGN, column=name, count=count, value=cell)
        for cell, count in counts.items()
        if is_missing(cell) and not is_blank(cell)
    ][:_MOST_SIGNS]
