"""What the bot says of itself: commands and descriptions, each in as many languages as it likes."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from svodka.simulator.calls import Call
from svodka.simulator.chats import EventKind
from svodka.simulator.formatting import utf16_length
from svodka.simulator.refusals import bad_request
from svodka.simulator.rules import MAX_COMMANDS
from svodka.simulator.telegram import Command, Telegram

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_DEFAULT_SCOPE = {"type": "default"}
_PRIVATE_SCOPES = ({"type": "all_private_chats"}, _DEFAULT_SCOPE)
_MAX_COMMAND_DESCRIPTION_UNITS = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class _Saying:
    """A text about the bot: the argument's name and how long it may be."""

    field: str
    max_units: int


_SAYINGS = {
    "name": _Saying(field="name", max_units=64),
    "description": _Saying(field="description", max_units=512),
    "shortdescription": _Saying(field="short_description", max_units=120),
}


def commands_for(telegram: Telegram, chat_id: int, language_code: str | None) -> list[Command]:
    """Return the commands that the menu of this person shows: the narrowest scope, their language first."""
    for scope in ({"type": "chat", "chat_id": chat_id}, *_PRIVATE_SCOPES):
        for language in (language_code or "", ""):
            if found := telegram.commands.get(_key(scope, language)):
                return found
    return []


def description_for(telegram: Telegram, language_code: str | None) -> str:
    """Return what an empty chat shows."""
    sayings = telegram.sayings
    return sayings.get(("description", language_code or "")) or sayings.get(("description", "")) or ""


def _set_commands(telegram: Telegram, call: Call) -> object:
    commands = [_checked_command(raw) for raw in call.array("commands") or ()]
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    telegram.commands[_key_of(call)] = commands
    _show(telegram)
    return True


def _get_commands(telegram: Telegram, call: Call) -> object:
    return telegram.commands.get(_key_of(call), [])


def _delete_commands(telegram: Telegram, call: Call) -> object:
    telegram.commands.pop(_key_of(call), None)
    _show(telegram)
    return True


def _show(telegram: Telegram) -> None:
    """Tell whoever looks at a chat that the bot says something else of itself now."""
    for chat in telegram.chats.values():
        telegram.tell(chat, EventKind.CHAT, details=chat.summary())


def _checked_command(raw: object) -> Command:
    fields = raw if isinstance(raw, Mapping) else {}
    command, description = (
        str(fields.get("command", "")).removeprefix("/"),
        str(fields.get("description", "")),
    )
    if not _COMMAND.fullmatch(command):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= utf16_length(description) <= _MAX_COMMAND_DESCRIPTION_UNITS:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": command, "description": description}


def _key_of(call: Call) -> tuple[str, str]:
    scope = call.json("scope")
    if isinstance(scope, Mapping) and scope.get("type") == "chat":
        scope = {"type": "chat", "chat_id": int(str(scope.get("chat_id")))}
    return _key(scope if isinstance(scope, Mapping) else _DEFAULT_SCOPE, call.text("language_code") or "")


def _key(scope: Mapping[str, object], language: str) -> tuple[str, str]:
    return json.dumps(scope, sort_keys=True), language


def _setter(name: str, saying: _Saying) -> Callable[[Telegram, Call], object]:
    def set_saying(telegram: Telegram, call: Call) -> object:
        text = call.text(saying.field) or ""
        if utf16_length(text) > saying.max_units:
            raise bad_request(f"bot {saying.field.replace('_', ' ')} is too long")
        telegram.sayings[name, call.text("language_code") or ""] = text
        _show(telegram)
        return True

    return set_saying


def _getter(name: str, saying: _Saying) -> Callable[[Telegram, Call], object]:
    def get_saying(telegram: Telegram, call: Call) -> object:
        own = telegram.sayings.get((name, call.text("language_code") or ""))
        default = telegram.bot.name if name == "name" else ""
        return {saying.field: own or telegram.sayings.get((name, "")) or default}

    return get_saying


METHODS: dict[str, Callable[[Telegram, Call], object]] = {
    "setmycommands": _set_commands,
    "getmycommands": _get_commands,
    "deletemycommands": _delete_commands,
    **{f"setmy{name}": _setter(name, saying) for name, saying in _SAYINGS.items()},
    **{f"getmy{name}": _getter(name, saying) for name, saying in _SAYINGS.items()},
}
