"""A storage that asks to be left alone for a while is: for a moment here, for longer by whoever asked us."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

import pytest

from svodka.errors import StorageUnavailableError
from svodka.storage import ObjectInfo, StorageService
from svodka.storage.supabase_http import Answer, error_of
from tests.storage.conftest import RULES, chunks_of


@dataclass
class AskingBackend:
    """A backend that asks for a pause before it works."""

    asks_s: float
    asked_at: list[float] = field(default_factory=list)

    async def put(self, key: str, chunks: AsyncIterator[bytes], *, size: int, name: str) -> None:
        self._ask()

    @asynccontextmanager
    async def get(self, key: str) -> AsyncIterator[AsyncIterator[bytes]]:
        yield aiter(chunks_of(b""))

    async def stat(self, key: str) -> ObjectInfo | None:
        return None

    async def delete(self, key: str) -> None:
        self._ask()

    async def link(self, key: str, *, seconds: float, name: str) -> str | None:
        return None

    def _ask(self) -> None:
        self.asked_at.append(monotonic())
        if len(self.asked_at) == 1:
            error = StorageUnavailableError("429")
            error.retry_after_s = self.asks_s
            raise error


async def use(service: StorageService, operation: str) -> None:
    if operation == "upload":
        await service.upload_csv(b"a;b", 7, "a.csv")
    else:
        await service.delete_csv("7/a.csv")


@pytest.mark.parametrize("operation", ["upload", "delete"])
async def test_a_short_pause_is_waited_for(scratch: Path, operation: str) -> None:
    backend = AskingBackend(asks_s=RULES.retry.longest_pause_s)

    await use(StorageService(backend=backend, scratch=scratch, rules=RULES), operation)

    first, second = backend.asked_at
    assert second - first >= backend.asks_s


@pytest.mark.parametrize("operation", ["upload", "delete"])
async def test_a_long_pause_is_handed_on_at_once(scratch: Path, operation: str) -> None:
    backend = AskingBackend(asks_s=30)

    with pytest.raises(StorageUnavailableError) as raised:
        await use(StorageService(backend=backend, scratch=scratch, rules=RULES), operation)

    assert raised.value.retry_after_s == 30
    assert len(backend.asked_at) == 1


@pytest.mark.parametrize(
    ("status", "header", "seconds"),
    [(429, "7", 7), (503, "100000", 600), (429, "soon", 0), (429, None, 0), (404, "7", 0)],
)
def test_an_answer_says_how_long_it_asks_for(status: int, header: str | None, seconds: float) -> None:
    headers = {"Retry-After": header} if header else {}

    error = error_of(Answer(status=status, headers=headers, content=b"{}"), "GET /")

    assert getattr(error, "retry_after_s", 0) == seconds
