"""Reads the text or caption of a call: markup or entities in, formatted text within the limits out."""

from collections.abc import Mapping
from typing import cast

from svodka.simulator.calls import Call
from svodka.simulator.formatting import FormattedText, parse_entities, with_found_entities
from svodka.simulator.html_markup import parse_html
from svodka.simulator.refusals import bad_request
from svodka.simulator.rules import MAX_CAPTION_UNITS, MAX_ENTITIES, MAX_TEXT_UNITS


def read_text(call: Call, *, too_long: str = "message is too long") -> FormattedText:
    """Return the text of a message; refuse an empty one and one over the limit."""
    source = call.text("text")
    if not source:
        raise bad_request("message text is empty")
    text = formatted(source, call.text("parse_mode"), call.array("entities"))
    if not text.text:
        raise bad_request("text must be non-empty")
    if text.units > MAX_TEXT_UNITS:
        raise bad_request(too_long)
    return text


def read_caption(fields: Mapping[str, object]) -> FormattedText | None:
    """Return the caption among a call's, or an input media's, fields."""
    call = Call(method="", fields=fields)
    source = call.text("caption")
    if not source:
        return None
    caption = formatted(source, call.text("parse_mode"), call.array("caption_entities"))
    if caption.units > MAX_CAPTION_UNITS:
        raise bad_request("message caption is too long")
    return caption


def formatted(source: str, parse_mode: str | None, entities: list[object] | None) -> FormattedText:
    """Apply a parse mode, or else the entities that were given."""
    mode = (parse_mode or "").lower()
    if mode == "html":
        text = parse_html(source)
    elif mode in ("", "none"):
        given = [cast("Mapping[str, object]", e) for e in entities or () if isinstance(e, Mapping)]
        text = parse_entities(source, given)
    elif mode in ("markdown", "markdownv2"):
        raise bad_request(
            f"can't parse entities: parse mode {parse_mode} is not supported by this simulator, use HTML"
        )
    else:
        raise bad_request("unsupported parse_mode")
    text = with_found_entities(text.trimmed())
    return FormattedText(text=text.text, entities=text.entities[:MAX_ENTITIES])
