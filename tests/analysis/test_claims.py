"""Each lens knows its own kinds however they are worded, and leaves the tables of other kinds alone."""

import pytest

from tests.analysis.claims import TRADES, claimed, corpus, missed, others
from tests.analysis.kinds import OWN

# A moderate number for each run; `python -m tests.analysis.claims 100` takes some minutes.
SEEDS = range(6)


@pytest.mark.parametrize("kind", OWN)
def test_a_table_of_its_own_kind_is_recognised(kind: str) -> None:
    assert missed(kind, SEEDS) == {}


def test_hardly_any_table_of_another_kind_is_claimed() -> None:
    count, found = claimed(others(SEEDS), TRADES | {"sales"})
    assert len(found) <= 0.01 * count, found


def test_hardly_any_generated_table_is_claimed_by_a_trade() -> None:
    count, found = claimed(corpus(11, 120), TRADES)
    assert len(found) <= 0.01 * count, found
