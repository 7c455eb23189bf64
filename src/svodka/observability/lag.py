"""Measures how late the event loop is: what every timer and every person waits for on top of the work itself."""

import asyncio
from collections.abc import Callable
from typing import Final

_TICK_S: Final = 0.25


class LoopLag:
    """Looks at the loop until cancelled, and remembers the worst since somebody asked."""

    def __init__(self, heard: Callable[[float], None], *, tick_s: float = _TICK_S) -> None:
        self._heard = heard
        self._tick_s = tick_s
        self._worst_s = 0.0

    async def run(self) -> None:
        """Measure until cancelled."""
        clock = asyncio.get_running_loop().time
        while True:
            due = clock() + self._tick_s
            await asyncio.sleep(self._tick_s)
            late_s = max(clock() - due, 0.0)
            self._worst_s = max(self._worst_s, late_s)
            self._heard(late_s)

    def worst_s(self) -> float:
        """Return the longest that the loop was late since this was asked last."""
        worst_s, self._worst_s = self._worst_s, 0.0
        return worst_s
