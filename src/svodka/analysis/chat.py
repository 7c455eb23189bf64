"""The answer in the chat: a caption and pages of columns in Telegram's HTML, within its limits whatever the data.

Telegram counts UTF-16 units after parsing: at most 1,024 in a caption and 4,096 in a message.
"""

import re
from collections.abc import Iterable, Sequence
from html import escape, unescape
from pathlib import PurePath
from typing import Final

from msgspec import Struct

from svodka.analysis.model import Role, Type
from svodka.analysis.plain import clipped
from svodka.analysis.profiling import ColumnProfile, Profile, addable
from svodka.analysis.wording import Wording

CAPTION_UNITS: Final = 1_024
MESSAGE_UNITS: Final = 4_096
_TITLE_LENGTH: Final = 80
_VALUE_LENGTH: Final = 40
_MOST_PAGES: Final = 20
_BULLET: Final = "• "
_TAG: Final = re.compile(r"<[^>]*>")


class Chat(Struct, frozen=True, kw_only=True):
    """What the bot says. `summary` and `columns` are Telegram HTML; `title` is plain text."""

    title: str
    summary: str
    columns: Sequence[str]


def chat_title(name: str) -> str:
    """Return the title of a report on a file of this name."""
    return clipped(PurePath(name).stem or name, _TITLE_LENGTH)


def shown_units(html: str) -> int:
    """Return how long Telegram finds a text after parsing it, in UTF-16 units."""
    return len(unescape(_TAG.sub("", html)).encode("utf-16-le")) // 2


def summary(title: str, shape: str, lines: Iterable[str], last: str) -> str:
    """Put a caption together: as many of the lines as fit between the table's shape and the last line."""
    head = f"<b>{escape(title, quote=False)}</b>\n{escape(shape, quote=False)}\n"
    tail = escape(last, quote=False)
    kept: list[str] = []
    for line in lines:
        candidate = [*kept, _BULLET + escape(line, quote=False)]
        if shown_units("\n".join([head, *candidate, "", tail])) <= CAPTION_UNITS:
            kept = candidate
    return "\n".join([head, *kept, "", tail] if kept else [head, tail])


def column_pages(profile: Profile, wording: Wording) -> tuple[str, ...]:
    """Describe the columns, page by page."""
    pages: list[str] = []
    page = f"<b>{escape(wording.say('chat-columns'), quote=False)}</b>"
    for number, each in enumerate(profile.columns, 1):
        entry = _entry(number, each, profile.rows, wording)
        if shown_units(f"{page}\n\n{entry}") > MESSAGE_UNITS:
            pages.append(page)
            if len(pages) == _MOST_PAGES:
                return tuple(pages)
            page = entry
        else:
            page = f"{page}\n\n{entry}"
    return (*pages, page)


def _entry(number: int, each: ColumnProfile, rows: int, wording: Wording) -> str:
    name = escape(wording.column(each.column.name), quote=False)
    kind = wording.say(f"type-{each.column.type}")
    filled = wording.say("chat-filled-all")
    if each.nulls:
        filled = wording.say("chat-fill", share=wording.share(each.filled, rows))
    detail = escape(_detail(each, wording), quote=False)
    return f"{number}. <b>{name}</b> — {kind}, {filled}" + (f"\n{detail}" if detail else "")


def _detail(each: ColumnProfile, wording: Wording) -> str:
    unit = each.column.unit
    if each.minimum is None or each.maximum is None:
        return wording.say("value-empty")
    numbers = each.numbers
    if numbers is not None and each.column.role is not Role.IDENTIFIER:
        low, high = (wording.value(value, unit, each.shown_scale) for value in (each.minimum, each.maximum))
        parts = [f"{low} … {high}"]
        if addable(each):
            parts.append(f"Σ {wording.amount(numbers.total, unit, each.shown_scale)}")
        parts.append(f"{wording.say('page-mean')} {wording.short(numbers.mean, unit)}")
        return "; ".join(parts)
    if each.column.type in {Type.DATE, Type.DATETIME, Type.TIME}:
        return f"{wording.value(each.minimum)} … {wording.value(each.maximum)}"
    if each.unique or each.distinct > each.filled / 2:
        return f"{wording.say('page-distinct')}: {wording.number(each.distinct)}"
    shown = [
        f"{clipped(wording.value(top.value, unit), _VALUE_LENGTH)} ({wording.share(top.count, each.filled)})"
        for top in each.top[:4]
    ]
    return ", ".join(shown) + ("…" if each.distinct > len(shown) else "")
