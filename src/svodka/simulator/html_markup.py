"""Telegram's HTML parse mode: a few tags and four named characters, and a refusal for all else."""

import re
from dataclasses import dataclass, field

from svodka.simulator.formatting import CODE_TYPES, Entity, FormattedText, in_order, utf16_length
from svodka.simulator.refusals import RefusalError, bad_request

_PLAIN_TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "code": "code", "pre": "pre",
}  # fmt: skip
_TAGS_WITH_ATTRIBUTES = frozenset({"a", "span", "blockquote", "tg-emoji"})
_NAMED_CHARACTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_TOKEN = re.compile(r"[<&]")
_CHARACTER = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(lt|gt|amp|quot));?")
_TAG_NAME = re.compile(r"[^\s>]*")
_ATTRIBUTE = re.compile(r"""\s*([^\s=>]*)(?:\s*=\s*("[^"]*"|'[^']*'|[A-Za-z0-9.\-]+))?""")
_LANGUAGE_PREFIX = "language-"


@dataclass(slots=True, kw_only=True)
class _OpenTag:
    name: str
    kind: str
    offset: int
    text_start: int
    extra: dict[str, str] = field(default_factory=dict)


def parse_html(source: str) -> FormattedText:
    """Turn Telegram's HTML into text and entities, or refuse with the server's own words."""
    if "<" not in source and "&" not in source:
        return FormattedText(text=source)
    return _Parser(source).run()


class _Parser:
    def __init__(self, source: str) -> None:
        self._source = source
        self._position = 0
        self._out: list[str] = []
        self._units = 0
        self._open: list[_OpenTag] = []
        self._entities: list[Entity] = []

    def run(self) -> FormattedText:
        while match := _TOKEN.search(self._source, self._position):
            self._emit(self._source[self._position : match.start()])
            self._position = match.start()
            if match.group() == "&":
                self._take_character()
            elif self._source.startswith("</", self._position):
                self._take_end_tag()
            else:
                self._take_start_tag()
        self._emit(self._source[self._position :])
        if self._open:
            raise _cannot(f'Can\'t find end tag corresponding to start tag "{self._open[-1].name}"')
        return FormattedText(text="".join(self._out), entities=_without_nesting_in_code(self._entities))

    def _emit(self, text: str) -> None:
        if text:
            self._out.append(text)
            self._units += utf16_length(text)

    def _take_character(self) -> None:
        match = _CHARACTER.match(self._source, self._position)
        decoded = _decode(match) if match else None
        if match is None or decoded is None:
            self._emit("&")
            self._position += 1
            return
        self._emit(decoded)
        self._position = match.end()

    def _take_start_tag(self) -> None:
        begin = self._position
        name_match = _TAG_NAME.match(self._source, begin + 1)
        name = name_match.group().lower() if name_match else ""
        after_name = begin + 1 + len(name)
        if after_name >= len(self._source):
            raise _cannot(f"Unclosed start tag at byte offset {self._bytes_to(begin)}")
        if name not in _PLAIN_TAGS and name not in _TAGS_WITH_ATTRIBUTES:
            raise _cannot(f'Unsupported start tag "{name}" at byte offset {self._bytes_to(begin)}')
        attributes = self._take_attributes(name, begin, after_name)
        tag = _OpenTag(name=name, kind="", offset=self._units, text_start=len(self._out))
        self._give_meaning(tag, attributes, begin)
        self._open.append(tag)

    def _take_attributes(self, tag: str, begin: int, position: int) -> dict[str, str]:
        attributes: dict[str, str] = {}
        source = self._source
        while True:
            while position < len(source) and source[position].isspace():
                position += 1
            if position >= len(source):
                raise _cannot(f"Unclosed start tag at byte offset {self._bytes_to(begin)}")
            if source[position] == ">":
                self._position = position + 1
                return attributes
            match = _ATTRIBUTE.match(source, position)
            if match is None or not match.group(1):
                raise _cannot(
                    f'Empty attribute name in the tag "{tag}" at byte offset {self._bytes_to(begin)}'
                )
            position = match.end()
            if source[position : position + 1] not in (">", "") and not source[position].isspace():
                raise _cannot(f"Unexpected end of name token at byte offset {self._bytes_to(begin)}")
            attributes[match.group(1).lower()] = _unquoted(match.group(2) or "")

    def _give_meaning(self, tag: _OpenTag, attributes: dict[str, str], begin: int) -> None:
        tag.kind = _PLAIN_TAGS.get(tag.name, "")
        if tag.name == "a":
            tag.kind = "text_link"
            tag.extra = {"url": attributes.get("href", "")}
        elif tag.name == "span":
            if attributes.get("class") != "tg-spoiler":
                where = self._bytes_to(begin)
                raise _cannot(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
            tag.kind = "spoiler"
        elif tag.name == "blockquote":
            tag.kind = "expandable_blockquote" if "expandable" in attributes else "blockquote"
        elif tag.name == "tg-emoji":
            tag.kind = "custom_emoji"
            tag.extra = {"custom_emoji_id": attributes.get("emoji-id", "")}
        elif tag.name == "code" and attributes.get("class", "").startswith(_LANGUAGE_PREFIX):
            tag.extra = {"language": attributes["class"].removeprefix(_LANGUAGE_PREFIX)}

    def _take_end_tag(self) -> None:
        begin = self._position
        close = self._source.find(">", begin)
        where = self._bytes_to(begin)
        if close < 0:
            raise _cannot(f"Unclosed end tag at byte offset {where}")
        if not self._open:
            raise _cannot(f"Unexpected end tag at byte offset {where}")
        name = self._source[begin + 2 : close].strip().lower()
        tag = self._open.pop()
        if name not in ("", tag.name):
            raise _cannot(
                f'Unmatched end tag at byte offset {where}, expected "</{tag.name}>", found "</{name}>"'
            )
        self._position = close + 1
        if self._units > tag.offset:
            self._close(tag)

    def _close(self, tag: _OpenTag) -> None:
        length = self._units - tag.offset
        extra = dict(tag.extra)
        if tag.kind == "text_link" and not _is_web_address(
            extra["url"] or "".join(self._out[tag.text_start :])
        ):
            return
        if tag.kind == "text_link" and not extra["url"]:
            return  # the text is the address: found by itself later
        if tag.kind == "pre":
            extra |= self._language_within(tag.offset, length)
        if tag.kind == "code":
            within_pre = bool(self._open) and self._open[-1].kind == "pre"
            extra = extra if within_pre else {}
        entity = Entity(type=tag.kind, offset=tag.offset, length=length, extra=tuple(extra.items()))
        self._entities.append(entity)

    def _language_within(self, offset: int, length: int) -> dict[str, str]:
        for inner in self._entities:
            if inner.type == "code" and (inner.offset, inner.length) == (offset, length):
                return dict(inner.extra)
        return {}

    def _bytes_to(self, position: int) -> int:
        return len(self._source[:position].encode("utf-8", "surrogatepass"))


def _without_nesting_in_code(entities: list[Entity]) -> tuple[Entity, ...]:
    """Code keeps no formatting inside; of `pre` around `code` the outer one stays."""
    blocks = [e for e in entities if e.type in CODE_TYPES]
    kept = [e for e in entities if not any(_is_inside(e, block) for block in blocks)]
    plain_code = (
        Entity(type=e.type, offset=e.offset, length=e.length) if e.type == "code" else e for e in kept
    )
    return in_order(plain_code)


def _is_inside(entity: Entity, block: Entity) -> bool:
    if entity is block or not (block.offset <= entity.offset and entity.end <= block.end):
        return False
    return entity.type not in {"blockquote", "expandable_blockquote"} and (entity.type, block.type) != (
        "pre",
        "code",
    )


def _decode(match: re.Match[str]) -> str | None:
    decimal, hexadecimal, name = match.groups()
    if name:
        return _NAMED_CHARACTERS[name]
    point = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(point) if 0 < point < 0x110000 and not 0xD800 <= point < 0xE000 else None


def _unquoted(value: str) -> str:
    inner = value[1:-1] if value[:1] in ("'", '"') else value
    return _CHARACTER.sub(lambda match: _decode(match) or match.group(), inner)


def _is_web_address(url: str) -> bool:
    return bool(
        re.fullmatch(r"(?:(?:https?|tg|ton|mailto|tel):[^\s]+|[\w-]+(?:\.[\w-]+)+[^\s]*)", url, re.IGNORECASE)
    )


def _cannot(reason: str) -> RefusalError:
    return bad_request(f"can't parse entities: {reason}")
