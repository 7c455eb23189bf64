"""Tables of noise from a seed, to plant a truth in; made by SQL so that hundreds are quick."""

import random
from dataclasses import dataclass, field

import duckdb

from svodka.analysis.insights import Insight, find_insights
from svodka.analysis.model import Column, Role, Source, Type
from svodka.analysis.profiling import find_focus, profile
from svodka.analysis.profiling.quality import Finding, find_quality
from svodka.analysis.table import Table
from svodka.analysis.wording import Wording

AMOUNTS = (
    "round(exp(6 + {sigma} * g), 2)",
    "round(greatest(1000 + 200 * g, 1), 2)",
    "round(10 + 990 * u6, 2)",
    "round(-300 * ln(1 - u6 * 0.999999) + 0.01, 2)",
    "round(100 * pow(1 - u6 * 0.999999, -0.4), 2)",
)
FIRST_DAY = "DATE '2025-01-06'"


@dataclass(kw_only=True)
class Recipe:
    """How to make a table; a plant changes an expression or runs statements afterwards.

    The expressions may use `i` (row), `n` (rows), `d` (day of the row, 0-based), `days`, `u1`…`u6` (uniform)
    and `g` (normal). `first` is the first day.
    """

    seed: int
    rows: int
    days: int
    day: str
    amount: str
    city: str
    product: str
    first: str = FIRST_DAY
    after: list[str] = field(default_factory=list)


def noise(seed: int) -> Recipe:
    """Return a recipe in which nothing depends on anything."""
    rng = random.Random(seed)
    rows = rng.choice([150, 400, 1000, 2500])
    days = rng.choice([40, 90, 180, 365, 700, 1100])
    amount = rng.choice(AMOUNTS).format(sigma=rng.choice([0.3, 0.6, 0.9, 1.2]))
    cities, products = rng.randint(3, 12), rng.choice([5, 20, 60])
    skewed, even = rng.random() < 0.5, rows > 2 * days and rng.random() < 0.4
    city = f"'Город ' || floor({cities} * {'u2 * u3' if skewed else 'u2'})::INT"
    return Recipe(
        seed=seed,
        rows=rows - rows % days if even else rows,
        days=days,
        day="(i % days)::INT" if even else "floor(days * u1)::INT",
        amount=amount,
        city=city,
        product=f"'Товар ' || floor({products} * u4)::INT",
    )


def build(recipe: Recipe) -> Table:
    """Make the table."""
    connection = duckdb.connect(config={"enable_external_access": "false", "threads": "1"})
    uniform = ", ".join(
        f"(hash(i * 16 + {k}, {recipe.seed}) % 1000003) / 1000003.0 AS u{k}" for k in range(1, 9)
    )
    connection.execute(
        f"CREATE TABLE data AS"
        f" WITH r AS (SELECT range AS i, {recipe.rows} AS n, {recipe.days} AS days, {uniform}"
        f" FROM range({recipe.rows})),"
        f" s AS (SELECT *, {recipe.day} AS d, sqrt(-2 * ln(u7 + 1e-7)) * cos(6.283185307 * u8) AS g FROM r)"
        f" SELECT i + 1 AS row, {recipe.first} + d AS c0, {recipe.city} AS c1, {recipe.product} AS c2,"
        f" ({recipe.amount})::DECIMAL(38, 2) AS c3 FROM s ORDER BY d, i"
    )
    for statement in recipe.after:
        connection.execute(statement)
    counted = connection.execute("SELECT count(*) FROM data").fetchone()
    assert counted is not None
    return Table(
        connection=connection,
        source=Source(format="csv", encoding="utf-8", delimiter=",", quotechar='"', header_row=0),
        columns=[
            Column(index=0, name="Дата", type=Type.DATE, role=Role.TIME),
            Column(index=1, name="Город", type=Type.TEXT, role=Role.CATEGORY),
            Column(index=2, name="Товар", type=Type.TEXT, role=Role.CATEGORY),
            Column(index=3, name="Сумма", type=Type.DECIMAL, role=Role.MEASURE, unit="RUB"),
        ],
        rows=counted[0],
        issues=[],
    )


def insights(table: Table) -> list[Insight]:
    """Return what is remarkable in a table."""
    measured = profile(table)
    return find_insights(table, measured, find_focus(measured), Wording("en"))


def findings(table: Table) -> list[Finding]:
    """Return what is wrong with a table."""
    return find_quality(table, profile(table))
