"""A crowd: thousands of people who come, write, send files and press buttons, at the price of a few.

Nobody has a task of their own: the loop's timer does what is due, one listener hears every chat.
"""

import asyncio
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from svodka.simulator import acts
from svodka.simulator.chats import Chat, ChatEvent, EventKind
from svodka.simulator.files import Upload
from svodka.simulator.messages import Message
from svodka.simulator.telegram import Telegram

_START: Final = "/start"
_NAMES: Final = ("Анна", "Игорь", "Мария", "Олег", "Emma", "James", "Ольга", "Пётр")


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """What a share of the people do once: write something, press a button when it comes, or both."""

    share: float
    says: str | None = None
    presses: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How the people of a crowd are. They think between what they see and what they do."""

    think_s: tuple[float, float] = (1.0, 8.0)
    languages: Sequence[str] = ("ru", "en")
    on_coming: Sequence[Habit] = ()
    on_sending: Sequence[Habit] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A file that somebody is to send; it stays where it is as long as the bot may ask for it."""

    path: Path
    name: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A parcel that was sent: by whom, as which message, and when by the loop's clock."""

    parcel: Parcel
    chat_id: int
    message_id: int
    at_s: float


class Crowd:
    """Some people, made by `Simulator.crowd`. `pressed` and `answered` count buttons, `said` counts texts.

    `on_press` is told of each button: the chat, the message and the label.
    """

    def __init__(self, telegram: Telegram, *, people: int, ways: Ways, seed: int) -> None:
        self._telegram = telegram
        self._ways = ways
        self._chance = random.Random(seed)  # noqa: S311 - to be repeatable, not secret
        self._chats = [self._newcomer(number) for number in range(people)]
        self._turn = 0
        self._wishes: dict[int, list[frozenset[str]]] = {}
        self._unanswered: dict[str, str] = {}
        self._timers: set[asyncio.TimerHandle] = set()
        self.pressed = 0
        self.answered = 0
        self.said = 0
        self.on_press: Callable[[int, int, str], None] = lambda chat_id, message_id, label: None
        telegram.listeners.add(self._hear)

    def close(self) -> None:
        """Let nobody do anything more."""
        self._telegram.listeners.discard(self._hear)
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()

    async def send(
        self, parcels: Iterable[Parcel], at_s: Sequence[float], sent: Callable[[Sending], None]
    ) -> None:
        """Send parcels at these moments after now, in order, however the bot keeps up; tells of each.

        Whoever has not come yet does so a thought before, and those who send nothing come meanwhile.
        """
        loop = asyncio.get_running_loop()
        begun = loop.time()
        plan = [(moment, self._next_chat(), parcel) for moment, parcel in zip(at_s, parcels, strict=True)]
        for moment, chat, _ in plan:
            self._come(chat, moment - self._thought())
        for chat in self._chats:
            self._come(chat, self._chance.uniform(0, at_s[-1] if at_s else 0))
        for moment, chat, parcel in plan:
            await asyncio.sleep(begun + moment - loop.time())
            sent(self._send(chat, parcel))

    @property
    def chat_ids(self) -> frozenset[int]:
        """The chats of these people."""
        return frozenset(chat.id for chat in self._chats)

    @property
    def unanswered(self) -> Sequence[str]:
        """The buttons that were pressed and not answered (yet)."""
        return list(self._unanswered.values())

    def body(self, unique_id: str) -> bytes:
        """Return a file that somebody got."""
        stored = self._telegram.files.by_unique_id(unique_id)
        if stored is None:
            raise LookupError(f"no file {unique_id!r} was ever sent")
        return stored.read()

    def _newcomer(self, number: int) -> Chat:
        languages = self._ways.languages
        name = f"{_NAMES[number % len(_NAMES)]} {number}"
        return self._telegram.add_person(name, languages[number % len(languages)])

    def _next_chat(self) -> Chat:
        """Take turns, so that nobody hurries more than the rate asks of all."""
        chat = self._chats[self._turn % len(self._chats)]
        self._turn += 1
        return chat

    def _thought(self) -> float:
        return self._chance.uniform(*self._ways.think_s)

    def _later(self, after_s: float, act: Callable[[], object]) -> None:
        def due() -> None:
            self._timers.discard(timer)
            act()

        timer = asyncio.get_running_loop().call_later(max(after_s, 0.0), due)
        self._timers.add(timer)

    def _come(self, chat: Chat, after_s: float) -> None:
        if chat.id in self._wishes:
            return
        self._wishes[chat.id] = []
        self._later(after_s, partial(self._say, chat, _START))
        self._take_up(chat, self._ways.on_coming, after_s + self._thought())

    def _send(self, chat: Chat, parcel: Parcel) -> Sending:
        upload = Upload(path=parcel.path, size=parcel.size, name=parcel.name)
        message = acts.send_file(self._telegram, chat, upload)
        self._take_up(chat, self._ways.on_sending, 0.0)
        now = asyncio.get_running_loop().time()
        return Sending(parcel=parcel, chat_id=chat.id, message_id=message.id, at_s=now)

    def _take_up(self, chat: Chat, habits: Sequence[Habit], after_s: float) -> None:
        for habit in habits:
            if self._chance.random() >= habit.share:
                continue
            if habit.presses:
                self._wishes[chat.id].append(habit.presses)
            if habit.says:
                self._later(after_s, partial(self._say, chat, habit.says))

    def _say(self, chat: Chat, text: str) -> None:
        self.said += 1
        acts.say(self._telegram, chat, text)

    def _hear(self, event: ChatEvent) -> None:
        if event.kind is EventKind.ANSWER:
            if self._unanswered.pop(str(event.details["query_id"]), None):
                self.answered += 1
            return
        message = event.message
        wishes = self._wishes.get(event.chat_id)
        if not wishes or message is None or not message.from_bot or not message.buttons:
            return
        for label in [button.text for row in message.buttons for button in row]:
            wish = next((wish for wish in wishes if label in wish), None)
            if wish is not None:
                wishes.remove(wish)
                self._later(self._thought(), partial(self._press, event.chat_id, message, label))

    def _press(self, chat_id: int, message: Message, label: str) -> None:
        chat = self._telegram.chats[chat_id]
        if message.id not in chat.messages:
            return  # the bot took it away
        try:
            query = acts.press(self._telegram, chat, message.id, label)
        except LookupError:
            return  # the bot took the button away
        self.pressed += 1
        self.on_press(chat_id, message.id, label)
        self._unanswered[query.id] = label
