"""What a column of numbers agrees on: the decimal mark, the digits needed, the unit."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from svodka.analysis.model import Issue, Severity
from svodka.analysis.reading.issues import Code
from svodka.analysis.reading.values.formats import NumberFormat
from svodka.analysis.reading.values.numbers import MAX_DIGITS, Mark, NumberCell, scale_needed, whole_digits
from svodka.analysis.reading.values.units import is_currency


class NumberVerdict(Struct, frozen=True, kw_only=True):
    """The notation of a column of numbers, its unit and the doubts."""

    format: NumberFormat
    unit: str | None
    issues: Sequence[Issue]
    firm_mark: Mark | None


def decide_number(
    name: str,
    cells: Mapping[str, NumberCell],
    counts: Mapping[str, int],
    *,
    forced: Mark | None,
    table_mark: Mark | None,
    comma_likely: bool,
) -> NumberVerdict | None:
    """Decide a column of numbers; None where its digits do not fit any number type."""
    marks = Counter[str]()
    for cell, found in cells.items():
        marks[found.mark()] += counts[cell]
    mark, firm, doubt = _choose_mark(marks, cells, forced, table_mark, comma_likely)
    issues = _mark_issues(name, marks, cells, mark, doubt)
    sketch = NumberFormat(mark=mark)
    numbers = [number for found in cells.values() if (number := sketch.number(found)) is not None]
    whole = all(_is_whole(cell, number) for cell, number in zip(cells.values(), numbers, strict=False))
    scale = max((scale_needed(number) for number in numbers), default=0)
    digits = max((whole_digits(number) for number in numbers), default=1)
    if digits + scale > MAX_DIGITS:
        return None
    unit, unit_issues = _unit(name, cells, counts)
    room = MAX_DIGITS - scale
    form = NumberFormat(mark=mark, whole=whole and not scale, digits=_room(digits, room, whole), scale=scale)
    return NumberVerdict(format=form, unit=unit, issues=[*issues, *unit_issues], firm_mark=firm)


def _room(digits: int, room: int, whole: bool) -> int:
    """Leave room for numbers that the evidence did not show: 18 digits, or all there is."""
    if whole and digits <= 18:
        return 18
    return room


def _is_whole(cell: NumberCell, number: Decimal) -> bool:
    return scale_needed(number) == 0 and "." not in cell.body[-1:]


def _choose_mark(
    marks: Mapping[str, int],
    cells: Mapping[str, NumberCell],
    forced: Mark | None,
    table_mark: Mark | None,
    comma_likely: bool,
) -> tuple[Mark, Mark | None, bool]:
    """Return the decimal mark, the same if the column proves it, and whether it is in doubt."""
    if forced:
        return forced, forced, False
    if marks["."] or marks[","]:
        mark: Mark = "." if marks["."] >= marks[","] else ","
        return mark, mark, False
    if bool(marks["?."]) == bool(marks["?,"]):
        return table_mark or ".", None, bool(marks["?."])
    return _doubtful_mark("." if marks["?."] else ",", cells, table_mark, comma_likely)


def _doubtful_mark(
    doubtful: Mark, cells: Mapping[str, NumberCell], table_mark: Mark | None, comma_likely: bool
) -> tuple[Mark, Mark | None, bool]:
    """Decide a column whose only marks stand before three digits: `1,234` is a thousand or a fraction."""
    grouping: Mark = "," if doubtful == "." else "."
    if any(is_currency(cell.unit) for cell in cells.values()):
        return grouping, None, False
    plain = [cell.body for cell in cells.values() if cell.body.isdigit()]
    if any(len(body) > 3 for body in plain):
        return doubtful, None, False
    if plain and doubtful == ",":
        return grouping, None, False
    if table_mark:
        return table_mark, None, doubtful == "," and table_mark == ","
    return ("," if doubtful == "," and comma_likely else "."), None, True


def _mark_issues(
    name: str, marks: Mapping[str, int], cells: Mapping[str, NumberCell], mark: Mark, doubt: bool
) -> list[Issue]:
    issues = []
    if doubt:
        example = next(cell for cell, found in cells.items() if found.mark().startswith("?"))
        issues.append(
            Issue(
                code=Code.AMBIGUOUS_NUMBER,
                severity=Severity.WARNING,
                column=name,
                value=example,
                figures={"decimal": mark},
            )
        )
    if marks["."] and marks[","]:
        other = "," if mark == "." else "."
        example = next(cell for cell, found in cells.items() if found.mark() == other)
        issues.append(
            Issue(
                code=Code.MIXED_DECIMAL,
                severity=Severity.WARNING,
                column=name,
                count=marks[other],
                value=example,
            )
        )
    if any(cell.side for cell in cells.values()):
        issues.append(Issue(code=Code.DEBIT_CREDIT, column=name))
    return issues


def _unit(
    name: str, cells: Mapping[str, NumberCell], counts: Mapping[str, int]
) -> tuple[str | None, Sequence[Issue]]:
    units = Counter[str]()
    for cell, found in cells.items():
        if found.unit:
            units[found.unit] += counts[cell]
    if len(units) <= 1:
        return next(iter(units), None), ()
    listed = ", ".join(unit for unit, _ in units.most_common(5))
    return None, [
        Issue(code=Code.MIXED_UNITS, severity=Severity.WARNING, column=name, figures={"units": listed})
    ]
