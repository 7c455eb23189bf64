"""A site as it is served: the application with its database and files, uvicorn, and a browser's requests."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import aiohttp
import pytest
from uuid6 import uuid7

from svodka.app import App, open_app
from svodka.config import Settings
from svodka.uploads import Document, Person, State, Upload
from svodka.watching import Role
from svodka.web import open_web

PASSWORD = "correct horse battery staple"
METRICS_TOKEN = "0123456789abcdef-metrics"
WEBHOOK_SECRET = "0123456789abcdef-webhook"
BOT_TOKEN = "123456:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"
COOKIE = "__Host-svodka"

Depth = Callable[[], Awaitable[int]]


async def no_messages() -> int:
    return 0


@dataclass
class Answer:
    """What came back."""

    status: int
    text: str
    headers: Any


@dataclass
class Visitor:
    """Somebody with a browser; follows no redirect, and keeps the ticket that a login gives."""

    address: str
    session: aiohttp.ClientSession
    ticket: str | None = None
    languages: str = "en"

    async def get(self, path: str, **headers: str) -> Answer:
        return await self._ask("GET", path, headers)

    async def post(self, path: str, data: Any = None, **headers: str) -> Answer:
        return await self._ask("POST", path, headers, data)

    async def _ask(self, method: str, path: str, headers: dict[str, str], data: Any = None) -> Answer:
        sent = {
            "Accept-Language": self.languages,
            **{key.replace("_", "-"): value for key, value in headers.items()},
        }
        if self.ticket is not None:
            sent["Cookie"] = f"{COOKIE}={self.ticket}"
        async with self.session.request(
            method, self.address + path, headers=sent, data=data, allow_redirects=False
        ) as answer:
            return Answer(status=answer.status, text=await answer.text(), headers=answer.headers)

    async def log_in(self, password: str = PASSWORD) -> Answer:
        answer = await self.post("/admin/login", {"password": password})
        found = re.match(rf"{COOKIE}=([^;]+)", answer.headers.get("Set-Cookie", ""))
        self.ticket = found[1] if found else None
        return answer

    async def form_key(self) -> str:
        found = re.search(r'name="form_key" value="(\w+)"', (await self.get("/admin")).text)
        assert found
        return found[1]


@dataclass
class Site:
    """The site, and the application behind it."""

    app: App
    address: str
    session: aiohttp.ClientSession
    visitors: list[Visitor] = field(default_factory=list)

    def visitor(self, **changes: str) -> Visitor:
        return Visitor(address=self.address, session=self.session, **changes)

    async def operator(self) -> Visitor:
        visitor = self.visitor()
        await visitor.log_in()
        return visitor

    async def add(self, state: State, **changes: Any) -> Upload:
        """Add an upload of Anna's."""
        now = self.app.clock()
        upload_id = UUID(str(uuid7()))
        fields: dict[str, Any] = {
            "id": upload_id,
            "person_id": 7,
            "chat_id": 7,
            "message_id": upload_id.int % 2**31,
            "document": Document(
                file_id="telegram-file-id", file_unique_id="u", name="Продажи <b>.csv", size=2048
            ),
            "language": "ru",
            "state": state,
            "created_at": now,
            "changed_at": now,
        }
        upload = Upload(**(fields | changes))
        async with self.app.database.works() as work:
            await work.people.meet(Person(id=7, name="Анна <script>", language="ru"), now)
            assert await work.uploads.add(upload)
        return upload


@asynccontextmanager
async def open_site(
    folder: Path,
    environ: Mapping[str, str] | None = None,
    *,
    role: Role = Role.RUN,
    queue_depth: Depth = no_messages,
) -> AsyncIterator[Site]:
    """Serve a site of its own; an empty setting is as good as none."""
    settings = Settings.load(
        {
            "SVODKA_DATA_DIR": str(folder / "var"),
            "SVODKA_WEB_PORT": "0",
            "BOT_TOKEN": BOT_TOKEN,
            "SVODKA_ADMIN_PASSWORD": PASSWORD,
            "SVODKA_METRICS_TOKEN": METRICS_TOKEN,
            "SVODKA_WEB_URL": "https://svodka.example",
            "SVODKA_WEBHOOK_URL": "https://svodka.example/hook",
            "SVODKA_WEBHOOK_SECRET": WEBHOOK_SECRET,
            **(environ or {}),
        }
    )
    async with (
        open_app(settings, role=role) as app,
        open_web(app, queue_depth=queue_depth) as address,
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
    ):
        yield Site(app=app, address=address, session=session)


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(tmp_path) as site:
        yield site
