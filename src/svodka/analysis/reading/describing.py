"""From decided columns to what the table says of them: type, role and unit; and what the file hints at."""

from collections.abc import Sequence

from svodka.analysis.model import Column, ReadOptions, Type
from svodka.analysis.reading.loading import Typed
from svodka.analysis.reading.roles import role_of
from svodka.analysis.reading.values.deciding import Hints
from svodka.analysis.reading.values.units import unit_in_name, unit_of


def hints_of(delimiter: str | None, rows: Sequence[Sequence[str]], options: ReadOptions) -> Hints:
    """Gather what the file as a whole and the caller say about its values."""
    text = "".join("".join(row) for row in rows)
    russian = any("а" <= char.lower() <= "я" for char in text)
    return Hints(
        forced_mark=options.decimal,
        forced_dayfirst=options.dayfirst,
        comma_decimal_likely=delimiter == ";" or russian,
    )


def describe_columns(typed: Typed, units: Sequence[str]) -> list[Column]:
    """Describe each column."""
    columns = []
    for index, (verdict, profile) in enumerate(zip(typed.verdicts, typed.profiles, strict=True)):
        kind = verdict.format.type
        unit = None
        if kind in (Type.INTEGER, Type.DECIMAL):
            told = units[index].strip(" ()[]") if index < len(units) else ""
            unit = verdict.unit or (unit_of(told) or told or None) or unit_in_name(profile.name)
        columns.append(
            Column(
                index=index,
                name=profile.name,
                type=kind,
                role=role_of(profile.name, kind, profile.counts, verdict.reason),
                unit=unit,
            )
        )
    return columns
