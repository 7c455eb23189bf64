"""getUpdates: offsets, long polling, and what happens when two ask at once."""

import asyncio

from svodka.simulator.calls import Call
from svodka.simulator.refusals import RefusalError, conflict
from svodka.simulator.rules import MAX_UPDATES_PER_CALL, Rules
from svodka.simulator.updates import Update, UpdateQueue

_OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
_WEBHOOK_CAME = "terminated by setWebhook request"


class Polling:
    """Answers getUpdates. At most one call waits: the newer one sends the older one away."""

    def __init__(self, updates: UpdateQueue, rules: Rules) -> None:
        self._updates = updates
        self._rules = rules
        self._sent_away: asyncio.Future[RefusalError | None] | None = None
        self._previous: tuple[int, float] | None = None
        self._closed = False

    async def get_updates(self, call: Call, now_s: float) -> list[Update]:
        """Confirm, wait if asked to, and return what is there."""
        offset = call.integer("offset", 0) or 0
        limit = call.integer("limit", MAX_UPDATES_PER_CALL) or MAX_UPDATES_PER_CALL
        timeout_s = min(float(call.integer("timeout", 0) or 0), self._rules.long_poll_max_s)
        allowed = call.array("allowed_updates")
        if allowed is not None:
            self._updates.allowed = frozenset(map(str, allowed)) or None
        limit, timeout_s = self._against_hurry(
            offset, min(max(limit, 1), MAX_UPDATES_PER_CALL), timeout_s, now_s
        )
        self._send_away(conflict(_OTHER_POLLER))
        self._confirm(offset)
        return self._updates.first(limit) or await self._wait(limit, timeout_s)

    def webhook_was_set(self) -> None:
        """Send away the call that waits: updates go elsewhere now."""
        self._send_away(conflict(_WEBHOOK_CAME))

    def close(self) -> None:
        """Answer the call that waits with nothing; nobody waits from now on."""
        self._closed = True
        self._send_away(None)

    def _against_hurry(self, offset: int, limit: int, timeout_s: float, now_s: float) -> tuple[int, float]:
        """Slow down whoever asks for the same offset again and again, as the real server does."""
        previous, self._previous = self._previous, (offset, now_s)
        if previous is None or previous[0] != offset:
            return limit, timeout_s
        since_s = now_s - previous[1]
        if since_s < self._rules.same_offset_hold_s and timeout_s < self._rules.same_offset_hold_s:
            timeout_s = self._rules.same_offset_hold_s
        if since_s < self._rules.same_offset_limit_window_s:
            limit = 1
        return limit, timeout_s

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self._updates.keep_last(-offset)
        else:
            self._updates.confirm_below(offset)

    def _send_away(self, reason: RefusalError | None) -> None:
        if self._sent_away is not None and not self._sent_away.done():
            self._sent_away.set_result(reason)
        self._sent_away = None

    async def _wait(self, limit: int, timeout_s: float) -> list[Update]:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout_s
        sent_away = self._sent_away = loop.create_future()
        sent_away.add_done_callback(lambda _: self._updates.bell.ring())
        try:
            while (left_s := deadline - loop.time()) > 0 and not self._closed:
                await self._updates.bell.wait(left_s)
                if sent_away.done():
                    return _refuse(sent_away.result())
                if updates := self._updates.first(limit):
                    return updates
        finally:
            if self._sent_away is sent_away:
                self._sent_away = None
            sent_away.cancel()
        return []


def _refuse(reason: RefusalError | None) -> list[Update]:
    if reason is not None:
        raise reason
    return []
