"""The same people for another process: drives a simulator over its person-side HTTP API."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import cast

import aiohttp

from svodka.simulator.chats import ChatEvent, EventKind
from svodka.simulator.faults import Fault
from svodka.simulator.files import FileKind
from svodka.simulator.messages import Message, Raw
from svodka.simulator.people import Person

_LONGEST_WAIT_S = 40.0
_OK = range(200, 300)


class RemoteSimulator:
    """A running simulator, for another process. Entered with `open_remote_simulator`."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def person(
        self, *, name: str = "Анна", language_code: str | None = "ru", username: str | None = None
    ) -> "RemotePerson":
        """Let somebody new open the bot's chat."""
        fields = {"name": name, "language_code": language_code, "username": username}
        return RemotePerson(self, cast("Raw", await self.ask("POST", "people", fields)))

    async def people(self) -> Sequence["RemotePerson"]:
        """Return everybody, in order of arrival."""
        state = cast("Mapping[str, Sequence[Raw]]", await self.ask("GET", "state"))
        return [RemotePerson(self, raw) for raw in state["people"]]

    async def inject(self, method: str, fault: Fault, *, times: int = 1) -> None:
        """Let the next calls of a method (`*`: of any) go wrong."""
        await self.ask("POST", "faults", {"method": method, "times": times, **asdict(fault)})

    async def set_flood_limits(self, *, enabled: bool) -> None:
        """Switch Telegram's flood limits on or off."""
        await self.ask("PUT", "flood", {"enabled": enabled})

    async def pending_updates(self) -> int:
        """Return how many updates the bot has not confirmed."""
        return cast("int", cast("Raw", await self.ask("GET", "updates"))["pending"])

    async def recent_updates(self) -> Sequence[Raw]:
        """Return the last updates as the bot gets them, confirmed ones too, oldest first."""
        return cast("Sequence[Raw]", cast("Raw", await self.ask("GET", "updates"))["recent"])

    async def redeliver(self, update_id: int) -> None:
        """Deliver an update once more."""
        await self.ask("POST", f"updates/{update_id}/redeliver")

    async def calls(self) -> Mapping[str, int]:
        """Return how often each Bot API method was called."""
        return cast("Mapping[str, int]", await self.ask("GET", "calls"))

    async def ask(
        self,
        method: str,
        path: str,
        fields: Mapping[str, object] | None = None,
        *,
        body: bytes | Path | None = None,
        query: Mapping[str, str] | None = None,
        mime: str | None = None,
    ) -> object:
        """Make one request of the person-side API; raises LookupError or ValueError as the API says no."""
        headers = {"Content-Type": mime or "application/octet-stream"} if body is not None else {}
        url = f"api/{path}"
        if isinstance(body, Path):
            with body.open("rb") as file:
                request = self._session.request(method, url, data=file, params=query, headers=headers)
                async with request as response:
                    return await _result(response)
        async with self._session.request(
            method, url, data=body, json=fields, params=query, headers=headers
        ) as response:
            return await _result(response)

    async def fetch(self, unique_id: str) -> bytes:
        """Return the body of a file that was sent."""
        async with self._session.get(f"files/{unique_id}") as response:
            response.raise_for_status()
            return await response.read()


class RemotePerson(Person):
    """Somebody whose chat is behind HTTP; `messages` is the chat as of the last answer."""

    def __init__(self, simulator: RemoteSimulator, raw: Raw) -> None:
        self._simulator = simulator
        self.id = cast("int", raw["id"])
        self.name = str(raw["name"])
        self._position = 0
        self._messages: dict[int, Message] = {}

    @property
    def messages(self) -> Sequence[Message]:
        """The chat as it is known."""
        return list(self._messages.values())

    @property
    def position(self) -> int:
        """The number of the last event that is known."""
        return self._position

    async def send_text(self, text: str, *, reply_to: Message | None = None) -> Message:
        """Write to the bot."""
        fields = {"text": text, "reply_to": reply_to.id if reply_to else None}
        return Message(cast("Raw", await self._ask("POST", "texts", fields)))

    async def send_document(
        self,
        body: bytes | Path,
        name: str | None = None,
        *,
        mime: str | None = None,
        caption: str | None = None,
        album: str | None = None,
    ) -> Message:
        """Send a document."""
        shown = name or (body.name if isinstance(body, Path) else None)
        return await self._send(body, FileKind.DOCUMENT, mime=mime, name=shown, caption=caption, album=album)

    async def send_photo(self, body: bytes | Path, *, caption: str | None = None) -> Message:
        """Send a picture."""
        return await self._send(body, FileKind.PHOTO, caption=caption)

    async def send_sticker(self, body: bytes | Path = b"") -> Message:
        """Send a sticker."""
        return await self._send(body, FileKind.STICKER)

    async def delete(self, message: Message) -> None:
        """Delete a message for both sides."""
        await self._ask("DELETE", f"messages/{message.id}")

    async def block(self) -> None:
        """Block the bot."""
        await self._ask("PUT", "blocked", {"blocked": True})

    async def unblock(self) -> None:
        """Let the bot write again."""
        await self._ask("PUT", "blocked", {"blocked": False})

    async def history(self, message: Message) -> Sequence[Message]:
        """Return every version of a message."""
        versions = cast("Sequence[Raw]", await self._ask("GET", f"messages/{message.id}"))
        return [Message(raw) for raw in versions]

    async def download(self, unique_id: str) -> bytes:
        """Return the body of a file."""
        return await self._simulator.fetch(unique_id)

    async def events_after(self, number: int, wait_s: float = 0.0) -> Sequence[ChatEvent]:
        """Return the events after this number, and keep `messages` up to date with them."""
        query = {"after": str(number), "wait_s": str(min(wait_s, _LONGEST_WAIT_S))}
        raw = cast("Sequence[Raw]", await self._ask("GET", "events", query=query))
        events = [ChatEvent.from_json(one) for one in raw]
        for event in events:
            self._learn(event)
        return events

    async def _press(self, message: Message, wanted: str) -> str:
        pressed = cast("Raw", await self._ask("POST", f"messages/{message.id}/press", {"button": wanted}))
        return str(pressed["query_id"])

    def _learn(self, event: ChatEvent) -> None:
        if event.number <= self._position:
            return
        self._position = event.number
        if event.message is None:
            return
        if event.kind is EventKind.DELETED:
            self._messages.pop(event.message.id, None)
        elif event.kind in (EventKind.MESSAGE, EventKind.EDITED):
            self._messages[event.message.id] = event.message

    async def _send(
        self, body: bytes | Path, kind: FileKind, *, mime: str | None = None, **options: str | None
    ) -> Message:
        query = {"kind": kind.value} | {name: value for name, value in options.items() if value}
        return Message(cast("Raw", await self._ask("POST", "files", body=body, query=query, mime=mime)))

    async def _ask(
        self,
        method: str,
        path: str,
        fields: Mapping[str, object] | None = None,
        *,
        body: bytes | Path | None = None,
        query: Mapping[str, str] | None = None,
        mime: str | None = None,
    ) -> object:
        return await self._simulator.ask(
            method, f"people/{self.id}/{path}", fields, body=body, query=query, mime=mime
        )


@asynccontextmanager
async def open_remote_simulator(url: str) -> AsyncIterator[RemoteSimulator]:
    """Reach a running simulator; `url` is what it printed as its page."""
    base = url if url.endswith("/") else f"{url}/"
    async with aiohttp.ClientSession(base, timeout=aiohttp.ClientTimeout(total=None)) as session:
        yield RemoteSimulator(session)


async def _result(response: aiohttp.ClientResponse) -> object:
    if response.status == 204:
        return None
    body = await response.json()
    if response.status in _OK:
        return body
    message = str(body.get("error")) if isinstance(body, Mapping) else str(body)
    if response.status == 404:
        raise LookupError(message)
    raise ValueError(message)
