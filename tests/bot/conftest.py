"""The bot's world: a simulated Telegram over HTTP, a real SQLite database, and fakes for storage and work."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from svodka.bot import Parts, Tempo, open_bot, open_telegram
from svodka.bot.pacer import Rate, Rates
from svodka.bot.pauses import Pauses
from svodka.bot.sender import Timeouts
from svodka.database import open_database
from svodka.errors import ObjectNotFoundError, PassingError
from svodka.simulator import LocalPerson, Message, Rules, Simulator, open_simulator
from svodka.uploads import Intake, Limits, MessageKind, State, Step, Upload, Work, Works

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000100000001080200000090"
    "7753de0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)
QUICK = Pauses(shortest_s=0.01, longest_s=0.1)
QUICK_TEMPO = Tempo(
    long_poll_s=1,
    courier_poll_s=0.05,
    feed_rescan_s=0.05,
    stop_deadline_s=3,
    timeouts=Timeouts(words_s=1, files_s=1, action_s=1),
    rates=Rates(overall=Rate(burst=1000, per_s=1000), private=Rate(burst=100, per_s=100)),
    polling_pauses=QUICK,
    feed_pauses=QUICK,
    courier_pauses=QUICK,
)


@dataclass
class FakeObjects:
    """Objects in memory; `fault` is raised by the next downloads, so many times. Counts what it handed out."""

    folder: Path
    held: dict[str, bytes] = field(default_factory=dict)
    faults: list[Exception] = field(default_factory=list)
    handed_out: list[Path] = field(default_factory=list)

    def new_key(self, user_id: int, filename: str) -> str:
        raise NotImplementedError

    async def upload_stream(
        self,
        chunks: AsyncIterator[bytes],
        *,
        size: int | None,
        user_id: int,
        filename: str,
        file_key: str | None = None,
    ) -> str:
        raise NotImplementedError

    async def upload_results(self, files: Mapping[str, Path]) -> None:
        raise NotImplementedError

    async def size_of(self, file_key: str) -> int | None:
        raise NotImplementedError

    async def download_csv_to_temp(self, file_key: str) -> Path:
        if self.faults:
            raise self.faults.pop(0)
        if file_key not in self.held:
            raise ObjectNotFoundError(file_key)
        path = self.folder / f"{len(self.handed_out)}.tmp"
        path.write_bytes(self.held[file_key])
        self.handed_out.append(path)
        return path

    async def delete_csv(self, file_key: str) -> None:
        raise NotImplementedError


@dataclass
class FakeBells:
    """Keeps what was rung for, and rings for the courier."""

    courier: asyncio.Event = field(default_factory=asyncio.Event)
    rung: asyncio.Queue[UUID] = field(default_factory=asyncio.Queue)

    async def ring(self, upload_id: UUID, step: Step, *, since: datetime | None = None) -> None:
        assert step is Step.STORE
        self.rung.put_nowait(upload_id)

    async def ring_courier(self) -> None:
        self.courier.set()


@dataclass
class Switch:
    """Stands before the database: nothing begins while it is `away`. Tells whoever waits of each commit."""

    works: Works
    away: bool = False
    refused: asyncio.Event = field(default_factory=asyncio.Event)
    _commit: asyncio.Event = field(default_factory=asyncio.Event)

    @asynccontextmanager
    async def __call__(self, *, autocommit: bool = False) -> AsyncIterator[Work]:
        if self.away:
            self.refused.set()
            raise PassingError("the database is away")
        async with self.works(autocommit=autocommit) as work:
            yield work
        self._commit.set()
        self._commit = asyncio.Event()

    async def until(self, condition: Callable[[Work], Awaitable[bool]]) -> None:
        """Wait until a condition holds, looking again after each commit."""
        async with asyncio.timeout(10):
            while True:
                next_commit = self._commit
                async with self.works() as work:
                    if await condition(work):
                        return
                await next_commit.wait()


@dataclass
class World:
    """Everything around the bot, and short ways to look at it."""

    telegram: Simulator
    works: Works
    switch: Switch
    objects: FakeObjects
    bells: FakeBells
    limits: Limits

    @asynccontextmanager
    async def running(
        self,
        tempo: Tempo = QUICK_TEMPO,
        *,
        polls: bool = True,
        link: Callable[[UUID], str] | None = None,
    ) -> AsyncIterator[Intake]:
        """Run the bot while the block lasts."""
        parts = Parts(
            works=self.switch,
            objects=self.objects,
            doorbell=self.bells,
            courier_bell=self.bells.courier,
            clock=utc_now,
            limits=self.limits,
            link=link,
        )
        async with (
            open_telegram(self.telegram.token, api_url=self.telegram.api_url) as bot,
            open_bot(bot, parts, tempo=tempo, polls=polls) as intake,
        ):
            yield intake

    async def accepted(self, person: LocalPerson, name: str | None = "Продажи.csv") -> UUID:
        """Send a file and wait until the bot has accepted it."""
        await person.send_document(b"a;b\n1;2\n", name)
        async with asyncio.timeout(10):
            return await self.bells.rung.get()

    async def analysed(
        self, upload_id: UUID, *, charts: Sequence[bytes] = (PNG,), summary: Mapping[str, Any] | None = None
    ) -> None:
        """Do what the worker does: bring an upload to its report, and queue that."""
        upload = await self.row(upload_id)
        results = {"report": f"{upload_id}/r.html", "clean": f"{upload_id}/c.csv"}
        self.objects.held |= {results["report"]: b"<h1>report</h1>", results["clean"]: b"a,b\r\n1,2\r\n"}
        for number, chart in enumerate(charts, 1):
            results[f"chart-{number}"] = f"{upload_id}/{number}.png"
            self.objects.held[results[f"chart-{number}"]] = chart
        said = summary or {"title": "t", "text": "<b>Сводка</b> &amp; всё", "columns": ["<b>a</b>", "b"]}
        async with self.works() as work:
            for source, target in ((State.RECEIVED, State.STORED), (State.STORED, State.ANALYSED)):
                await work.uploads.move(
                    upload_id,
                    source=source,
                    target=target,
                    now=utc_now(),
                    results=results,
                    summary=dict(said),
                )
            for part in ("summary", "document"):
                await self.put(
                    work, upload, MessageKind.REPORT, {"part": part}, key=f"report:{upload_id}:{part}"
                )
        self.bells.courier.set()

    async def says(self, upload_id: UUID, code: str) -> None:
        """Do what a step does to say how far it is."""
        upload = await self.row(upload_id)
        async with self.works() as work:
            await work.outbox.drop_progress(upload_id)
            payload = {"code": code, "figures": {}, "reply_to": upload.message_id}
            await self.put(work, upload, MessageKind.PROGRESS, payload, key=f"progress:{upload_id}:{code}")
        self.bells.courier.set()

    async def put(
        self, work: Work, upload: Upload, kind: MessageKind, payload: dict[str, Any], *, key: str
    ) -> None:
        await work.outbox.put(
            key=key, chat_id=upload.chat_id, kind=kind, payload=payload, now=utc_now(), upload_id=upload.id
        )

    async def row(self, upload_id: UUID) -> Upload:
        async with self.works() as work:
            row = await work.uploads.get(upload_id)
        assert row is not None
        return row

    async def until(self, upload_id: UUID, state: State) -> Upload:
        """Wait until the upload is in a state."""

        async def is_there(work: Work) -> bool:
            upload = await work.uploads.get(upload_id)
            return upload is not None and upload.state is state

        await self.switch.until(is_there)
        return await self.row(upload_id)

    async def until_all_said(self) -> None:
        """Wait until nothing is left to say, whenever that would be due."""

        async def is_empty(work: Work) -> bool:
            return not await work.outbox.pending(datetime(2100, 1, 1, tzinfo=UTC), 1)

        await self.switch.until(is_empty)

    async def until_blocked(self, person: LocalPerson, *, blocked: bool) -> None:
        """Wait until we know that a person blocked us, or does no more."""

        async def is_known(work: Work) -> bool:
            row = await work.people.get(person.id)
            return row is not None and (row.blocked_at is not None) is blocked

        await self.switch.until(is_known)


def utc_now() -> datetime:
    return datetime.now(UTC)


def said(person: LocalPerson) -> list[str]:
    """List what the bot said to a person, as it stands now."""
    return [message.text for message in person.messages if message.from_bot]


def says(words: str) -> Callable[[Message], bool]:
    """Fit a message of the bot's that holds these words."""
    return lambda message: message.from_bot and words in message.text


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    url = f"sqlite+aiosqlite:///{tmp_path / 'svodka.db'}"
    async with (
        open_simulator(rules=Rules()) as telegram,
        open_database(url, pool_size=2) as database,
    ):
        await database.migrate()
        yield World(
            telegram=telegram,
            works=database.works,
            switch=Switch(database.works),
            objects=FakeObjects(tmp_path),
            bells=FakeBells(),
            limits=Limits(max_upload_bytes=1000, daily_uploads=5, live_uploads=3),
        )
