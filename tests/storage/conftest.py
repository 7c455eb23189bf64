"""A stand-in for Supabase, and its place."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest

from svodka.storage import RetryRules, StorageRules, SupabasePlace
from tests.storage.standin import BUCKET, SERVICE_KEY, StandIn, standing_in

ANSWER_DEADLINE_S: Final = 0.2
RULES: Final = StorageRules(
    upload_deadline_s=1.5,
    download_deadline_s=1.5,
    delete_deadline_s=1.5,
    retry=RetryRules(first_pause_s=0.01, longest_pause_s=0.05),
)


@pytest.fixture
async def standin() -> AsyncIterator[StandIn]:
    async with standing_in() as standin:
        yield standin


@pytest.fixture
def place(standin: StandIn) -> SupabasePlace:
    return SupabasePlace(url=standin.url, key=SERVICE_KEY, bucket=BUCKET, answer_deadline_s=ANSWER_DEADLINE_S)


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


async def chunks_of(content: bytes, length: int = 100_000) -> AsyncIterator[bytes]:
    for start in range(0, len(content), length):
        yield content[start : start + length]
