"""Every way a text gets into a line is tried with every secret, none of them configured: only its shape is known."""

import logging
import threading
import warnings
from collections.abc import Callable
from typing import Any

import pytest

from svodka.observability import bind, open_logging
from tests.observability.sink import Pipe, Wishes

log = logging.getLogger("svodka.test")

# What it looks like, and the part that must not be seen.
SECRETS = {
    "a token in an address": ("https://api.telegram.org/bot7234567890:AAHdqTcvCH1v/getMe", "AAHdqTcvCH1v"),
    "a token alone": ("7234567890:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw8", "AAHdqTcvCH1v"),
    "a DSN": ("postgresql+asyncpg://bot:hunter2@db.host:6543/postgres", "hunter2"),
    "a Redis address": ("rediss://default:hunter2@cache:6379/0", "hunter2"),
    "a header": ("Authorization: Bearer hunter2hunter2", "hunter2hunter2"),
    "a key in an address": ("https://x.supabase.co/rest?apikey=hunter2&a=1", "hunter2"),
    "a signed address": ("https://x.supabase.co/object/sign/a.csv?token=hunter2", "hunter2"),
    "a key of Supabase": ("sb_secret_N7UND0UgjKTVK", "N7UND0"),
}


class Client:
    """Something of a library's, whose text holds what it was made with."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __str__(self) -> str:
        return f"Client({self._text})"


def _cause(text: str) -> None:
    try:
        try:
            raise ConnectionError(text)
        except ConnectionError as error:
            raise RuntimeError("the step failed") from error
    except RuntimeError:
        log.exception("with a cause")


def _group(text: str) -> None:
    try:
        raise ExceptionGroup("several", [OSError(text), ValueError("x")])
    except ExceptionGroup:
        log.exception("with a group")


def _note(text: str) -> None:
    try:
        error = OSError("refused")
        error.add_note(text)
        raise error
    except OSError:
        log.exception("with a note")


def _in_a_thread(text: str) -> None:
    def fail() -> None:
        raise OSError(text)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()


def _bound(text: str) -> None:
    with bind(address=text):
        log.info("bound")


def _warned(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(text, stacklevel=2)


WAYS: dict[str, Callable[[str], Any]] = {
    "event": log.info,
    "argument": lambda text: log.info("to %s", text),
    "named argument": lambda text: log.info("to %(address)s", {"address": text}),
    "extra": lambda text: log.info("to", extra={"address": text}),
    "list": lambda text: log.info("to", extra={"addresses": [text]}),
    "nested dict": lambda text: log.info("to", extra={"request": {"headers": {"x": text}, "n": [text]}}),
    "bytes": lambda text: log.info("to", extra={"body": text.encode()}),
    "object": lambda text: log.info("to", extra={"client": Client(text)}),
    "error as a value": lambda text: log.info("to", extra={"error": OSError(text)}),
    "cause": _cause,
    "group": _group,
    "note": _note,
    "thread": _in_a_thread,
    "bound": _bound,
    "warning": _warned,
}


@pytest.mark.parametrize("style", ["json", "console"])
@pytest.mark.parametrize("way", WAYS)
def test_no_secret_gets_into_a_line(way: str, style: str) -> None:
    for kind, (text, secret) in SECRETS.items():
        pipe = Pipe()
        with open_logging(Wishes(format=style), stderr=pipe.descriptor):
            WAYS[way](text)
            pipe.flow()

        written = pipe.text()
        assert written.strip(), kind
        assert secret not in written, kind
        assert "***" in written, kind


@pytest.mark.parametrize(
    "name", ["password", "db_password", "Authorization", "apikey", "api_key", "BOT_TOKEN", "client_secret"]
)
def test_a_key_that_tells_hides_its_value_wherever_it_is_nested(name: str) -> None:
    pipe = Pipe()
    with open_logging(Wishes(), stderr=pipe.descriptor):
        log.info("plain", extra={name: "pass phrase"})
        log.info("nested", extra={"request": {"headers": {name: "two hunter2"}}})
        pipe.flow()

    text = pipe.text()
    assert "phrase" not in text
    assert "hunter2" not in text
