"""Truths that can be planted in a table of noise, each with what must be said of it.

Run: `python -m tests.analysis.truths 200` plants each in 200 tables and prints how many are found, and how many
of five times as many tables of noise yield anything at all.
"""

import argparse
import datetime as dt
import random
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from svodka.analysis.table import Table
from tests.analysis.planted import Recipe, build, findings, insights, noise

FIRST_DAY = dt.date(2025, 1, 6)
# The table ends with April, May, June … of 2025.
MONTH_ENDS = (115, 146, 176, 207, 238, 268)
Check = Callable[[Table], bool]


@dataclass(frozen=True, kw_only=True)
class Truth:
    """Plants something in a recipe, and returns how to tell that it was found."""

    plant: Callable[[Recipe, random.Random], Check]


def said(code: str, **figures: str) -> Check:
    """Tell whether an insight of this code is among those kept, with these figures."""
    return lambda table: any(
        each.code == code and all(each.figures[key] == value for key, value in figures.items())
        for each in insights(table)
    )


def found(code: str, *rows: int) -> Check:
    """Tell whether a finding of this code is there, and shows these rows."""
    return lambda table: any(each.code == code and set(rows) <= set(each.rows) for each in findings(table))


def ground(seed: int) -> Recipe:
    """Return noise of at least so many rows and days that a truth has room."""
    made = noise(seed)
    rng = random.Random(seed)
    made.days = rng.choice([90, 120, 180, 270, 365])
    made.rows = made.days * max(3, rng.choice([800, 1_500, 4_000]) // made.days)
    return made


def rising(made: Recipe, rng: random.Random) -> Check:
    if rng.random() < 0.5:
        made.amount = f"({made.amount}) * (1 + {rng.uniform(1.5, 3):.3f} * d / days)"
    else:  # more rows, not larger ones
        made.day = "floor(days * sqrt(u1))::INT"
    return said("trend")


def falling(made: Recipe, rng: random.Random) -> Check:
    made.amount = f"({made.amount}) * ({rng.uniform(2.5, 4):.3f} - 2 * d / days)"
    return said("trend")


def stepping(made: Recipe, rng: random.Random) -> Check:
    day = int(made.days * rng.uniform(0.3, 0.7))
    factor = rng.choice([0.35, 2.2, 2.5, 3])
    made.amount = f"({made.amount}) * (CASE WHEN d >= {day} THEN {factor} ELSE 1 END)"

    def near(table: Table) -> bool:
        days = [
            (dt.date.fromisoformat(each.figures["day"]) - FIRST_DAY).days
            for each in insights(table)
            if each.code == "break"
        ]
        return any(abs(found_day - day) <= 0.1 * made.days for found_day in days)

    return near


def _a_day(made: Recipe, rng: random.Random, among: str = "true") -> str:
    part = rng.random()
    return (
        f"(SELECT c0 FROM (SELECT DISTINCT c0 FROM data WHERE {among}) ORDER BY c0"
        f" LIMIT 1 OFFSET (SELECT floor(count(DISTINCT c0) * {part})::INT FROM data WHERE {among}))"
    )


def _multiplied(day: str, times: float, among: str = "true") -> list[str]:
    """Return statements that make a day's sum so many times the largest of the others."""
    return [
        f"CREATE TABLE planted AS SELECT {day} AS day",
        "CREATE TABLE sums AS SELECT c0, sum(c3) AS s FROM data"
        f" WHERE c0 <> (SELECT day FROM planted) AND ({among}) GROUP BY 1",
        f"UPDATE data SET c3 = c3 * ({times} * (SELECT max(s) FROM sums)"
        " / (SELECT sum(c3) FROM data WHERE c0 = (SELECT day FROM planted)))::DOUBLE"
        " WHERE c0 = (SELECT day FROM planted)",
    ]


def _names_the_day(table: Table) -> bool:
    row = table.connection.execute("SELECT day::VARCHAR FROM planted").fetchone()
    assert row is not None
    return said("spike", day=row[0])(table)


def spiking(made: Recipe, rng: random.Random) -> Check:
    made.after = _multiplied(_a_day(made, rng), rng.uniform(2.5, 5))
    return _names_the_day


def spiking_among_its_weekday(made: Recipe, rng: random.Random) -> Check:
    """A working day that would be nothing on a weekend."""
    working = "isodow(c0) < 6"
    made.amount = f"({made.amount}) * (CASE WHEN d % 7 >= 5 THEN 4 ELSE 1 END)"
    made.rows, made.days = 4_000, rng.choice([120, 180, 270])
    made.after = _multiplied(_a_day(made, rng, working), rng.uniform(2.5, 4), working)
    return _names_the_day


def far_out(made: Recipe, rng: random.Random) -> Check:
    row = rng.randint(1, made.rows)
    made.after = [f"UPDATE data SET c3 = (SELECT max(c3) FROM data) * {rng.uniform(8, 25)} WHERE row = {row}"]
    return found("outliers", row)


def seasons(made: Recipe, rng: random.Random) -> Check:
    made.first, made.days, made.rows = (
        "DATE '2023-01-01'",
        rng.choice([731, 1_096]),
        rng.choice([2_500, 6_000]),
    )
    start, factor = rng.randint(1, 10), rng.choice([0.4, 1.8, 2.5])
    month = f"month({made.first} + d)"
    made.amount = (
        f"({made.amount}) * (CASE WHEN {month} BETWEEN {start} AND {start + 2} THEN {factor} ELSE 1 END)"
    )
    return said("season")


def one_month(made: Recipe, rng: random.Random) -> Check:
    made.first, made.days, made.rows = "DATE '2023-01-01'", 1_096, 6_000
    month = rng.randint(1, 12)
    made.amount = f"({made.amount}) * (CASE WHEN month({made.first} + d) = {month} THEN 2.5 ELSE 1 END)"
    return said("season", best=str(month))


def weekends(made: Recipe, rng: random.Random) -> Check:
    made.amount = f"({made.amount}) * (CASE WHEN d % 7 >= 5 THEN {rng.uniform(2, 4):.3f} ELSE 1 END)"
    return said("weekday")


def concentrated(made: Recipe, rng: random.Random) -> Check:
    made.product = "'Товар ' || least(floor(pow(1 - u4, -1.0)), 60)::INT"
    return said("concentration", column="Товар")


def newcomer(made: Recipe, rng: random.Random) -> Check:
    made.product = (
        f"CASE WHEN d > days * {rng.uniform(0.3, 0.8):.3f} AND u5 < {rng.uniform(0.08, 0.3):.3f}"
        f" THEN 'Новинка' ELSE {made.product} END"
    )
    return said("new", value="Новинка")


def goner(made: Recipe, rng: random.Random) -> Check:
    made.product = (
        f"CASE WHEN d < days * {rng.uniform(0.3, 0.7):.3f} AND u5 < {rng.uniform(0.08, 0.3):.3f}"
        f" THEN 'Старое' ELSE {made.product} END"
    )
    return said("vanished", value="Старое")


def shifted(made: Recipe, rng: random.Random) -> Check:
    more, less = rng.uniform(0.35, 0.5), rng.uniform(0.05, 0.15)
    early, late = (less, more) if rng.random() < 0.5 else (more, less)
    made.city = (
        f"CASE WHEN u5 < (CASE WHEN d > days * 0.5 THEN {late:.3f} ELSE {early:.3f} END)"
        f" THEN 'Казань' ELSE {made.city} END"
    )
    return said("mix", value="Казань")


def shifted_at_one_end(made: Recipe, rng: random.Random) -> Check:
    """A share that changes in the last quarter only."""
    made.city = (
        f"CASE WHEN u5 < (CASE WHEN d > days * 0.75 THEN 0.5 ELSE 0.1 END) THEN 'Казань' ELSE {made.city} END"
    )
    return said("mix", value="Казань")


def _last_month(made: Recipe, rng: random.Random) -> int:
    """Let the table end with a month; return the day on which that month begins."""
    end = rng.choice(range(1, len(MONTH_ENDS)))
    made.days, made.rows = MONTH_ENDS[end], 4_000
    return MONTH_ENDS[end - 1]


def changed(made: Recipe, rng: random.Random) -> Check:
    start, factor = _last_month(made, rng), rng.choice([0.4, 1.7, 2.5])
    made.amount = f"({made.amount}) * (CASE WHEN d >= {start} THEN {factor} ELSE 1 END)"
    return said("change", period="month")


def driven(made: Recipe, rng: random.Random) -> Check:
    start, factor = _last_month(made, rng), rng.uniform(6, 12)
    made.product = "'Товар ' || floor(6 * u4)::INT"
    made.amount = (
        f"({made.amount}) * (CASE WHEN d >= {start} AND floor(6 * u4) = 2 THEN {factor:.3f} ELSE 1 END)"
    )
    return said("driver", value="Товар 2")


def doubled_rows(made: Recipe, rng: random.Random) -> Check:
    row = rng.randint(1, made.rows)
    made.after = [f"INSERT INTO data SELECT row + 100000, c0, c1, c2, c3 FROM data WHERE row IN ({row})"]
    return found("duplicate_rows", row + 100_000)


def spelled(made: Recipe, rng: random.Random) -> Check:
    made.after = [f"UPDATE data SET c1 = upper(c1) || ' ' WHERE row % 41 = {rng.randint(0, 40)}"]
    return found("spellings")


def two_alphabets(made: Recipe, rng: random.Random) -> Check:
    made.after = ["UPDATE data SET c1 = 'Mосква' WHERE row % 29 = 0"]
    return found("mixed_letters", 29)


def totalled(made: Recipe, rng: random.Random) -> Check:
    made.after = ["INSERT INTO data SELECT 999999, max(c0), NULL, NULL, sum(c3) FROM data"]
    return found("hidden_total", 999_999)


TRUTHS: Mapping[str, Callable[[Recipe, random.Random], Check]] = {
    "trend, up": rising,
    "trend, down": falling,
    "break": stepping,
    "spike": spiking,
    "spike of a weekday": spiking_among_its_weekday,
    "single outlier": far_out,
    "seasons": seasons,
    "month of the year": one_month,
    "days of the week": weekends,
    "concentration": concentrated,
    "new value": newcomer,
    "vanished value": goner,
    "shift of shares": shifted,
    "late shift of shares": shifted_at_one_end,
    "change": changed,
    "driver": driven,
    "duplicate row": doubled_rows,
    "spellings": spelled,
    "mixed letters": two_alphabets,
    "hidden total": totalled,
}


def missed(name: str, seeds: range) -> list[int]:
    """Plant a truth in a table for each seed; return the seeds for which it was not found."""
    lost = []
    for seed in seeds:
        made, rng = ground(seed), random.Random(f"{name}-{seed}")
        check = TRUTHS[name](made, rng)
        with build(made) as table:
            if not check(table):
                lost.append(seed)
    return lost


def false(seeds: range) -> dict[int, list[str]]:
    """Return what is said of tables of noise."""
    told = {}
    for seed in seeds:
        with build(noise(seed)) as table:
            texts = [each.text for each in insights(table)]
        if texts:
            told[seed] = texts
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tables", type=int, nargs="?", default=200)
    parser.add_argument("--only", help="one truth")
    arguments = parser.parse_args()
    tables = arguments.tables
    for name in [arguments.only] if arguments.only else TRUTHS:
        lost = missed(name, range(tables))
        share = 100 * (1 - len(lost) / tables)
        sys.stdout.write(
            f"{name:<22} {tables - len(lost):4d} of {tables} ({share:5.1f} %)  missed: {lost[:12]}\n"
        )
        sys.stdout.flush()
    if not arguments.only:
        told = false(range(1_000, 1_000 + 5 * tables))
        sys.stdout.write(
            f"{'noise':<22} {len(told):4d} of {5 * tables} yield something: {list(told.items())[:5]}\n"
        )


if __name__ == "__main__":
    main()
