"""The updates that wait for the bot: numbered, kept a day, gone when confirmed."""

import random
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from svodka.simulator.waiting import Bell

# Kinds that are sent only to a bot that asked for them by name.
_ONLY_WHEN_ASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_ARCHIVE_SIZE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """One update; `born` is the clock's second at which it happened."""

    id: int
    kind: str
    chat_id: int
    born: float
    body: Mapping[str, object]


class UpdateQueue:
    """Pending updates in order. `bell` rings when one is added; `on_add` sends it to the webhook, if any."""

    def __init__(self, clock: Callable[[], float], lifetime_s: float) -> None:
        self._clock = clock
        self._lifetime_s = lifetime_s
        self._pending: OrderedDict[int, Update] = OrderedDict()
        self._again: list[Update] = []
        self._archive: OrderedDict[int, Update] = OrderedDict()
        self._next_id = random.randint(100_000_000, 900_000_000)  # noqa: S311 - the real one is arbitrary, not secret
        self.allowed: frozenset[str] | None = None
        self.bell = Bell()
        self.on_add: Callable[[Update], None] | None = None

    def __len__(self) -> int:
        self._expire()
        return len(self._pending)

    def add(self, kind: str, chat_id: int, payload: Mapping[str, object]) -> Update | None:
        """Queue an update, unless the bot did not ask for this kind."""
        if not self._wanted(kind):
            return None
        update_id = self._next_id
        self._next_id += 1
        body = {"update_id": update_id, kind: payload}
        update = Update(id=update_id, kind=kind, chat_id=chat_id, born=self._clock(), body=body)
        self._pending[update_id] = update
        self._archive[update_id] = update
        if len(self._archive) > _ARCHIVE_SIZE:
            self._archive.popitem(last=False)
        self._announce(update)
        return update

    def redeliver(self, update_id: int) -> None:
        """Hand out an update once more, confirmed or not."""
        update = self._archive[update_id]
        if update_id not in self._pending:
            self._again.append(update)
        self._announce(update)

    def recent(self) -> list[Update]:
        """Return the last updates, confirmed ones too, oldest first."""
        return list(self._archive.values())

    def confirm_below(self, offset: int) -> None:
        """Forget every update with an id lower than `offset`."""
        while self._pending and next(iter(self._pending)) < offset:
            self._pending.popitem(last=False)

    def confirm(self, update_id: int) -> None:
        """Forget one update: the webhook took it."""
        self._pending.pop(update_id, None)

    def keep_last(self, count: int) -> None:
        """Forget all but the last `count` updates."""
        while len(self._pending) > count:
            self._pending.popitem(last=False)

    def clear(self) -> None:
        """Forget everything that waits."""
        self._pending.clear()
        self._again.clear()

    def first(self, limit: int) -> list[Update]:
        """Return the oldest updates; they stay until confirmed."""
        self._expire()
        again, self._again = self._again[:limit], self._again[limit:]
        taken = list(again)
        for update in self._pending.values():
            if len(taken) >= limit:
                break
            taken.append(update)
        return taken

    def pending(self) -> list[Update]:
        """Return all that waits, oldest first."""
        self._expire()
        return list(self._pending.values())

    def is_alive(self, update: Update) -> bool:
        """False once an update is older than the server keeps any."""
        return self._clock() - update.born < self._lifetime_s

    def _announce(self, update: Update) -> None:
        self.bell.ring()
        if self.on_add is not None:
            self.on_add(update)

    def _wanted(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in _ONLY_WHEN_ASKED

    def _expire(self) -> None:
        while self._pending and not self.is_alive(next(iter(self._pending.values()))):
            self._pending.popitem(last=False)
