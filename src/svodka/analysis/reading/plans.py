"""How each column of a table is made: trusted to a cast, or with the cells beside it that DuckDB does not read."""

import re
from collections.abc import Sequence
from typing import Final

import duckdb
from msgspec import Struct
from msgspec.structs import replace

from svodka.analysis.model import Type
from svodka.analysis.reading.quick import Quick, grouped, quick
from svodka.analysis.reading.values.deciding import Profile, Verdict

_AT_ONCE: Final = 250
_AROUND: Final = re.compile(r"([^0-9-]*)-?[0-9](?:.*[0-9])?([^0-9]*)")


class ColumnPlan(Struct, frozen=True, kw_only=True):
    """How one column is made: trusted to its `quick` expression, or with an x<n> beside it."""

    index: int
    verdict: Verdict
    quick: Quick | None
    kept: bool
    affixes: tuple[str, str] | None

    @property
    def typed(self) -> bool:
        """Whether the column holds anything but texts."""
        return self.verdict.format.type is not Type.TEXT

    def items(self) -> list[str]:
        """Return the columns of `cells`."""
        cell, value, target = f"c{self.index}", f"f{self.index}", self.verdict.format.sql_type
        if self.trusted is not None:
            return [f"{self.trusted.value} AS {cell}"]
        if self.exact() is None:
            return [f"NULL::{target} AS {cell}", f"{cell} AS x{self.index}"]
        return [f"{value} AS {cell}", f"CASE WHEN {value} IS NULL THEN {cell} END AS x{self.index}"]

    def inner(self) -> Sequence[str]:
        """Return the values that `items` and the test for odd cells are made of."""
        if self.trusted is not None:
            return self.trusted.inner
        value = self.exact()
        return [] if value is None else [f"{value} AS f{self.index}"]

    @property
    def trusted(self) -> Quick | None:
        """How cells are read if no more than their oddness is to be known."""
        return None if self.kept else self.quick

    def exact(self) -> str | None:
        """Return an expression that gives the right value or NULL."""
        cell, form = f"c{self.index}", self.verdict.format
        first = form.fast(cell)
        if first is None and self.quick is not None and not self.quick.doubts:
            first = self.quick.inner[0].removesuffix(f" AS f{self.index}")
        second = grouped(form, cell, self.affixes) if self.affixes is not None else None
        found = [value for value in (first, second) if value is not None]
        return f"coalesce({', '.join(found)})" if len(found) > 1 else (found[0] if found else None)


def plan_columns(
    connection: duckdb.DuckDBPyConnection,
    verdicts: Sequence[Verdict],
    profiles: Sequence[Profile],
) -> list[ColumnPlan]:
    """Plan each column; those without an odd cell in their profiles, which are samples, are trusted."""
    columns = []
    for index, (verdict, profile) in enumerate(zip(verdicts, profiles, strict=True)):
        typed = verdict.format.type is not Type.TEXT
        value = quick(verdict.format, index) if typed else None
        columns.append(
            ColumnPlan(
                index=index,
                verdict=verdict,
                quick=value,
                kept=typed and value is None,
                affixes=_affixes(list(profile.counts)) if typed else None,
            )
        )
    return _with_odd_samples(connection, columns, profiles)


def _with_odd_samples(
    connection: duckdb.DuckDBPyConnection, columns: list[ColumnPlan], profiles: Sequence[Profile]
) -> list[ColumnPlan]:
    """Keep the columns whose samples have cells that are not plain."""
    asked = [column for column in columns if column.quick is not None and not column.kept]
    if not asked:
        return columns
    odd = set[int]()
    for part in parted(asked):
        lists = ", ".join(f"unnest(?::VARCHAR[]) AS c{column.index}" for column in part)
        values = [list(profiles[column.index].counts) for column in part]
        odd |= {value.index for value in odd_among(connection, part, f"(SELECT {lists})", values)}
    return [replace(column, kept=column.kept or column.index in odd) for column in columns]


def parted(columns: Sequence[ColumnPlan]) -> list[Sequence[ColumnPlan]]:
    """Part the columns of a wide table into as many as DuckDB may work on at once."""
    return [columns[start : start + _AT_ONCE] for start in range(0, len(columns), _AT_ONCE)]


def odd_among(
    connection: duckdb.DuckDBPyConnection,
    columns: Sequence[ColumnPlan],
    source: str,
    values: Sequence[Sequence[str]] | None = None,
) -> list[Quick]:
    """Return those of the trusted columns that have odd cells in a relation of texts."""
    trusted = [column.trusted for column in columns if column.trusted is not None]
    tests = ", ".join(f"bool_or({value.odd})" for value in trusted)
    inner = ", ".join(item for value in trusted for item in value.inner)
    answers = connection.execute(f"SELECT {tests} FROM (SELECT *, {inner} FROM {source})", values).fetchone()
    return [value for value, answer in zip(trusted, answers or (), strict=True) if answer]


def _affixes(cells: Sequence[str]) -> tuple[str, str]:
    """Return the texts that stand before and behind the digits of all cells, if they do in all alike."""
    found = _AROUND.fullmatch(cells[0]) if cells else None
    if found is None:
        return "", ""
    before, after = found.groups()
    same = all(cell.startswith(before) and cell.endswith(after) for cell in cells)
    return (before, after) if same else ("", "")
