"""An upload's world: a real SQLite database, a clock that is set by hand, and fakes for what lies outside."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from svodka.database import open_database
from svodka.errors import ObjectExistsError, ObjectNotFoundError
from svodka.uploads import (
    Document,
    Incoming,
    Limits,
    OutMessage,
    Person,
    Step,
    Steps,
    Sweeper,
    Upload,
    Works,
    accept,
)


@dataclass
class HandClock:
    """A clock that stands until it is moved."""

    now: datetime = datetime(2026, 3, 31, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **delta: float) -> None:
        self.now += timedelta(**delta)


@dataclass
class FakeObjects:
    """Objects in memory; `fault` is raised by the next upload, once, and the object may come all the same."""

    folder: Path
    held: dict[str, bytes] = field(default_factory=dict)
    fault: Exception | None = None
    comes_all_the_same: bool = False
    numbers: Iterator[int] = field(default_factory=count)

    def new_key(self, user_id: int, filename: str) -> str:
        return f"{user_id}/{next(self.numbers)}"

    async def upload_stream(
        self,
        chunks: AsyncIterator[bytes],
        *,
        size: int | None,
        user_id: int,
        filename: str,
        file_key: str | None = None,
    ) -> str:
        content = b"".join([chunk async for chunk in chunks])
        return self._keep(content, file_key or self.new_key(user_id, filename))

    async def upload_results(self, files: Mapping[str, Path]) -> None:
        for key, path in files.items():
            self._keep(path.read_bytes(), key)

    async def size_of(self, file_key: str) -> int | None:
        return len(self.held[file_key]) if file_key in self.held else None

    async def download_csv_to_temp(self, file_key: str) -> Path:
        if file_key not in self.held:
            raise ObjectNotFoundError(file_key)
        path = self.folder / file_key.replace("/", "_")
        path.write_bytes(self.held[file_key])
        return path

    async def delete_csv(self, file_key: str) -> None:
        self.held.pop(file_key, None)

    def _keep(self, content: bytes, key: str) -> str:
        fault, self.fault = self.fault, None
        if key in self.held:
            raise ObjectExistsError(key)
        if fault is None or self.comes_all_the_same:
            self.held[key] = content
        if fault:
            raise fault
        return key


@dataclass
class FakeFiles:
    """Telegram's files: the content is the file's id."""

    fault: Exception | None = None

    @asynccontextmanager
    async def open(self, document: Document) -> AsyncIterator[AsyncIterator[bytes]]:
        if self.fault:
            raise self.fault

        async def chunks() -> AsyncIterator[bytes]:
            yield document.file_id.encode()

        yield chunks()


@dataclass(frozen=True)
class FakeAnalysis:
    summary: dict[str, Any]
    artefacts: Mapping[str, Path]


@dataclass
class FakeAnalyst:
    """An analyst that answers at once, fails as told, or waits until it is let go."""

    folder: Path
    fault: Exception | None = None
    runs: int = 0
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    stages: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.go_on.set()

    @asynccontextmanager
    async def analyse(
        self, path: Path, *, name: str, language: str, progress: Callable[[str], Awaitable[None]]
    ) -> AsyncIterator[FakeAnalysis]:
        self.runs += 1
        self.begun.set()
        for stage in self.stages:
            await progress(stage)
        await self.go_on.wait()
        if self.fault:
            raise self.fault
        report = self.folder / f"report-{self.runs}.html"
        report.write_bytes(b"<html>" + path.read_bytes())
        yield FakeAnalysis(summary={"title": name}, artefacts={"report": report})
        report.unlink()


@dataclass
class FakeBells:
    rung: list[tuple[UUID, Step]] = field(default_factory=list)
    courier: asyncio.Event = field(default_factory=asyncio.Event)

    async def ring(self, upload_id: UUID, step: Step, *, since: datetime | None = None) -> None:
        self.rung.append((upload_id, step))

    async def ring_courier(self) -> None:
        self.courier.set()


@dataclass
class World:
    """Everything around one upload's life, and short ways to look at it."""

    works: Works
    clock: HandClock
    objects: FakeObjects
    files: FakeFiles
    analyst: FakeAnalyst
    bells: FakeBells
    limits: Limits

    def steps(self, owner: str = "worker-1") -> Steps:
        return Steps(
            works=self.works,
            objects=self.objects,
            doorbell=self.bells,
            clock=self.clock,
            owner=owner,
            files=self.files,
            analyst=self.analyst,
            limits=self.limits,
        )

    def sweeper(self) -> Sweeper:
        return Sweeper(
            works=self.works,
            objects=self.objects,
            doorbell=self.bells,
            clock=self.clock,
            retention=timedelta(days=30),
            hearing=timedelta(),
        )

    def incoming(self, message_id: int, *, person_id: int = 1, size: int = 3) -> Incoming:
        return Incoming(
            person=Person(id=person_id, name="Анна", language="ru"),
            chat_id=person_id,
            message_id=message_id,
            document=Document(file_id="a;b", file_unique_id="u", name="продажи.csv", size=size),
        )

    async def send(self, message_id: int = 7, *, person_id: int = 1, size: int = 3) -> UUID | None:
        incoming = self.incoming(message_id, person_id=person_id, size=size)
        async with self.works() as work:
            return await accept(work, incoming, limits=self.limits, now=self.clock())

    async def sent(self, message_id: int = 7, *, person_id: int = 1) -> UUID:
        upload_id = await self.send(message_id, person_id=person_id)
        assert upload_id is not None
        return upload_id

    async def row(self, upload_id: UUID) -> Upload:
        async with self.works() as work:
            row = await work.uploads.get(upload_id)
        assert row is not None
        return row

    async def said(self) -> list[OutMessage]:
        """Say all that waits in the outbox, as a courier would, and return it in order."""
        said: list[OutMessage] = []
        while True:
            async with self.works() as work:
                batch = await work.outbox.pending(self.clock(), 100)
                for message in batch:
                    await work.outbox.sent(message.id, message_id=len(said) + 1, now=self.clock())
            if not batch:
                return said
            said.extend(batch)

    async def quota_left(self, person_id: int = 1) -> int:
        """Count how many more uploads the person could send today, by taking them and rolling back."""

        class EnoughError(Exception):
            pass

        taken = 0
        day = self.clock().date().isoformat()
        try:
            async with self.works() as work:
                while await work.people.take_quota(person_id, day, self.limits.daily_uploads):
                    taken += 1
                raise EnoughError
        except EnoughError:
            return taken


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    clock = HandClock()
    url = f"sqlite+aiosqlite:///{tmp_path / 'svodka.db'}"
    async with open_database(url, pool_size=2) as database:
        await database.migrate()
        yield World(
            works=database.works,
            clock=clock,
            objects=FakeObjects(tmp_path),
            files=FakeFiles(),
            analyst=FakeAnalyst(tmp_path),
            bells=FakeBells(),
            limits=replace(Limits(), daily_uploads=3, live_uploads=2),
        )
