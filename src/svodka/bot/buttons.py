"""Inline buttons as values: which text, and what comes back when it is pressed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from svodka.texts import sentence


@dataclass(frozen=True, kw_only=True, slots=True)
class Button:
    """A button: the code of its text, and its callback data (64 bytes at most) or the address that it opens."""

    code: str
    data: str | None = None
    url: str | None = None

    def as_json(self) -> dict[str, str | None]:
        """Return what an outbox row keeps of it."""
        return {"code": self.code, "data": self.data}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        """Read what an outbox row kept."""
        return cls(code=value["code"], data=value["data"])


@dataclass(frozen=True, kw_only=True, slots=True)
class Press:
    """What a pressed button of an upload's report asks for: `verb:upload` or `verb:upload:page`."""

    verb: str
    upload_id: UUID
    page: int = 0

    def data(self) -> str:
        """Write it as callback data."""
        page = f":{self.page}" if self.page else ""
        return f"{self.verb}:{self.upload_id.hex}{page}"

    @classmethod
    def parse(cls, data: str | None) -> Self | None:
        """Read callback data; None if it is none of these."""
        verb, *values = (data or "").split(":")
        try:
            upload_id, page = UUID(values[0]), int(values[1]) if len(values) > 1 else 0
        except (ValueError, IndexError):
            return None
        return cls(verb=verb, upload_id=upload_id, page=page)


def keyboard(rows: Sequence[Sequence[Button]], language: str) -> InlineKeyboardMarkup | None:
    """Build Telegram's keyboard; None when there is no button."""
    if not any(rows):
        return None
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [
                InlineKeyboardButton(
                    text=sentence(button.code, language), callback_data=button.data, url=button.url
                )
                for button in row
            ]
            for row in rows
            if row
        ]
    )
