"""Takes updates in, however they came: by polling or by webhook. Nothing is handled here.

What was taken in may be confirmed to Telegram: it is committed to the inbox, unique by update.
"""

import hmac
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from svodka.errors import PassingError
from svodka.uploads.model import Update
from svodka.uploads.ports import Clock, Works
from svodka.uploads.together import Together

log: Final = logging.getLogger(__name__)

SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # the header's name
# Telegram's own updates are a tenth of this.
MAX_BODY_BYTES: Final = 1 << 20
_RETRY_AFTER_S: Final = 2
_MAX_ID: Final = 2**63 - 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Intake:
    """Puts updates into the inbox; whoever brought them may confirm them once `take_in` has returned."""

    works: Works
    clock: Clock
    bot_id: int
    wake: Callable[[], None]

    async def take_in(self, updates: Sequence[Mapping[str, Any]]) -> int:
        """Commit the updates to the inbox and return how many were new.

        Raises PassingError when the database is away: nothing was kept, and nothing may be confirmed.
        """
        rows = [
            Update(bot_id=self.bot_id, update_id=int(raw["update_id"]), payload=dict(raw)) for raw in updates
        ]
        async with self.works(autocommit=True) as work:
            new = await work.inbox.add(rows, self.clock())
        if new:
            self.wake()
        return new


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """What to answer Telegram: only a 200 confirms the update, after anything else it comes again."""

    status: int
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


_KEPT: Final = Receipt(status=200)
_UNKNOWN_SENDER: Final = Receipt(status=403)
_UNREADABLE: Final = Receipt(status=400)
_TOO_LARGE: Final = Receipt(status=413)
_FAILED: Final = Receipt(status=500)
_LATER: Final = Receipt(status=503, headers=MappingProxyType({"Retry-After": str(_RETRY_AFTER_S)}))


class Webhook:
    """Receives what Telegram posts. Any web framework may ask it: it takes bytes and returns a status.

    Requests that come at the same time share one commit.
    """

    def __init__(self, intake: Intake, *, secret: str) -> None:
        self._intake = intake
        self._kept = Together(intake.take_in)
        self._secret = secret.encode()

    def knows(self, secret: str | None) -> bool:
        """Tell whether a request is Telegram's, by its header, in constant time: of others no body need be read."""
        return hmac.compare_digest((secret or "").encode(errors="surrogatepass"), self._secret)

    async def receive(self, body: bytes, secret: str | None) -> Receipt:
        """Keep the update in a request's body; `secret` is what its header `SECRET_HEADER` says.

        Never raises, so that whoever asks can answer with the receipt's status and headers.
        """
        if not self.knows(secret):
            log.warning("webhook called with a wrong secret")
            return _UNKNOWN_SENDER
        if len(body) > MAX_BODY_BYTES:
            return _TOO_LARGE
        update = _parsed(body)
        if update is None:
            log.error("webhook body is no update", extra={"bytes": len(body)})
            return _UNREADABLE
        try:
            await self._kept.done(update)
        except PassingError as error:
            log.warning("database is away, updates wait at telegram", extra={"error": str(error)})
            return _LATER
        except Exception:
            log.exception("update could not be taken in", extra={"update": update["update_id"]})
            return _FAILED
        return _KEPT


def _parsed(body: bytes) -> dict[str, Any] | None:
    """Read an update; None if it is none."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or type(found.get("update_id")) is not int:
        return None
    return found if 0 <= found["update_id"] <= _MAX_ID else None
