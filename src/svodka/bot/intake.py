"""Takes updates in, however they came: by polling or by webhook. Nothing is handled here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from svodka.uploads import Clock, Update, Works


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
        async with self.works() as work:
            new = await work.inbox.add(rows, self.clock())
        if new:
            self.wake()
        return new
