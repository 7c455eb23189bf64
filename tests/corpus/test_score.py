"""The score on the generated corpus may rise but not fall."""

from tests.corpus.generator import cases
from tests.corpus.score import judge

COUNT = 120
LEAST_RIGHT = 118


def test_generated_tables_are_read_right() -> None:
    wrong = [verdict for verdict in map(judge, cases(1, COUNT)) if verdict.faults]

    assert len(wrong) <= COUNT - LEAST_RIGHT, [(verdict.case.name, verdict.faults) for verdict in wrong]
