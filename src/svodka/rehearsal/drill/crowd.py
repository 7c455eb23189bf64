"""The people of a drill: they send small tables, watch their chats, and count what they are answered."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import inf
from time import monotonic
from typing import Final

from svodka.simulator import ChatEvent, EventKind, Message, Person, RemoteSimulator
from svodka.texts import codes, sentence

_LANGUAGE: Final = "en"
# What stands in those sentences that hold a number.
_NUMBERS: Final = {"progress-in-line": "ahead", "progress-queue": "minutes"}
_MOST: Final = 100
_ON_THE_WAY: Final = frozenset(
    sentence(code, _LANGUAGE, **({_NUMBERS[code]: number} if code in _NUMBERS else {}))
    for code in codes(_LANGUAGE)
    if code.startswith("progress-") or code in ("storage-unavailable", "passing", "database-unavailable")
    for number in range(_MOST if code in _NUMBERS else 1)
)
_LATE: Final = frozenset(sentence(code, _LANGUAGE) for code in ("storage-unavailable", "progress-late"))
_WATCH_S: Final = 20.0


@dataclass
class Sent:
    """One file that somebody sent, and what they saw of it. Times are seconds of the monotonic clock."""

    message_id: int
    stem: str
    at: float
    amid: bool = False
    reports: list[float] = field(default_factory=list)
    last_word: str | None = None
    last_word_at: float = 0.0
    late_at: float | None = None
    heard_at: float | None = None

    @property
    def ended_at(self) -> float | None:
        """When its sender had the first report or the sentence in its stead; None before that."""
        if self.reports:
            return self.reports[0]
        return self.last_word_at if self.last_word is not None and self.last_word not in _ON_THE_WAY else None

    @property
    def knowing_s(self) -> float:
        """After how many seconds its sender knew what is true: that it is late, or what came of it."""
        known = [at for at in (self.late_at, self.ended_at) if at is not None]
        return min(known) - self.at if known else inf


class Spectator:
    """One person; `watch` follows the chat until it is cancelled."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.sent: list[Sent] = []
        self.news = asyncio.Event()

    async def send(self, body: bytes, *, amid: bool = False) -> Sent:
        """Send a table under a name that this person has not used."""
        stem = f"table {len(self.sent) + 1}"
        begun = monotonic()
        message = await self.person.send_document(body, f"{stem}.csv")
        sent = Sent(message_id=message.id, stem=stem, at=begun, amid=amid)
        self.sent.append(sent)
        return sent

    async def watch(self) -> None:
        """Follow the chat for ever."""
        while True:
            for event in await self.person.events_after(self.person.position, _WATCH_S):
                self.see(event)
            self.news.set()

    def see(self, event: ChatEvent) -> None:
        """Take note of what happened in the chat."""
        message = event.message
        if message is None or not message.from_bot:
            return
        if event.kind is EventKind.MESSAGE and message.document is not None:
            self._see_document(message)
        elif message.reply_to is not None and event.kind in (EventKind.MESSAGE, EventKind.EDITED):
            self._see_words(message)

    def _see_document(self, message: Message) -> None:
        now = monotonic()
        name = message.document.name if message.document else None
        stem, _, kind = (name or "").partition(" — ")
        for sent in self.sent:
            if sent.stem == stem and kind.endswith(".html"):
                sent.reports.append(now)
                sent.heard_at = sent.heard_at or now

    def _see_words(self, message: Message) -> None:
        now = monotonic()
        for sent in self.sent:
            if sent.message_id == message.reply_to:
                sent.last_word, sent.last_word_at = message.text, now
                sent.heard_at = sent.heard_at or now
                if sent.late_at is None and message.text in _LATE:
                    sent.late_at = now


@dataclass
class Crowd:
    """Everybody who takes part in one fault."""

    spectators: Sequence[Spectator]

    @property
    def sent(self) -> list[Sent]:
        """All files so far."""
        return [sent for spectator in self.spectators for sent in spectator.sent]

    def knowing_s(self) -> float:
        """Return how long anybody who sent amid the fault waited, at the most, to know what is true."""
        return max((sent.knowing_s for sent in self.sent if sent.amid), default=0.0)

    def unhurried_s(self) -> float:
        """Return how long it took, at the most, until those who sent before the fault heard anything at all.

        That is the machine's pace: on one that does nothing else it is a fraction of a second.
        """
        begun = min((sent.at for sent in self.sent if sent.amid), default=0.0)
        return max(
            (sent.heard_at - sent.at for sent in self.sent if sent.heard_at and sent.at < begun), default=0.0
        )

    async def answered(self, patience_s: float) -> bool:
        """Wait until nobody waits for anything; False if that takes too long."""
        try:
            async with asyncio.timeout(patience_s):
                for spectator in self.spectators:
                    while any(sent.ended_at is None for sent in spectator.sent):
                        spectator.news.clear()
                        await spectator.news.wait()
        except TimeoutError:
            return False
        return True

    def counted(self) -> Counter[str]:
        """Count the files by what came of them."""
        return Counter(_outcome(sent) for sent in self.sent)


async def gather_crowd(telegram: RemoteSimulator, number: int) -> Crowd:
    """Let so many new people open the bot's chat."""
    people = [await telegram.person(name=f"Person {n + 1}", language_code=_LANGUAGE) for n in range(number)]
    return Crowd([Spectator(person) for person in people])


def small_table(seed: int) -> bytes:
    """A month of two shops; different for each seed."""
    rows = (f"2026-01-{day:02d},shop {day % 2},{seed % 1000 + day}.50" for day in range(1, 29))
    return "\n".join(["date,shop,amount", *rows]).encode()


def large_table(rows: int = 200_000) -> bytes:
    """A table whose analysis takes long enough to be interrupted."""
    return "\n".join(_rows(rows)).encode()


def _rows(number: int) -> Iterator[str]:
    yield "date,shop,amount"
    for row in range(number):
        yield f"2026-01-{row % 28 + 1:02d},shop {row % 7},{row}.50"


def _outcome(sent: Sent) -> str:
    if len(sent.reports) > 1:
        return "twice"
    if sent.reports:
        return "once"
    return "sentences" if sent.ended_at is not None else "lost"
