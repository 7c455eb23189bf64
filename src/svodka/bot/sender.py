"""Says a letter to Telegram: the calls themselves, and the plainer forms where one is refused."""

import html as entities
import logging
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from aiogram import Bot
from aiogram.enums import ChatAction, ParseMode
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    FSInputFile,
    InputMediaPhoto,
    LinkPreviewOptions,
    ReplyParameters,
)

from svodka.bot.buttons import keyboard
from svodka.bot.letters import File, Letter, Pictures, Words
from svodka.bot.verdicts import Verdict, verdict

log: Final = logging.getLogger(__name__)

_MAX_TEXT_UNITS: Final = 4096
_TAG: Final = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, kw_only=True, slots=True)
class Timeouts:
    """How long a call may take in all, in seconds: one that carries words, one that carries files."""

    words_s: int = 20
    files_s: int = 120
    action_s: int = 5


class Sender:
    """Sends letters. Raises what Telegram answers when no plainer form of the letter helps."""

    def __init__(self, bot: Bot, timeouts: Timeouts) -> None:
        self._bot = bot
        self._timeouts = timeouts

    async def send(self, chat_id: int, letter: Letter, files: Sequence[Path], language: str) -> int:
        """Send the letter, whose objects lie in `files`; return the id of the message it became."""
        match letter:
            case Words():
                return await self._say(chat_id, letter, language)
            case Pictures():
                return await self._show(chat_id, letter, files, language)
            case File():
                return await self._hand_over(chat_id, letter, files[0], language)

    async def show_busy(self, chat_id: int) -> None:
        """Show for five seconds that a file is under way; nothing hangs on it."""
        with suppress(Exception):
            await self._bot.send_chat_action(
                chat_id, ChatAction.UPLOAD_DOCUMENT, request_timeout=self._timeouts.action_s
            )

    async def _say(self, chat_id: int, words: Words, language: str) -> int:
        try:
            return await self._say_once(chat_id, words, language, words.text, ParseMode.HTML)
        except TelegramBadRequest as error:
            if verdict(error) is not Verdict.UNREADABLE:
                raise
            log.error("text refused, sent without markup", extra={"chat": chat_id, "error": str(error)})
            return await self._say_once(chat_id, words, language, plain(words.text), None)

    async def _say_once(
        self, chat_id: int, words: Words, language: str, text: str, parse_mode: ParseMode | None
    ) -> int:
        common: dict[str, Any] = {
            "text": text,
            "parse_mode": parse_mode,
            "link_preview_options": LinkPreviewOptions(is_disabled=True),
            "request_timeout": self._timeouts.words_s,
        }
        markup = keyboard(words.buttons, language)
        if words.edit is not None and await self._edited(chat_id, words, common | {"reply_markup": markup}):
            return words.edit
        message = await self._bot.send_message(
            chat_id, reply_parameters=_reply(words.reply_to), reply_markup=markup, **common
        )
        return message.message_id

    async def _edited(self, chat_id: int, words: Words, arguments: dict[str, Any]) -> bool:
        """Put the words into the message they are for; False if it is gone and they are to be said anew."""
        try:
            await self._bot.edit_message_text(chat_id=chat_id, message_id=words.edit, **arguments)
        except TelegramBadRequest as error:
            match verdict(error):
                case Verdict.UNCHANGED:
                    return True
                case Verdict.GONE:
                    return not words.or_say
            raise
        return True

    async def _show(self, chat_id: int, letter: Pictures, files: Sequence[Path], language: str) -> int:
        """Send the pictures with the text below; the text alone if Telegram does not take them."""
        if not files:
            return await self._say(chat_id, letter.words, language)
        try:
            return await self._show_all(chat_id, letter.words.text, files)
        except TelegramBadRequest as error:
            if verdict(error) is Verdict.UNREACHABLE:
                raise
            log.error("pictures refused, sent without", extra={"chat": chat_id, "error": str(error)})
            return await self._say(chat_id, letter.words, language)

    async def _show_all(self, chat_id: int, text: str, files: Sequence[Path]) -> int:
        photos = [FSInputFile(path, filename=f"{number}.png") for number, path in enumerate(files, 1)]
        common: dict[str, Any] = {"request_timeout": self._timeouts.files_s}
        if len(photos) == 1:
            message = await self._bot.send_photo(
                chat_id, photos[0], caption=text, parse_mode=ParseMode.HTML, **common
            )
            return message.message_id
        album = [
            InputMediaPhoto(media=photo, caption=None if number else text, parse_mode=ParseMode.HTML)
            for number, photo in enumerate(photos)
        ]
        messages = await self._bot.send_media_group(chat_id, list(album), **common)
        return messages[0].message_id

    async def _hand_over(self, chat_id: int, letter: File, file: Path, language: str) -> int:
        """Send the document; without the button that opens it elsewhere if Telegram does not like the address."""
        try:
            return await self._hand_over_once(chat_id, letter, file, language)
        except TelegramBadRequest as error:
            if verdict(error) is not Verdict.UNLINKABLE:
                raise
            log.error(
                "link refused, report sent without: telegram wants a public address in SVODKA_WEB_URL",
                extra={"chat": chat_id, "error": str(error)},
            )
            buttons = [[button for button in row if button.url is None] for row in letter.buttons]
            return await self._hand_over_once(chat_id, replace(letter, buttons=buttons), file, language)

    async def _hand_over_once(self, chat_id: int, letter: File, file: Path, language: str) -> int:
        message = await self._bot.send_document(
            chat_id,
            FSInputFile(file, filename=letter.name),
            reply_markup=keyboard(letter.buttons, language),
            request_timeout=self._timeouts.files_s,
        )
        return message.message_id


def plain(marked_up: str) -> str:
    """Take the markup out of a text and cut it to what one message holds."""
    text = entities.unescape(_TAG.sub("", marked_up))
    units = text.encode("utf-16-le")
    if len(units) <= 2 * _MAX_TEXT_UNITS:
        return text
    return units[: 2 * (_MAX_TEXT_UNITS - 1)].decode("utf-16-le", "ignore") + "…"


def _reply(message_id: int | None) -> ReplyParameters | None:
    if message_id is None:
        return None
    return ReplyParameters(message_id=message_id, allow_sending_without_reply=True)
