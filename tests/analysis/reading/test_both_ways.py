"""The way for large files gives the same answers as the one for small files."""

import pytest

from svodka.analysis.reading import reader
from tests.corpus import score
from tests.corpus.generator import cases

COUNT = 60


def test_small_files_are_read_right_by_pieces_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "LARGE_BYTES", 0)
    wrong = [verdict for verdict in map(score.judge, cases(1, COUNT)) if verdict.faults]
    assert [(verdict.case.name, verdict.faults) for verdict in wrong] == []
