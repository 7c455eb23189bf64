"""Flood control: how much a bot may say a second, and how long it must be silent after that."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from svodka.simulator.rules import Rules


@dataclass(slots=True)
class _Bucket:
    """A token bucket; `tokens` may be spent while at least one is there."""

    burst: int
    per_s: float
    tokens: float
    filled_at: float

    def wait_s(self, now: float) -> float:
        self.tokens = min(self.burst, self.tokens + (now - self.filled_at) * self.per_s)
        self.filled_at = now
        return 0.0 if self.tokens >= 1 else (1 - self.tokens) / self.per_s

    def spend(self) -> None:
        self.tokens -= 1


class FloodGate:
    """One bucket for the whole bot, one for each chat. Does nothing unless `enabled`."""

    def __init__(self, rules: Rules, clock: Callable[[], float], *, enabled: bool) -> None:
        self._rules = rules
        self._clock = clock
        self.enabled = enabled
        now = clock()
        self._total = _Bucket(rules.flood_total_burst, rules.flood_total_per_s, rules.flood_total_burst, now)
        self._chats: dict[int, _Bucket] = {}

    def retry_after_s(self, chat_id: int) -> int | None:
        """Count one message to this chat; return the seconds to wait when it is one too many."""
        if not self.enabled:
            return None
        now, rules = self._clock(), self._rules
        chat = self._chats.get(chat_id)
        if chat is None:
            chat = _Bucket(rules.flood_chat_burst, rules.flood_chat_per_s, rules.flood_chat_burst, now)
            self._chats[chat_id] = chat
        wait_s = max(chat.wait_s(now), self._total.wait_s(now))
        if wait_s > 0:
            return math.ceil(wait_s)
        chat.spend()
        self._total.spend()
        return None
