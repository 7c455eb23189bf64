"""Checks reply markup the way the server does, and hands it on as it came."""

from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

from svodka.simulator.refusals import bad_request
from svodka.simulator.rules import MAX_CALLBACK_DATA_BYTES

Markup = dict[str, object]
_ACTIONS = (
    "callback_data", "url", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
)  # fmt: skip
_OTHER_KINDS = ("keyboard", "remove_keyboard", "force_reply")


def checked_markup(raw: object) -> Markup | None:
    """Return the markup, None for none; refuse what Telegram refuses."""
    if raw in (None, "", {}):
        return None
    if not isinstance(raw, Mapping):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" not in raw:
        return {str(k): v for k, v in raw.items()} if any(raw.get(kind) for kind in _OTHER_KINDS) else None
    rows = raw["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    checked = [[_checked_button(button) for button in row] for row in rows if row]
    return {"inline_keyboard": checked} if checked else None


def inline_markup(raw: object) -> Markup | None:
    """As `checked_markup`, for edits: only an inline keyboard can stand under an edited message."""
    markup = checked_markup(raw)
    if markup is not None and "inline_keyboard" not in markup:
        raise bad_request("message can't be edited")
    return markup


def _checked_button(raw: object) -> dict[str, object]:
    if not isinstance(raw, Mapping):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    button = {str(name): value for name, value in raw.items() if value is not None}
    text = button.get("text")
    if not isinstance(text, str):
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be of type String')
    if not text.strip():
        raise bad_request("inline keyboard button text must be non-empty")
    if not any(action in button for action in _ACTIONS):
        raise bad_request("text buttons are unallowed in the inline keyboard")
    _check_data(button.get("callback_data"))
    _check_address(button.get("url"))
    return button


def _check_data(data: object) -> None:
    if data is None:
        return
    if not isinstance(data, str) or not 1 <= len(data.encode()) <= MAX_CALLBACK_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")


def _is_public(parts: SplitResult) -> bool:
    """Tell whether a page has a host with a dot in its name, or of numbers: `localhost` is refused."""
    return parts.scheme not in {"http", "https"} or bool({".", ":"} & set(parts.hostname or ""))


def _check_address(url: object) -> None:
    if url is None:
        return
    parts = urlsplit(url) if isinstance(url, str) else None
    if (
        parts is None
        or (parts.scheme and parts.scheme not in {"http", "https", "tg", "ton"})
        or not (parts.netloc or parts.path)
        or not _is_public(parts)
    ):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
