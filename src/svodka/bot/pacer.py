"""Decides when something may be said: so much a second in all, in a chat, in a group. Only a decider.

Times are seconds of a monotonic clock, passed in. A bucket is a balance that grows with time and is spent
by each message; a message may be booked ahead of the balance and then waits for it.
"""

from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, kw_only=True, slots=True)
class Rate:
    """So many messages at once, and so many a second after that."""

    burst: float
    per_s: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Rates:
    """What Telegram bears: its documented limits, bursts a little below what it tolerates.

    A group bears twenty a minute in all, so its burst is taken off what follows.
    """

    overall: Rate = Rate(burst=30, per_s=30)
    private: Rate = Rate(burst=3, per_s=1)
    group: Rate = Rate(burst=3, per_s=(20 - 3) / 60)


# An edit of progress is worth less than a report: it leaves this part of each balance untouched.
_EDIT_LEAVES_OVERALL: Final = 1 / 3
_EDIT_LEAVES_CHAT: Final = 2 / 3
_FORGET_EVERY: Final = 1000
# No more is booked ahead than leaves in this time: what comes later and matters more shall not wait behind it.
AHEAD_S: Final = 0.2


@dataclass(slots=True)
class _Bucket:
    rate: Rate
    balance: float
    at: float

    def balance_at(self, now: float) -> float:
        if now > self.at:
            self.balance = min(self.rate.burst, self.balance + (now - self.at) * self.rate.per_s)
            self.at = now
        return self.balance

    def wait_s(self, now: float, wanted: float) -> float:
        return max(0.0, (wanted - self.balance_at(now)) / self.rate.per_s)

    def wait_s_leaving(self, now: float, part: float) -> float:
        """Return how long to wait for a message that leaves this part of a full balance, or all but itself."""
        return self.wait_s(now, min(self.rate.burst, 1 + part * self.rate.burst))


@dataclass(slots=True)
class Pacer:
    """Keeps the balances of all chats; forgets those that have nothing to remember."""

    rates: Rates = field(default_factory=Rates)
    _overall: _Bucket | None = None
    _chats: dict[int, _Bucket] = field(default_factory=dict)
    _held: dict[int, float] = field(default_factory=dict)
    _booked: int = 0

    def wait_s(self, chat_id: int, now: float, *, gives_way: bool = False) -> float:
        """Return how long the chat has to wait before its next message may be booked; 0 for not at all.

        What `gives_way` waits until the balances allow what matters more to follow it at once.
        """
        held_s = max(0.0, self._held.get(chat_id, now) - now)
        chat, overall = self._chat(chat_id, now), self._all(now)
        if not gives_way:
            return max(held_s, chat.wait_s(now, 1))
        return max(
            held_s,
            chat.wait_s_leaving(now, _EDIT_LEAVES_CHAT),
            overall.wait_s_leaving(now, _EDIT_LEAVES_OVERALL),
        )

    def room(self, now: float) -> int:
        """Return how many messages may be booked now."""
        overall = self._all(now)
        return max(0, int(overall.balance_at(now) + AHEAD_S * overall.rate.per_s))

    def book(self, chat_id: int, now: float) -> float:
        """Spend one message of the chat's and of all; return how many seconds it has to wait for its place."""
        overall, chat = self._all(now), self._chat(chat_id, now)
        wait_s = max(overall.wait_s(now, 1), chat.wait_s(now, 1))
        overall.balance -= 1
        chat.balance -= 1
        self._booked += 1
        if self._booked % _FORGET_EVERY == 0:
            self._forget(now)
        return wait_s

    def hold(self, chat_id: int, until: float) -> None:
        """Let nothing be said in the chat until then: Telegram asked for it."""
        self._held[chat_id] = max(until, self._held.get(chat_id, until))

    def _all(self, now: float) -> _Bucket:
        if self._overall is None:
            self._overall = _Bucket(self.rates.overall, self.rates.overall.burst, now)
        return self._overall

    def _chat(self, chat_id: int, now: float) -> _Bucket:
        if chat_id not in self._chats:
            rate = self.rates.group if chat_id < 0 else self.rates.private
            self._chats[chat_id] = _Bucket(rate, rate.burst, now)
        return self._chats[chat_id]

    def _forget(self, now: float) -> None:
        full = [chat for chat, bucket in self._chats.items() if bucket.balance_at(now) >= bucket.rate.burst]
        for chat_id in full:
            del self._chats[chat_id]
        self._held = {chat_id: until for chat_id, until in self._held.items() if until > now}
