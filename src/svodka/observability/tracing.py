"""Traces: what happens to one upload in all processes, as one trace. Costs next to nothing where none are wanted.

The trace's id is the upload's own, and that of its root follows from it: so spans of the bot and of any worker
meet without anything being carried in rows or messages. What sends them is imported where they are wanted.
"""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext, suppress
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from svodka.errors import SettingsError

log: Final = logging.getLogger(__name__)

# How long a process that stops waits for what it still has to send.
FLUSH_S: Final = 1.0

Attributes = Mapping[str, str | int]
Block = AbstractContextManager[object]


class Tracer(Protocol):
    """Draws what happens as spans. Never waits and never raises; attributes are ids, codes and figures only."""

    def update(self, update_id: int, *, received_at: datetime | None) -> Block:
        """Handle an update in the block: an upload that is accepted there begins with it."""
        ...

    def accepted(self, upload_id: UUID) -> None:
        """Begin an upload's trace, if an update is in hand."""
        ...

    def piece(
        self,
        name: str,
        upload_id: UUID | None,
        *,
        attributes: Attributes | None = None,
        waited: tuple[str, datetime] | None = None,
    ) -> Block:
        """Do a piece of an upload's work in the block, which it has waited for under a name, since a moment.

        Without an upload nothing is drawn.
        """
        ...

    def part(self, name: str) -> Block:
        """Do a part of the piece in hand in the block."""
        ...

    def took(self, name: str, seconds: float, outcome: str) -> None:
        """Note a part of the piece in hand that has just ended."""
        ...

    def ended(self, upload_id: UUID, name: str, age_s: float, reason: str | None) -> None:
        """Note that an upload came to an end, so long after it was accepted; `reason` is an error's code."""
        ...


class Untraced:
    """Draws nothing."""

    def update(self, _update_id: int, *, received_at: datetime | None) -> Block:
        """See `Tracer`."""
        return _NOTHING

    def accepted(self, _upload_id: UUID) -> None:
        """See `Tracer`."""

    def piece(
        self,
        _name: str,
        _upload_id: UUID | None,
        *,
        attributes: Attributes | None = None,
        waited: tuple[str, datetime] | None = None,
    ) -> Block:
        """See `Tracer`."""
        return _NOTHING

    def part(self, _name: str) -> Block:
        """See `Tracer`."""
        return _NOTHING

    def took(self, _name: str, _seconds: float, _outcome: str) -> None:
        """See `Tracer`."""

    def ended(self, _upload_id: UUID, _name: str, _age_s: float, _reason: str | None) -> None:
        """See `Tracer`."""


_NOTHING: Final[Block] = nullcontext()


@asynccontextmanager
async def open_tracing(url: str | None, *, service: str, process: str) -> AsyncIterator[Tracer]:
    """Send spans to the collector at `url` (OTLP over HTTP) while the block lasts; without one, draw nothing.

    At the end what is left is sent, within `FLUSH_S`. Raises SettingsError where the packages are missing.
    """
    if url is None:
        yield Untraced()
        return
    try:
        from svodka.observability.spans import Sending  # noqa: PLC0415 - a tenth of a second, seldom wanted
    except ModuleNotFoundError as error:
        raise SettingsError(f"SVODKA_TRACES: needs {error.name}: pip install 'svodka[tracing]'") from None
    sending = Sending(url, service=service, process=process)
    log.info("traces are sent", extra={"to": url})
    try:
        yield sending.tracer
    finally:
        await _within_time(sending.close)


async def _within_time(close: Callable[[], None]) -> None:
    """Close in a thread that nobody waits for longer: a collector that hangs must not keep a process alive."""
    closed, loop = asyncio.Event(), asyncio.get_running_loop()

    def close_and_tell() -> None:
        close()
        with suppress(RuntimeError):  # where the loop did not wait, and is closed
            loop.call_soon_threadsafe(closed.set)

    threading.Thread(target=close_and_tell, name="traces-end", daemon=True).start()
    try:
        async with asyncio.timeout(FLUSH_S):
            await closed.wait()
    except TimeoutError:
        log.warning("traces were not sent in time", extra={"deadline_s": FLUSH_S})
