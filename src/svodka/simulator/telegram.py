"""The state of the simulated Telegram: the bot, its people, their chats. Both APIs act on it."""

import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from svodka.simulator.chats import Chat, ChatEvent, EventKind, PersonCard
from svodka.simulator.faults import FaultSwitch
from svodka.simulator.files import FileStore
from svodka.simulator.flood import FloodGate
from svodka.simulator.messages import Message
from svodka.simulator.refusals import bad_request, blocked_by_user
from svodka.simulator.rules import Rules
from svodka.simulator.updates import UpdateQueue
from svodka.simulator.waiting import Bell

Clock = Callable[[], float]
Command = Mapping[str, str]
_FIRST_PERSON_ID = 700_000_001


@dataclass(frozen=True, slots=True, kw_only=True)
class BotCard:
    """Who the bot is."""

    token: str
    username: str
    name: str

    @property
    def id(self) -> int:
        """The number before the token's colon."""
        return int(self.token.partition(":")[0])

    def user(self) -> dict[str, object]:
        """Return the Bot API's User."""
        return {"id": self.id, "is_bot": True, "first_name": self.name, "username": self.username}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A file that the chat page offers to whoever has none."""

    path: Path
    label: str
    name: str | None = None

    @property
    def file_name(self) -> str:
        """The name it is sent under."""
        return self.name or self.path.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A button that was pressed and that the bot has not answered yet."""

    id: str
    chat: Chat
    pressed_at: float


class Telegram:
    """Everything there is. Methods change state at once and never wait."""

    def __init__(
        self,
        *,
        bot: BotCard,
        rules: Rules,
        clock: Clock,
        samples: Sequence[Sample] = (),
        flood_limits: bool = False,
    ) -> None:
        self.bot = bot
        self.bot_user = bot.user()
        self.rules = rules
        self.clock = clock
        self.samples = tuple(samples)
        self.files = FileStore(rules, clock)
        self.updates = UpdateQueue(clock, rules.update_lifetime_s)
        self.flood = FloodGate(rules, clock, enabled=flood_limits)
        self.faults = FaultSwitch()
        self.calls: Counter[str] = Counter()
        self.call_bell = Bell()
        self.commands: dict[tuple[str, str], list[Command]] = {}  # by scope and language
        self.sayings: dict[tuple[str, str], str] = {}  # by kind and language
        self.chats: dict[int, Chat] = {}
        self.queries: dict[str, Query] = {}
        self.listeners: set[Callable[[ChatEvent], None]] = set()
        self._last_message_id = 0

    def now(self) -> int:
        """Return the clock's second, as messages carry it."""
        return int(self.clock())

    def count_call(self, name: str) -> None:
        """Note that a method, by its name in lower case, was called."""
        self.calls[name] += 1
        self.call_bell.ring()

    def add_person(self, name: str, language_code: str | None = "ru", username: str | None = None) -> Chat:
        """Let somebody new open the bot's chat."""
        person = PersonCard(
            id=_FIRST_PERSON_ID + len(self.chats), name=name, language_code=language_code, username=username
        )
        chat = Chat(person)
        self.chats[chat.id] = chat
        self.tell(chat, EventKind.CHAT, details=chat.summary())
        return chat

    def chat_for_bot(self, raw_id: str | None) -> Chat:
        """Return the chat the bot speaks of, if it may know it."""
        if not raw_id:
            raise bad_request("chat_id is empty")
        chat = self.chats.get(int(raw_id)) if raw_id.lstrip("-").isdigit() else None
        if chat is None or not chat.started:
            raise bad_request("chat not found")
        if chat.blocked:
            raise blocked_by_user()
        return chat

    def next_message_id(self) -> int:
        """Return a new message id; they rise over all chats, as they do on a real account."""
        self._last_message_id += 1
        return self._last_message_id

    def post(self, chat: Chat, sender: Mapping[str, object], content: Mapping[str, object]) -> Message:
        """Put a message into a chat and show it to whoever looks on."""
        raw = {
            "message_id": self.next_message_id(),
            "from": sender,
            "chat": chat.api,
            "date": self.now(),
            **content,
        }
        message = Message(raw)
        chat.messages[message.id] = message
        self.tell(chat, EventKind.MESSAGE, message)
        return message

    def replace(self, chat: Chat, message: Message, content: Mapping[str, object]) -> Message:
        """Put an edited version in a message's place."""
        edited = Message({**content, "edit_date": self.now()})
        chat.messages[message.id] = edited
        self.tell(chat, EventKind.EDITED, edited)
        return edited

    def remove(self, chat: Chat, message_id: int) -> None:
        """Delete a message."""
        self.tell(chat, EventKind.DELETED, chat.messages.pop(message_id))

    def open_query(self, chat: Chat) -> Query:
        """Note that a button was pressed."""
        query = Query(id=str(secrets.randbits(62)), chat=chat, pressed_at=self.clock())
        self.queries[query.id] = query
        return query

    def tell(
        self,
        chat: Chat,
        kind: EventKind,
        message: Message | None = None,
        details: Mapping[str, object] | None = None,
    ) -> None:
        """Record an event and pass it to the listeners."""
        event = chat.record(kind, message, details)
        for listener in self.listeners:
            listener(event)
