"""People as tests and crowds drive them: they write, send files, press buttons, and wait for answers."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from svodka.simulator import acts
from svodka.simulator.chats import Chat, ChatEvent, EventKind
from svodka.simulator.files import FileKind
from svodka.simulator.messages import Message
from svodka.simulator.telegram import Telegram

_SHOWN_WHEN_LATE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackAnswer:
    """What the bot answered to a pressed button; an empty text shows nothing."""

    text: str
    show_alert: bool = False
    url: str | None = None


class Person(ABC):
    """Somebody with a chat. The chat may be in this process (`LocalPerson`) or behind HTTP."""

    id: int
    name: str

    @property
    @abstractmethod
    def messages(self) -> Sequence[Message]:
        """The chat as it is known now, oldest first."""

    @property
    @abstractmethod
    def position(self) -> int:
        """The number of the last event that is known; give it as `since` to wait for what comes after."""

    @abstractmethod
    async def send_text(self, text: str, *, reply_to: Message | None = None) -> Message:
        """Write to the bot."""

    @abstractmethod
    async def send_document(
        self,
        body: bytes | Path,
        name: str | None = None,
        *,
        mime: str | None = None,
        caption: str | None = None,
        album: str | None = None,
    ) -> Message:
        """Send a document; bytes without `name` make one without a file name, a path gives its own."""

    @abstractmethod
    async def send_photo(self, body: bytes | Path, *, caption: str | None = None) -> Message:
        """Send a picture."""

    @abstractmethod
    async def send_sticker(self, body: bytes | Path = b"") -> Message:
        """Send a sticker."""

    @abstractmethod
    async def delete(self, message: Message) -> None:
        """Delete a message for both sides."""

    @abstractmethod
    async def block(self) -> None:
        """Block the bot."""

    @abstractmethod
    async def unblock(self) -> None:
        """Let the bot write again."""

    @abstractmethod
    async def history(self, message: Message) -> Sequence[Message]:
        """Return every version of a message, the first first."""

    @abstractmethod
    async def download(self, unique_id: str) -> bytes:
        """Return the body of a file that was sent in this chat."""

    @abstractmethod
    async def events_after(self, number: int, wait_s: float = 0.0) -> Sequence[ChatEvent]:
        """Return the events after this number, waiting up to `wait_s` for the first."""

    @abstractmethod
    async def _press(self, message: Message, wanted: str) -> str:
        """Press a button and return the id of the query."""

    async def press(self, message: Message, wanted: str, *, timeout_s: float = 10.0) -> CallbackAnswer | None:
        """Press the button of this text or data. Returns the bot's answer; None at once if `timeout_s` is 0."""
        since = self.position
        query_id = await self._press(message, wanted)
        if timeout_s <= 0:
            return None
        event = await self.wait_for_event(
            lambda e: e.kind is EventKind.ANSWER and e.details["query_id"] == query_id,
            since=since,
            timeout_s=timeout_s,
        )
        url = event.details.get("url")
        return CallbackAnswer(
            text=str(event.details["text"]),
            show_alert=bool(event.details["show_alert"]),
            url=str(url) if url else None,
        )

    async def wait_for(
        self, predicate: Callable[[Message], bool], *, timeout_s: float = 10.0, since: int | None = None
    ) -> Message:
        """Return the first message, new or edited, that fits.

        Looks at the chat as it is, then at each version that comes. With `since` it looks only at the
        versions after that position, those that were edited away meanwhile included.
        """
        start = since
        if start is None:
            await self.events_after(self.position)
            start = self.position
            for message in reversed(self.messages):
                if predicate(message):
                    return message
        event = await self.wait_for_event(
            lambda e: (
                e.kind in (EventKind.MESSAGE, EventKind.EDITED)
                and e.message is not None
                and predicate(e.message)
            ),
            since=start,
            timeout_s=timeout_s,
        )
        assert event.message is not None
        return event.message

    async def wait_for_event(
        self, predicate: Callable[[ChatEvent], bool], *, since: int, timeout_s: float = 10.0
    ) -> ChatEvent:
        """Return the first event after `since` that fits."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout_s
        while True:
            left_s = max(deadline - loop.time(), 0.0)
            events = await self.events_after(since, left_s)
            for event in events:
                if predicate(event):
                    return event
            since = events[-1].number if events else since
            if loop.time() >= deadline:
                last = [m.text or "(no text)" for m in self.messages[-_SHOWN_WHEN_LATE:]]
                raise TimeoutError(f"{self.name} waited {timeout_s} s in vain; the last messages are {last}")


class LocalPerson(Person):
    """Somebody whose chat is in this process: no HTTP between the test and the state."""

    def __init__(self, telegram: Telegram, chat: Chat) -> None:
        self._telegram = telegram
        self._chat = chat
        self.id = chat.id
        self.name = chat.person.name

    @property
    def messages(self) -> Sequence[Message]:
        """The chat as it is."""
        return list(self._chat.messages.values())

    @property
    def position(self) -> int:
        """The number of the last event."""
        return len(self._chat.events)

    async def send_text(self, text: str, *, reply_to: Message | None = None) -> Message:
        """Write to the bot."""
        return acts.say(self._telegram, self._chat, text, reply_to=reply_to.id if reply_to else None)

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
        return self._send(body, FileKind.DOCUMENT, name=name, mime=mime, caption=caption, album=album)

    async def send_photo(self, body: bytes | Path, *, caption: str | None = None) -> Message:
        """Send a picture."""
        return self._send(body, FileKind.PHOTO, caption=caption)

    async def send_sticker(self, body: bytes | Path = b"") -> Message:
        """Send a sticker."""
        return self._send(body, FileKind.STICKER)

    async def delete(self, message: Message) -> None:
        """Delete a message for both sides."""
        acts.delete(self._telegram, self._chat, message.id)

    async def block(self) -> None:
        """Block the bot."""
        acts.set_blocked(self._telegram, self._chat, blocked=True)

    async def unblock(self) -> None:
        """Let the bot write again."""
        acts.set_blocked(self._telegram, self._chat, blocked=False)

    async def history(self, message: Message) -> Sequence[Message]:
        """Return every version of a message."""
        return self._chat.history(message.id)

    async def download(self, unique_id: str) -> bytes:
        """Return the body of a file."""
        stored = self._telegram.files.by_unique_id(unique_id)
        if stored is None:
            raise LookupError(f"no file {unique_id!r} was ever sent")
        return stored.read()

    async def events_after(self, number: int, wait_s: float = 0.0) -> Sequence[ChatEvent]:
        """Return the events after this number."""
        if wait_s > 0 and len(self._chat.events) <= number:
            await self._chat.bell.wait(wait_s)
        return self._chat.events[number:]

    async def _press(self, message: Message, wanted: str) -> str:
        return acts.press(self._telegram, self._chat, message.id, wanted).id

    def _send(
        self,
        body: bytes | Path,
        kind: FileKind,
        *,
        name: str | None = None,
        mime: str | None = None,
        caption: str | None = None,
        album: str | None = None,
    ) -> Message:
        files = self._telegram.files
        if isinstance(body, Path):
            upload = files.take_path(body, name=name or body.name, mime=mime)
        else:
            upload = files.take_bytes(body, name=name, mime=mime)
        return acts.send_file(self._telegram, self._chat, upload, kind=kind, caption=caption, album=album)
