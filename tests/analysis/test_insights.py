"""What was planted is found; noise yields nothing; the figures equal an independent reckoning."""

from decimal import Decimal
from random import Random

import pytest

from tests.analysis.planted import Recipe, build, insights, noise
from tests.analysis.truths import TRUTHS, false, missed

# A moderate number for each run; `python -m tests.analysis.truths 200` takes some minutes.
SEEDS = 10
NOISE_SEEDS = 100


def recipe(seed: int) -> Recipe:
    made = noise(seed)
    made.rows, made.days = max(made.rows, 1_500), max(90, min(made.days, 365))
    return made


@pytest.mark.parametrize("name", TRUTHS)
def test_a_planted_truth_is_found(name: str) -> None:
    lost = missed(name, range(SEEDS))
    assert len(lost) <= SEEDS * 0.1, lost


def test_noise_yields_no_insight() -> None:
    told = false(range(1_000, 1_000 + NOISE_SEEDS))
    assert len(told) <= NOISE_SEEDS * 0.02, told


def test_at_most_seven_are_said_and_none_twice() -> None:
    made = recipe(3)
    for name in ("trend, up", "concentration", "new value", "shift of shares", "days of the week"):
        TRUTHS[name](made, Random(3))
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
