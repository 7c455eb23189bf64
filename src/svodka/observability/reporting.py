"""Reports errors to Sentry: one more sink of the log, so the loop never waits for it, and what is masked there is here.

The package hooks into nothing: it gets events made of records, and sends them. No frame's variables are in a record.
"""

import logging
from collections.abc import Iterator
from traceback import FrameSummary, TracebackException
from typing import TYPE_CHECKING, Any, Final

from svodka.errors import SettingsError
from svodka.observability.masking import Masker
from svodka.observability.taking import OWN

if TYPE_CHECKING:
    from sentry_sdk import Client

# How long a process that stops waits for what it still has to report.
CLOSE_S: Final = 1.0
# Whose a file is, is nobody's business there.
_PERSONAL: Final = frozenset({"user", "chat"})
_LEVELS: Final = {logging.ERROR: "error", logging.CRITICAL: "fatal"}
_OURS: Final = "svodka"
_QUEUE: Final = 100


def sentry_sink(dsn: str, mask: Masker) -> logging.Handler:
    """Make the sink. Raises SettingsError where the package is missing, or the DSN is none."""
    from importlib.metadata import version  # noqa: PLC0415 - as what follows

    try:
        from sentry_sdk import Client  # noqa: PLC0415 - a tenth of a second that is seldom wanted
        from sentry_sdk.utils import BadDsn  # noqa: PLC0415 - likewise
    except ModuleNotFoundError as error:
        raise SettingsError(f"SENTRY_DSN: needs {error.name}: pip install 'svodka[sentry]'") from None
    try:
        client = Client(
            dsn=dsn,
            release=f"svodka@{version('svodka')}",
            default_integrations=False,
            auto_enabling_integrations=False,
            include_local_variables=False,
            include_source_context=False,
            send_client_reports=False,
            auto_session_tracking=False,
            transport_queue_size=_QUEUE,
            before_send=lambda event, _hint: _masked(event, mask),
        )
    except BadDsn:
        raise SettingsError(
            "SENTRY_DSN: should look like https://key@host/number, as Sentry gives it"
        ) from None
    return _SentrySink(client, mask)


class _SentrySink(logging.Handler):
    """Turns records of errors into events. A thread of its own feeds it."""

    def __init__(self, client: "Client", mask: Masker) -> None:
        super().__init__(logging.ERROR)
        self._client = client
        self._mask = mask

    def emit(self, record: logging.LogRecord) -> None:
        """Hand an event over to whoever sends it, which waits for nothing."""
        self._client.capture_event(_event(record, self._mask))

    def close(self) -> None:
        """Send what is left, within `CLOSE_S`."""
        self._client.close(timeout=CLOSE_S)
        super().close()


def _event(record: logging.LogRecord, mask: Masker) -> Any:
    ids = {key: str(value) for key, value in getattr(record, "ids", {}).items() if key not in _PERSONAL}
    extra = {
        key: value if isinstance(value, int | float) else mask.value(key, str(value))
        for key, value in vars(record).items()
        if key not in OWN and key not in _PERSONAL
    }
    event = {
        "level": _LEVELS.get(record.levelno, "error"),
        "logger": record.name,
        "timestamp": record.created,
        "logentry": {"message": record.getMessage()},
        "tags": ids,
        "extra": extra,
    }
    failure = getattr(record, "failure", None)
    if isinstance(failure, TracebackException):
        event["exception"] = {"values": [_told(each) for each in reversed(list(_chain(failure)))]}
    return event


def _chain(failure: TracebackException) -> Iterator[TracebackException]:
    """Yield an error, then what it came of: Sentry wants that the other way round."""
    one: TracebackException | None = failure
    while one is not None:
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def _told(failure: TracebackException) -> dict[str, Any]:
    kind = failure.exc_type
    return {
        "type": kind.__qualname__ if kind else "Error",
        "module": kind.__module__ if kind else None,
        "value": str(failure),
        "stacktrace": {"frames": [_frame(frame) for frame in failure.stack]},
    }


def _frame(frame: FrameSummary) -> dict[str, Any]:
    """Name a place in the code, and the line there, which is nobody's secret."""
    _, found, below = frame.filename.rpartition(f"/{_OURS}/")
    return {
        "filename": f"{_OURS}/{below}" if found else frame.filename.rpartition("site-packages/")[2],
        "lineno": frame.lineno,
        "function": frame.name,
        "context_line": frame.line,
        "in_app": bool(found),
    }


def _masked(value: Any, mask: Masker) -> Any:
    """Mask every text of an event, whoever put it in."""
    match value:
        case str():
            return mask(value)
        case dict():
            return {key: _masked(each, mask) for key, each in value.items()}
        case list() | tuple():
            return [_masked(each, mask) for each in value]
    return value
