"""What ends an upload cannot fail for the reason that it ends for: a failure is written in a transaction of its own."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from svodka.uploads import MAX_ATTEMPTS, State
from tests.uploads.conftest import FakeAnalysis, FakeAnalyst, World


@dataclass
class OddAnalyst(FakeAnalyst):
    """An analyst whose summary no database takes."""

    summary: Any = None

    @asynccontextmanager
    async def analyse(
        self, path: Path, *, name: str, language: str, progress: Callable[[str], Awaitable[None]]
    ) -> AsyncIterator[FakeAnalysis]:
        async with super().analyse(path, name=name, language=language, progress=progress) as analysis:
            yield replace(analysis, summary=self.summary)


def endless() -> dict[str, Any]:
    """Make what cannot be written as JSON."""
    made: dict[str, Any] = {}
    made["self"] = made
    return made


@pytest.mark.parametrize(
    ("summary", "fault"),
    [
        (endless(), None),
        ({}, OverflowError("a percentage \0 that no column holds")),
    ],
    ids=["a summary", "the words of a fault"],
)
async def test_a_report_that_cannot_be_written_down_ends_with_a_sentence_and_costs_nothing(
    world: World, summary: Any, fault: Exception | None
) -> None:
    upload_id = await world.sent()
    await world.steps().store(upload_id)
    analyst = OddAnalyst(world.objects.folder, fault=fault, summary=summary)
    for _ in range(MAX_ATTEMPTS + 3):
        world.clock.move(minutes=10)
        await replace(world.steps(), analyst=analyst).analyse(upload_id)

    row = await world.row(upload_id)
    assert (row.state, row.error_code, row.quota_taken) == (State.FAILED, "internal", False)
    assert await world.quota_left() == world.limits.daily_uploads
    assert [message.payload["code"] for message in await world.said()][-1] == "internal"
    assert set(world.objects.held) <= {row.object_key, *row.results.values()}, "the row names what is left"
    assert analyst.runs == MAX_ATTEMPTS
