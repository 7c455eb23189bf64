"""A person's private chat with the bot: its messages, and everything that ever happened in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from svodka.simulator.messages import Message, Raw
from svodka.simulator.waiting import Bell


class EventKind(StrEnum):
    """What can happen in a chat."""

    MESSAGE = "message"
    EDITED = "edited"
    DELETED = "deleted"
    ACTION = "action"
    ANSWER = "answer"
    REACTION = "reaction"
    CHAT = "chat"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatEvent:
    """One thing that happened; `number` counts from 1 within the chat."""

    chat_id: int
    number: int
    kind: EventKind
    message: Message | None = None
    details: Mapping[str, object] = field(default_factory=dict)

    def json(self) -> dict[str, object]:
        """Return what the person-side API sends."""
        return {
            "chat_id": self.chat_id,
            "number": self.number,
            "kind": self.kind.value,
            "message": self.message.raw if self.message else None,
            "details": self.details,
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, object]) -> "ChatEvent":
        """Read back what `json` made."""
        message, details = raw["message"], raw["details"]
        return cls(
            chat_id=int(str(raw["chat_id"])),
            number=int(str(raw["number"])),
            kind=EventKind(str(raw["kind"])),
            message=Message(message) if isinstance(message, Mapping) else None,
            details=details if isinstance(details, Mapping) else {},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCard:
    """Who a person is to the bot."""

    id: int
    name: str
    language_code: str | None = "ru"
    username: str | None = None

    def user(self) -> dict[str, object]:
        """Return the Bot API's User."""
        shown: dict[str, object] = {"id": self.id, "is_bot": False, "first_name": self.name}
        shown |= {"username": self.username} if self.username else {}
        shown |= {"language_code": self.language_code} if self.language_code else {}
        return shown

    def chat(self) -> dict[str, object]:
        """Return the Bot API's Chat."""
        shown: dict[str, object] = {"id": self.id, "type": "private", "first_name": self.name}
        return shown | ({"username": self.username} if self.username else {})


class Chat:
    """The state of one private chat. `started` means that the bot may write; `bell` rings at each event."""

    def __init__(self, person: PersonCard) -> None:
        self.person = person
        self.user: Raw = person.user()
        self.api: Raw = person.chat()
        self.started = False
        self.blocked = False
        self.messages: dict[int, Message] = {}
        self.reactions: dict[int, list[str]] = {}
        self.events: list[ChatEvent] = []
        self.bell = Bell()

    @property
    def id(self) -> int:
        """A private chat has the id of its person."""
        return self.person.id

    def record(
        self, kind: EventKind, message: Message | None = None, details: Mapping[str, object] | None = None
    ) -> ChatEvent:
        """Add an event and wake whoever waits for one."""
        event = ChatEvent(
            chat_id=self.id, number=len(self.events) + 1, kind=kind, message=message, details=details or {}
        )
        self.events.append(event)
        self.bell.ring()
        return event

    def summary(self) -> dict[str, object]:
        """Return what a list of chats shows."""
        return {
            "id": self.id,
            "name": self.person.name,
            "language_code": self.person.language_code,
            "username": self.person.username,
            "blocked": self.blocked,
            "last": next((m.raw for m in reversed(self.messages.values())), None),
        }

    def history(self, message_id: int) -> list[Message]:
        """Return every version of one message, the first first."""
        versions = (e.message for e in self.events if e.kind in (EventKind.MESSAGE, EventKind.EDITED))
        return [m for m in versions if m is not None and m.id == message_id]
