"""Feels this process's pulse: the vitals that its heartbeats tell, and the figures that are asked for, not counted."""

from collections.abc import Callable
from time import monotonic
from typing import Final

from svodka.database import Database
from svodka.observability import LoopLag, lines_lost
from svodka.observability.metrics import Family, Meters
from svodka.storage import StorageService
from svodka.watching import Vitals

FELT: Final = {
    "svodka_storage_breaker_open": Family(
        kind="gauge",
        about="1 while the object storage is left alone because it failed a handful of times in a row.",
    ),
    "svodka_database_sessions_open": Family(
        kind="gauge", about="Database sessions that the server sees of this process."
    ),
    "svodka_database_sessions_share": Family(
        kind="gauge",
        about="Database sessions that this process may hold: its share of SUPABASE_SESSION_LIMIT.",
    ),
    "svodka_database_session_busy_seconds": Family(
        kind="counter",
        about="Session-seconds in use. Their rate over the share is the part of the budget that is needed.",
    ),
    "svodka_log_lines_lost": Family(
        kind="counter", about="Log lines that were dropped because a sink was stuck."
    ),
}


class Pulse:
    """Looks at what this process has open."""

    def __init__(self, *, database: Database, objects: StorageService, meters: Meters) -> None:
        self.lag = LoopLag(meters.loop_was_late)
        self._database = database
        self._objects = objects
        self._meters = meters
        self._felt_at = monotonic()
        self._busy_s = database.sessions.busy_s
        for name, value in self._figures().items():
            meters.show(name, FELT[name], value)

    def vitals(self) -> Vitals:
        """Say how the process fares now, and has fared since this was asked last."""
        return Vitals(
            storage_is_down=self._objects.breaker.is_open,
            sessions_open=self._database.open_sessions,
            sessions_share=self._database.most_sessions,
            sessions_busy=self._busy_part(),
            lag_s=round(self.lag.worst_s(), 4),
            memory_bytes=self._meters.memory_bytes(),
            log_lines_lost=lines_lost(),
        )

    def _figures(self) -> dict[str, Callable[[], float]]:
        return {
            "svodka_storage_breaker_open": lambda: float(self._objects.breaker.is_open),
            "svodka_database_sessions_open": lambda: float(self._database.open_sessions),
            "svodka_database_sessions_share": lambda: float(self._database.most_sessions),
            "svodka_database_session_busy_seconds": lambda: self._database.sessions.busy_s,
            "svodka_log_lines_lost": lambda: float(lines_lost()),
        }

    def _busy_part(self) -> float:
        now, busy_s = monotonic(), self._database.sessions.busy_s
        passed_s, used_s = now - self._felt_at, busy_s - self._busy_s
        self._felt_at, self._busy_s = now, busy_s
        most_s = passed_s * self._database.most_sessions
        return round(min(used_s / most_s, 1.0), 4) if most_s > 0 else 0.0
