"""Cells to typed columns: one pass by DuckDB for plain cells, the rest by the columns' own notations.

The source holds the cells as text, c0 … cn, and most often their `row`. `cells` is made of it: a typed column c<n>
each, and for columns with cells that DuckDB does not read a column x<n> that keeps them as text. `data` is the view
that `Table` promises.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Final, Protocol

import duckdb
from msgspec import Struct, field
from msgspec.structs import replace

from svodka.analysis.model import Issue
from svodka.analysis.reading.issues import Code
from svodka.analysis.reading.meanings import Meanings
from svodka.analysis.reading.plans import ColumnPlan, odd_among, parted, plan_columns
from svodka.analysis.reading.quick import Quick, quoted
from svodka.analysis.reading.values.deciding import Profile, Verdict
from svodka.analysis.reading.values.missing import is_blank, is_missing

_MOST_ODD_SHARE: Final = 0.1
_MOST_SUSPECTS: Final = 20_000
_MOST_DISTINCT: Final = 200_000
_BATCH: Final = 50_000
_FEW_COLUMNS: Final = 60
_LIKELY_SIGNS: Final = ("-", "—", "н/д", "NULL")
_SIGNS: Final = ("-", "—", "–", "н/д", "N/A", "n/a", "NULL", "null", "NaN", "nan", "#N/A", "#Н/Д")


class Sieve(Protocol):
    """Finds rows that are no data among those that look suspicious."""

    def suspects(self, texts: Sequence[int]) -> list[str]:
        """Return SQL conditions over the text columns c<n>; a suspicious row fulfils at least one."""
        ...

    def misplaced(self, rows: Sequence[tuple[int, Sequence[str]]]) -> Sequence[int]:
        """Return the numbers of those rows that are no data; it is asked once about each row."""
        ...


class Leftovers(Struct):
    """Cells that no expression has taken: how often, and in which row first."""

    counts: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)


class Cells:
    """The relation `cells` while it is being made. Not shared between threads."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, source: str, *, first_row: int | None) -> None:
        self._connection = connection
        self._source = source
        self._numbered = first_row is None
        self._row = "row" if first_row is None else f"(rowid + {first_row})"
        counted = f"(SELECT row_number() OVER () - 1 + {first_row} AS row, * FROM {source})"
        self._raw = source if first_row is None else counted
        self._columns: list[ColumnPlan] = []
        self._with_x: set[int] = set()

    def create(self, verdicts: Sequence[Verdict], profiles: Sequence[Profile]) -> None:
        """Make `cells` with these notations."""
        self._columns = plan_columns(self._connection, verdicts, profiles)
        self._write()
        trusted = [column for column in self._columns if column.typed and not column.kept]
        if not trusted or not self._keep_odd(trusted):
            return
        self._columns = [replace(c, kept=c.kept or c.typed) for c in self._columns]
        self._write()

    def _write(self) -> None:
        """Make `cells`; of many columns some at a time, each of which takes blocks of 2,048 values."""
        self._with_x = {column.index for column in self._columns if column.typed and column.kept}
        self._connection.execute("DROP TABLE IF EXISTS cells")
        parts = parted(self._columns)
        if len(parts) == 1:
            self._write_part("cells", parts[0], numbered=self._numbered)
            return
        names, flags = (["row"] if self._numbered else []), dict[str, list[str]](odd=[], signed=[])
        for n, part in enumerate(parts):
            for flag in self._write_part(f"part{n}", part, numbered=self._numbered and n == 0):
                flags[flag].append(f"part{n}.{flag}")
            names += [f"c{column.index}" for column in part]
            names += [f"x{column.index}" for column in part if column.index in self._with_x]
        names += [f"({' OR '.join(told)}) AS {flag}" for flag, told in flags.items() if told]
        joined = " POSITIONAL JOIN ".join(f"part{n}" for n in range(len(parts)))
        self._connection.execute(f"CREATE TABLE cells AS SELECT {', '.join(names)} FROM {joined}")
        for n in range(len(parts)):
            self._connection.execute(f"DROP TABLE part{n}")

    def _write_part(self, target: str, columns: Sequence[ColumnPlan], *, numbered: bool) -> list[str]:
        """Make a table of some columns; return its flags: are there odd cells, are there likely signs of none."""
        items, inner, odds = (["row"] if numbered else []), ["*"], []
        for column in columns:
            if not column.typed:
                items.append(f"c{column.index}")
                continue
            items += column.items()
            inner += column.inner()
            odds += [column.trusted.odd] if column.trusted is not None else []
        likely = ", ".join(map(quoted, _LIKELY_SIGNS))
        signed = [f"c{column.index} IN ({likely})" for column in columns if not column.typed]
        flags = {name: tests for name, tests in (("odd", odds), ("signed", signed)) if tests}
        items += [f"({' OR '.join(tests)}) AS {name}" for name, tests in flags.items()]
        self._connection.execute(
            f"CREATE TABLE {target} AS SELECT {', '.join(items)}"
            f" FROM (SELECT {', '.join(inner)} FROM {self._source})"
        )
        return list(flags)

    def _signs(self, profile: Profile) -> Sequence[str]:
        return sorted({*_SIGNS, *(cell for cell in profile.counts if is_missing(cell))})

    def _keep_odd(self, trusted: Sequence[ColumnPlan]) -> bool:
        """Move the cells that were wrongly trusted to an x<n>; return whether there are too many for that."""
        found = self._connection.execute("SELECT count(*) FILTER (odd), count(*) FROM cells").fetchone()
        odd, rows = found or (0, 0)
        if not odd:
            return False
        if odd > _MOST_ODD_SHARE * rows:
            return True
        self._connection.execute(
            f"CREATE OR REPLACE TEMP TABLE odd_rows AS SELECT * FROM {self._raw}"
            f" WHERE row IN (SELECT {self._row} FROM cells WHERE odd)"
        )
        for part in parted(trusted):
            for value in odd_among(self._connection, part, "odd_rows"):
                self._move(value)
        return False

    def _move(self, value: Quick) -> None:
        index = value.index
        self._connection.execute(f"ALTER TABLE cells ADD COLUMN x{index} VARCHAR")
        self._connection.execute(
            f"UPDATE cells SET c{index} = NULL, x{index} = o.cell FROM (SELECT row AS number, c{index} AS cell"
            f" FROM (SELECT *, {', '.join(value.inner)} FROM odd_rows) WHERE {value.odd}) AS o"
            f" WHERE {self._row.replace('rowid', 'cells.rowid')} = o.number"
        )
        self._with_x.add(index)

    def leftovers(self) -> dict[int, Leftovers]:
        """Return the cells left over in each column that may have some, the most usual number of them."""
        kept = sorted(self._with_x)
        if not kept:
            return {}
        counts = self._connection.execute(
            f"SELECT {', '.join(f'count(x{index})' for index in kept)} FROM cells"
        ).fetchone()
        return {index: self._left(index) for index, count in zip(kept, counts or (), strict=True) if count}

    def _left(self, index: int) -> Leftovers:
        found = self._connection.execute(
            f"SELECT x{index}, count(*), min({self._row}) FROM cells WHERE x{index} IS NOT NULL"
            f" GROUP BY 1 ORDER BY 3 LIMIT {_MOST_DISTINCT}"
        ).fetchall()
        return Leftovers(
            counts={cell: count for cell, count, _ in found}, rows={cell: row for cell, _, row in found}
        )

    def fitting(self, index: int) -> int:
        """Return how many cells of a column have a value."""
        row = self._connection.execute(f"SELECT count(c{index}) FROM cells").fetchone()
        return row[0] if row else 0

    def suspects(self, sieve: Sieve, leftovers: Mapping[int, Leftovers], known: Collection[int]) -> list[int]:
        """Return the numbers of rows that may be no data and that are not `known` yet."""
        tests = []
        for index, left in leftovers.items():
            parse = self._columns[index].verdict.format.parse
            bad = [cell for cell in left.counts if not is_blank(cell) and parse(cell) is None]
            if bad:
                tests.append(f"x{index} IN ({', '.join(map(quoted, bad[:_MOST_SUSPECTS]))})")
        texts = [column.index for column in self._columns if not column.typed]
        tests += sieve.suspects(texts)
        every = [*(f"c{c.index}" for c in self._columns), *(f"x{index}" for index in sorted(self._with_x))]
        tests.append(" AND ".join(f"{name} IS NULL" for name in every))
        # Each by itself: a condition over one column is met while that column is scanned, which is ten times cheaper.
        asked = " UNION ".join(f"SELECT {self._row} AS r FROM cells WHERE {test}" for test in tests)
        found = self._connection.execute(f"{asked} ORDER BY r LIMIT {_MOST_SUSPECTS}").fetchall()
        return [number for (number,) in found if number not in known]

    def fetch(self, numbers: Sequence[int]) -> list[tuple[int, list[str]]]:
        """Return rows as texts: what has a value in its own notation, the rest as it stands in the file."""
        texts = [
            f"coalesce(c{c.index}::VARCHAR, x{c.index})"
            if c.index in self._with_x
            else f"c{c.index}::VARCHAR"
            for c in self._columns
        ]
        found = self._connection.execute(
            f"SELECT {self._row} AS r, {', '.join(texts)} FROM cells"
            " WHERE r IN (SELECT unnest(?::BIGINT[])) ORDER BY r",
            [list(numbers)],
        ).fetchall()
        return [(number, [cell or "" for cell in cells]) for number, *cells in found]

    def delete(self, numbers: Sequence[int]) -> None:
        """Take rows out."""
        self._connection.execute(
            f"DELETE FROM cells WHERE {self._row} IN (SELECT unnest(?::BIGINT[]))", [list(numbers)]
        )

    def settle(self, index: int, name: str, left: Leftovers) -> list[Issue]:
        """Give the leftover cells their values; what has none is a missing value or a bad one."""
        verdict = self._columns[index].verdict
        found = Meanings()
        whole = len(left.counts) < _MOST_DISTINCT
        cells = [list(left.counts)] if whole else self._batches(index)
        self._connection.execute("CREATE OR REPLACE TEMP TABLE reading (x VARCHAR, v VARCHAR)")
        for batch in cells:
            values = found.add(batch, verdict.format)
            if values:
                self._connection.execute(
                    "INSERT INTO reading SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[])",
                    [list(values), list(values.values())],
                )
        self._connection.execute(
            f"UPDATE cells SET c{index} = CAST(reading.v AS {verdict.format.sql_type})"
            f" FROM reading WHERE cells.x{index} = reading.x"
        )
        return found.issues(name, lambda wanted: self._located(index, wanted, left))

    def _batches(self, index: int) -> Sequence[Sequence[str]]:
        """Yield all distinct leftover cells, of which there are very many."""
        found = self._connection.execute(f"SELECT DISTINCT x{index} FROM cells WHERE x{index} IS NOT NULL")
        batches = []
        while rows := found.fetchmany(_BATCH):
            batches.append([cell for (cell,) in rows])
        return batches

    def _located(self, index: int, cells: Sequence[str], left: Leftovers) -> tuple[int, str, int]:
        """Tell how often cells stand in a column together, the first of them, and its row."""
        unknown = [cell for cell in cells if cell not in left.counts]
        if unknown:
            found = self._connection.execute(
                f"SELECT x{index}, count(*), min({self._row}) FROM cells"
                f" WHERE x{index} IN (SELECT unnest(?::VARCHAR[])) GROUP BY 1",
                [unknown],
            ).fetchall()
            left.counts.update({cell: count for cell, count, _ in found})
            left.rows.update({cell: row for cell, _, row in found})
        first = min(cells, key=lambda cell: left.rows[cell])
        return sum(left.counts[cell] for cell in cells), first, left.rows[first]

    def settle_texts(self, profiles: Sequence[Profile]) -> list[Issue]:
        """Find the signs for "no value" in columns of texts."""
        texts = [column.index for column in self._columns if not column.typed]
        if not texts:
            return []
        answer = self._connection.execute("SELECT bool_or(signed) FROM cells").fetchone()
        if not (answer and answer[0]):
            texts = [index for index in texts if any(map(is_missing, profiles[index].counts))]
        return [issue for index in texts for issue in self._missing_in(index, profiles[index])]

    def _missing_in(self, index: int, profile: Profile) -> list[Issue]:
        signs = ", ".join(map(quoted, self._signs(profile)))
        found = self._connection.execute(
            f"SELECT c{index}, count(*), min({self._row}) AS r FROM cells WHERE c{index} IN ({signs})"
            " GROUP BY 1 ORDER BY r"
        ).fetchall()
        if found:
            self._connection.execute(f"UPDATE cells SET c{index} = NULL WHERE c{index} IN ({signs})")
        return [
            Issue(code=Code.MISSING_SIGN, row=row, column=profile.name, count=count, value=cell)
            for cell, count, row in found[:10]
        ]

    def finish(self) -> int:
        """Leave nothing but `data`; return how many rows it has."""
        extra = [f"x{index}" for index in sorted(self._with_x)]
        if len(extra) <= _FEW_COLUMNS:  # each ALTER costs time in proportion to all columns
            for name in extra:
                self._connection.execute(f"ALTER TABLE cells DROP COLUMN {name}")
        kept = ", ".join([f"{self._row} AS row", *(f"c{column.index}" for column in self._columns)])
        for relation in ("reading", "odd_rows"):
            self._connection.execute(f"DROP TABLE IF EXISTS {relation}")
        self._connection.execute(f"CREATE VIEW data AS SELECT {kept} FROM cells")
        found = self._connection.execute("SELECT count(*) FROM cells").fetchone()
        return found[0] if found else 0
