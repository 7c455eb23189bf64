"""A message as both sides see it: the Bot API object is the truth, `Message` a typed reading of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from svodka.simulator.files import FileKind, StoredFile
from svodka.simulator.formatting import FormattedText

Raw = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """An inline button."""

    text: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A document, picture or sticker in a message; `name` is absent as often as Telegram leaves it out."""

    file_id: str
    unique_id: str
    size: int
    name: str | None = None
    mime: str | None = None
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One version of one message; an edit makes a new one with the same id."""

    raw: Raw

    @property
    def id(self) -> int:
        """The message's id in its chat."""
        return cast("int", self.raw["message_id"])

    @property
    def from_bot(self) -> bool:
        """True when the bot said it."""
        return bool(cast("Raw", self.raw["from"])["is_bot"])

    @property
    def text(self) -> str:
        """The text, or the caption of a file; empty when there is neither."""
        return str(self.raw.get("text") or self.raw.get("caption") or "")

    @property
    def entities(self) -> Sequence[Raw]:
        """The formatting of `text`."""
        return cast("Sequence[Raw]", self.raw.get("entities") or self.raw.get("caption_entities") or ())

    @property
    def date(self) -> int:
        """When it was sent, in Unix seconds."""
        return cast("int", self.raw["date"])

    @property
    def edited(self) -> bool:
        """True for every version but the first."""
        return "edit_date" in self.raw

    @property
    def album(self) -> str | None:
        """The id that the messages of one album share."""
        return cast("str | None", self.raw.get("media_group_id"))

    @property
    def reply_to(self) -> int | None:
        """The id of the message that this one answers."""
        replied = cast("Raw | None", self.raw.get("reply_to_message"))
        return cast("int", replied["message_id"]) if replied else None

    @property
    def document(self) -> Attachment | None:
        """The document, if it is one."""
        return _attachment(self.raw.get("document"))

    @property
    def photo(self) -> Attachment | None:
        """The picture in its largest size, if it is one."""
        sizes = cast("Sequence[object]", self.raw.get("photo") or ())
        return _attachment(sizes[-1]) if sizes else None

    @property
    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        """The inline buttons, row by row."""
        markup = cast("Raw", self.raw.get("reply_markup") or {})
        rows = cast("Sequence[Sequence[Raw]]", markup.get("inline_keyboard") or ())
        return tuple(tuple(_button(raw) for raw in row) for row in rows)

    def button(self, wanted: str) -> Button:
        """Return the button of this text, callback data or, if only one fits, piece of text."""
        flat = [button for row in self.buttons for button in row]
        exact = [b for b in flat if wanted in (b.text, b.data)]
        close = exact or [b for b in flat if wanted in b.text]
        if len(close) != 1 and not exact:
            raise LookupError(
                f"no single button {wanted!r} under message {self.id}: {[b.text for b in flat]}"
            )
        return close[0]


def file_content(stored: StoredFile) -> dict[str, object]:
    """Return the fields by which a message holds this file."""
    if stored.kind is FileKind.PHOTO:
        return {"photo": [stored.api()]}
    if stored.kind is FileKind.STICKER:
        sticker = {"type": "regular", "is_animated": False, "is_video": False, **stored.api()}
        return {"sticker": sticker}
    return {"document": stored.api()}


def text_content(text: FormattedText) -> dict[str, object]:
    """Return the fields of a text message."""
    return _with_entities("text", "entities", text)


def caption_content(caption: FormattedText | None) -> dict[str, object]:
    """Return the fields of a caption; none for an empty one."""
    return _with_entities("caption", "caption_entities", caption) if caption and caption.text else {}


def _with_entities(text_field: str, entities_field: str, text: FormattedText) -> dict[str, object]:
    content: dict[str, object] = {text_field: text.text}
    if text.entities:
        content[entities_field] = [entity.api() for entity in text.entities]
    return content


def _button(raw: Raw) -> Button:
    return Button(
        text=cast("str", raw["text"]),
        data=cast("str | None", raw.get("callback_data")),
        url=cast("str | None", raw.get("url")),
    )


def _attachment(raw: object) -> Attachment | None:
    if not isinstance(raw, Mapping):
        return None
    return Attachment(
        file_id=raw["file_id"],
        unique_id=raw["file_unique_id"],
        size=raw["file_size"],
        name=raw.get("file_name"),
        mime=raw.get("mime_type"),
        width=raw.get("width"),
        height=raw.get("height"),
    )
