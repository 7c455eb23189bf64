"""What Telegram's refusals mean for the message that was refused: one table."""

import enum
from typing import Final

from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramRetryAfter,
)

from svodka.errors import PassingError


class Verdict(enum.Enum):
    """What becomes of a message that could not be sent."""

    HOLD = "the chat waits as long as Telegram asks"
    LATER = "it passes: tried again"
    LEFT = "Telegram took it, and answered what we do not understand"
    UNREACHABLE = "the person cannot be spoken to"
    MOVED = "the group became another chat: said there"
    UNCHANGED = "an edit that would change nothing: as good as said"
    GONE = "the message to be edited is no longer there"
    UNREADABLE = "Telegram does not read the text as it is marked up, or finds it too long"
    UNLINKABLE = "Telegram takes the message, but not the address that a button opens"
    REFUSED = "Telegram will never take it"
    FAULT = "our own mistake"


# Matched in order against the lower-cased description.
_BAD_REQUESTS: Final = (
    ("message is not modified", Verdict.UNCHANGED),
    ("message to edit not found", Verdict.GONE),
    ("message can't be edited", Verdict.GONE),
    ("message_id_invalid", Verdict.GONE),
    ("there is no text in the message to edit", Verdict.GONE),
    ("can't parse entities", Verdict.UNREADABLE),
    ("can't parse messageentity", Verdict.UNREADABLE),
    ("is too long", Verdict.UNREADABLE),
    ("message_too_long", Verdict.UNREADABLE),
    ("wrong http url", Verdict.UNLINKABLE),
    ("button_url_invalid", Verdict.UNLINKABLE),
    ("chat not found", Verdict.UNREACHABLE),
    ("not enough rights to send", Verdict.UNREACHABLE),
    ("have no rights to send", Verdict.UNREACHABLE),
    ("chat_write_forbidden", Verdict.UNREACHABLE),
    ("peer_id_invalid", Verdict.UNREACHABLE),
)
_KINDS: Final = (
    (TelegramRetryAfter, Verdict.HOLD),
    (TelegramMigrateToChat, Verdict.MOVED),
    (TelegramForbiddenError, Verdict.UNREACHABLE),
    (TelegramEntityTooLarge, Verdict.REFUSED),
    (AiogramError, Verdict.LATER),
    (PassingError, Verdict.LATER),
)


def verdict(error: Exception) -> Verdict:
    """Judge why a message could not be sent."""
    if isinstance(error, TelegramBadRequest):
        description = error.message.lower()
        return next((verdict for words, verdict in _BAD_REQUESTS if words in description), Verdict.REFUSED)
    if isinstance(error, ClientDecodeError) and isinstance(error.data, dict) and error.data.get("ok") is True:
        return Verdict.LEFT  # To try again would say it again, and for ever.
    return next((verdict for kind, verdict in _KINDS if isinstance(error, kind)), Verdict.FAULT)
