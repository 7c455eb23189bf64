"""What was planted is found; noise yields nothing; the figures equal an independent reckoning."""

from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest

from svodka.analysis.insights import Insight, find_insights
from svodka.analysis.profiling import find_focus, profile
from svodka.analysis.table import Table
from svodka.analysis.wording import Wording
from tests.analysis.planted import Recipe, build, noise

SEEDS = 10
NOISE_SEEDS = 50


def insights(table: Table) -> list[Insight]:
    measured = profile(table)
    return find_insights(table, measured, find_focus(measured), Wording("en"))


def recipe(seed: int) -> Recipe:
    made = noise(seed)
    made.rows, made.days = max(made.rows, 1_500), max(90, min(made.days, 365))
    return made


def rising(made: Recipe) -> None:
    made.amount = f"({made.amount}) * (1 + 2 * d / days)"


def doubled(made: Recipe) -> None:
    made.amount = f"({made.amount}) * (CASE WHEN d > days * 0.6 THEN 2.5 ELSE 1 END)"


def concentrated(made: Recipe) -> None:
    made.product = "'Товар ' || least(floor(pow(1 - u4, -1.0)), 60)::INT"


def newcomer(made: Recipe) -> None:
    made.product = f"CASE WHEN d > days * 0.7 AND u5 < 0.2 THEN 'Новинка' ELSE {made.product} END"


def goner(made: Recipe) -> None:
    made.product = f"CASE WHEN d < days * 0.5 AND u5 < 0.2 THEN 'Старое' ELSE {made.product} END"


def shifted(made: Recipe) -> None:
    made.city = f"CASE WHEN u5 < 0.1 + 0.4 * (d > days * 0.5)::INT THEN 'Казань' ELSE {made.city} END"


def weekends(made: Recipe) -> None:
    made.amount = f"({made.amount}) * (CASE WHEN d % 7 >= 5 THEN 4 ELSE 1 END)"


PLANTS: Mapping[str, tuple[Callable[[Recipe], None], set[str]]] = {
    "trend": (rising, {"trend", "break"}),
    "break": (doubled, {"break"}),
    "concentration": (concentrated, {"concentration"}),
    "new": (newcomer, {"new"}),
    "vanished": (goner, {"vanished"}),
    "mix": (shifted, {"mix"}),
    "weekday": (weekends, {"weekday"}),
}


@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_truth_is_found(name: str) -> None:
    plant, wanted = PLANTS[name]
    missed = []
    for seed in range(SEEDS):
        made = recipe(seed)
        plant(made)
        with build(made) as table:
            if not wanted & {each.code for each in insights(table)}:
                missed.append(seed)
    assert len(missed) <= SEEDS * 0.1, missed


def test_noise_yields_no_insight() -> None:
    false = {}
    for seed in range(1_000, 1_000 + NOISE_SEEDS):
        with build(noise(seed)) as table:
            found = insights(table)
        if found:
            false[seed] = [each.text for each in found]
    assert len(false) <= NOISE_SEEDS * 0.02, false


def test_at_most_seven_are_said_and_none_twice() -> None:
    made = recipe(3)
    for plant, _ in PLANTS.values():
        plant(made)
    with build(made) as table:
        found = insights(table)
    assert 3 <= len(found) <= 7
    assert len({each.text for each in found}) == len(found)
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)


def test_the_figures_of_a_change_are_the_sums_of_both_months() -> None:
    made = recipe(5)
    made.rows, made.days = 3_000, 146
    made.amount = f"({made.amount}) * (CASE WHEN d >= 115 THEN 3 ELSE 1 END)"
    with build(made) as table:
        change = next(each for each in insights(table) if each.code == "change")
        expected = table.connection.execute(
            "SELECT sum(c3) FILTER (c0 BETWEEN '2025-05-01' AND '2025-05-31'),"
            " sum(c3) FILTER (c0 BETWEEN '2025-04-01' AND '2025-04-30') FROM data"
        ).fetchone()
    assert expected is not None
    assert (Decimal(change.figures["now"]), Decimal(change.figures["before"])) == expected
    assert (change.figures["now_start"], change.figures["before_start"]) == ("2025-05-01", "2025-04-01")


def test_a_partial_last_month_is_not_compared() -> None:
    made = recipe(5)
    # The last month has three days only: as a full month it would be a fall of nine tenths.
    made.rows, made.days = 3_000, 118
    made.day = "floor(days * u1)::INT"
    with build(made) as table:
        assert not [each for each in insights(table) if each.code in {"change", "trend", "break"}]


def test_a_driver_is_named_with_its_sums() -> None:
    made = recipe(7)
    made.rows, made.days, made.product = 3_000, 146, "'Товар ' || floor(6 * u4)::INT"
    made.amount = f"({made.amount}) * (CASE WHEN d >= 115 AND floor(6 * u4) = 2 THEN 12 ELSE 1 END)"
    with build(made) as table:
        found = {each.code: each for each in insights(table)}
        expected = table.connection.execute(
            "SELECT sum(c3) FILTER (c0 BETWEEN '2025-05-01' AND '2025-05-31'),"
            " sum(c3) FILTER (c0 BETWEEN '2025-04-01' AND '2025-04-30') FROM data WHERE c2 = 'Товар 2'"
        ).fetchone()
    driver = found["driver"].figures
    assert driver["value"] == "Товар 2"
    assert (Decimal(driver["now"]), Decimal(driver["before"])) == expected


def test_the_best_and_the_worst_day_of_the_week_are_named() -> None:
    made = recipe(5)
    made.days, made.amount = 140, "100 + 300 * (d % 7 = 5)::INT - 60 * (d % 7 = 1)::INT + 10 * u6"
    with build(made) as table:
        found = {each.code: each for each in insights(table)}["weekday"]
    assert (found.figures["best"], found.figures["worst"]) == ("6", "2")
    assert "most on Saturdays" in found.text
    assert "least on Tuesdays" in found.text
