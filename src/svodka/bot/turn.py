"""One update's turn: what handlers are given, and the only way in which they answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from aiogram.types import CallbackQuery, Message, User

from svodka.bot.buttons import Button
from svodka.texts import Figure, language_of
from svodka.uploads import Limits, MessageKind, NewMessage, Person, Work


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """A transaction, the moment, and what is to happen after the commit (`to_store`: uploads to be stored).

    `minutes` is how long the queue is at the moment, where that is worth a word.
    """

    work: Work
    now: datetime
    limits: Limits
    minutes: int | None = None
    to_store: list[UUID] = field(default_factory=list)

    async def language(self, user: User) -> str:
        """Return the language the person chose, or else the one of their client.

        Whoever is to be answered speaks to us, and so has not blocked us (any more).
        """
        person = await self.work.people.get(user.id)
        if person is not None and person.blocked_at is not None:
            await self.work.people.set_blocked(person.id, None)
        return person.language if person else language_of(user.language_code)

    async def meet(self, user: User) -> Person:
        """Get to know the person; whoever speaks to us has not blocked us (any more)."""
        person = await self.work.people.meet(
            Person(id=user.id, name=user.full_name, language=language_of(user.language_code)), self.now
        )
        if person.blocked_at is None:
            return person
        await self.work.people.set_blocked(person.id, None)
        return replace(person, blocked_at=None)

    async def answer(
        self,
        message: Message,
        code: str,
        *,
        language: str,
        figures: Mapping[str, Figure] | None = None,
        buttons: Sequence[Sequence[Button]] = (),
    ) -> None:
        """Queue a sentence in answer to a message, however often it is handled; one to all pictures of an album."""
        of_album = f"album:{message.media_group_id}" if message.media_group_id else message.message_id
        self._say(
            f"answer:{message.chat.id}:{of_album}:{code}",
            message.chat.id,
            {
                "code": code,
                "figures": dict(figures or {}),
                "language": language,
                "buttons": [[button.as_json() for button in row] for row in buttons],
            },
        )

    async def answer_press(self, press: CallbackQuery, code: str, *, language: str) -> None:
        """Queue a sentence in answer to a button."""
        payload = {"code": code, "figures": {}, "language": language}
        self._say(f"press:{press.id}:{code}", chat_of(press), payload)

    async def greet_group(
        self, chat_id: int, code: str, *, language: str, figures: Mapping[str, Figure]
    ) -> None:
        """Queue a sentence for a group; once a day, however often we are put out and brought back."""
        payload = {"code": code, "figures": dict(figures), "language": language}
        self._say(f"group:{chat_id}:{self.now:%Y-%m-%d}:{code}", chat_id, payload)

    async def send_report(self, press: CallbackQuery, upload_id: UUID, payload: dict[str, Any]) -> None:
        """Queue a part of a report that a button asked for."""
        await self.work.outbox.put(
            key=f"press:{press.id}",
            chat_id=chat_of(press),
            kind=MessageKind.REPORT,
            payload=payload,
            now=self.now,
            upload_id=upload_id,
        )

    def _say(self, key: str, chat_id: int, payload: dict[str, Any]) -> None:
        message = NewMessage(key=key, chat_id=chat_id, kind=MessageKind.SENTENCE, payload=payload)
        self.work.outbox.queue([message], now=self.now)


def chat_of(press: CallbackQuery) -> int:
    """Return the chat in which a button was pressed; a very old message is known by its chat only."""
    return press.message.chat.id if press.message else press.from_user.id
