"""Formatted text as Telegram keeps it: plain text and entities counted in UTF-16 units."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from svodka.simulator.refusals import bad_request

CODE_TYPES = frozenset({"code", "pre"})
KNOWN_TYPES = CODE_TYPES | {
    "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold", "italic",
    "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "text_link",
    "text_mention", "custom_emoji",
}  # fmt: skip
_FOUND_BY_ITSELF = (
    ("url", re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]]")),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("bot_command", re.compile(r"(?<![\w/<>&])/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])")),
    ("mention", re.compile(r"(?<![\w@.])@[A-Za-z][A-Za-z0-9_]{3,31}(?!\w)")),
    ("hashtag", re.compile(r"(?<!\w)#\w*[^\W\d]\w*")),
)
_MAY_HOLD_ONE = re.compile("[/@#]")
_BEYOND_BMP = re.compile("[\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A stretch of text with a meaning or a look; `offset` and `length` are UTF-16 units."""

    type: str
    offset: int
    length: int
    extra: tuple[tuple[str, str], ...] = ()

    @property
    def end(self) -> int:
        """Where the stretch ends, in UTF-16 units."""
        return self.offset + self.length

    def api(self) -> dict[str, object]:
        """Return the Bot API object."""
        return {"offset": self.offset, "length": self.length, "type": self.type, **dict(self.extra)}


@dataclass(frozen=True, slots=True, kw_only=True)
class FormattedText:
    """A text with its entities, in order."""

    text: str
    entities: tuple[Entity, ...] = ()

    @property
    def units(self) -> int:
        """The length as Telegram counts it."""
        return utf16_length(self.text)

    def trimmed(self) -> "FormattedText":
        """Drop blank ends, as the server does, and what formatting stood only there."""
        kept = self.text.replace("\r", "").strip()
        if kept == self.text:
            return self
        if "\r" in self.text:  # entities were counted with it: rare, and only from people's own offsets
            return FormattedText(text=kept)
        lead = utf16_length(self.text[: len(self.text) - len(self.text.lstrip())])
        size = utf16_length(kept)
        moved = (
            replace(
                e, offset=max(e.offset - lead, 0), length=min(e.end - lead, size) - max(e.offset - lead, 0)
            )
            for e in self.entities
        )
        return FormattedText(text=kept, entities=tuple(e for e in moved if e.length > 0))


def utf16_length(text: str) -> int:
    """Count UTF-16 code units."""
    return len(text) if text.isascii() else len(text) + len(_BEYOND_BMP.findall(text))


def with_found_entities(text: FormattedText) -> FormattedText:
    """Add the links, commands, mentions and hashtags that Telegram finds by itself."""
    if not _MAY_HOLD_ONE.search(text.text):
        return text
    taken = [
        (e.offset, e.end)
        for e in text.entities
        if e.type in CODE_TYPES or e.type in {"text_link", "text_mention"}
    ]
    found: list[Entity] = []
    for kind, pattern in _FOUND_BY_ITSELF:
        for match in pattern.finditer(text.text):
            offset = utf16_length(text.text[: match.start()])
            length = utf16_length(match.group())
            if all(offset >= end or offset + length <= start for start, end in taken):
                found.append(Entity(type=kind, offset=offset, length=length))
                taken.append((offset, offset + length))
    return FormattedText(text=text.text, entities=in_order([*text.entities, *found])) if found else text


def in_order(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """Sort as the server does: by start, the longer first."""
    return tuple(sorted(entities, key=lambda e: (e.offset, -e.length, e.type)))


def parse_entities(text: str, raw: Sequence[Mapping[str, object]]) -> FormattedText:
    """Take formatting that was given as a list of entities instead of markup."""
    size = utf16_length(text)
    entities = [_parse_entity(one, size) for one in raw]
    return FormattedText(text=text, entities=in_order(e for e in entities if e is not None))


def _parse_entity(raw: Mapping[str, object], size: int) -> Entity | None:
    kind, offset, length = raw.get("type"), raw.get("offset"), raw.get("length")
    if not isinstance(kind, str) or not isinstance(offset, int) or not isinstance(length, int):
        raise bad_request("can't parse MessageEntity: Field must be of type Number")
    if kind not in KNOWN_TYPES:
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    if offset < 0 or length <= 0 or offset >= size:
        return None
    extra = tuple(
        (name, value)
        for name in ("url", "language", "custom_emoji_id")
        if isinstance(value := raw.get(name), str)
    )
    return Entity(type=kind, offset=offset, length=min(length, size - offset), extra=extra)
