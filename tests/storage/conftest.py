"""A stand-in for Supabase, a server of S3, and their places."""

import re
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Final
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest

from svodka.rehearsal.servers.storage import BUCKET, SERVICE_KEY, StandIn, standing_in
from svodka.storage import RetryRules, S3Place, StorageRules, SupabasePlace

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


@pytest.fixture(scope="session")
def s3_endpoint() -> Iterator[str]:
    """Run moto's server for the session."""
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "moto.server", "-p", "0"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            assert server.stderr is not None
            found = (re.search(r"http://127\.0\.0\.1:\d+", line) for line in server.stderr)
            yield next(match[0] for match in found if match)
        finally:
            server.terminate()


@pytest.fixture
def s3_place(s3_endpoint: str) -> S3Place:
    """A new bucket."""
    bucket = f"b{uuid4().hex}"
    request = Request(f"{s3_endpoint}/{bucket}", method="PUT")
    with urlopen(request) as answer:
        assert answer.status == 200
    return S3Place(bucket=bucket, access_key="a", secret_key="b", endpoint=s3_endpoint)


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


async def chunks_of(content: bytes, length: int = 100_000) -> AsyncIterator[bytes]:
    for start in range(0, len(content), length):
        yield content[start : start + length]
