"""Feels this process's pulse: the vitals that its heartbeats tell, and the figures that are asked for, not counted."""

from time import monotonic
from typing import Final

from svodka.database import Database
from svodka.observability import LoopLag, lines_lost
from svodka.observability.metrics import Meters
from svodka.storage import StorageService
from svodka.watching import Vitals

_NEVER: Final = 0.0


class Pulse:
    """Looks at what this process has open. `share` is how many database sessions it may hold."""

    def __init__(self, *, database: Database, objects: StorageService, meters: Meters, share: int) -> None:
        self.lag = LoopLag(meters.loop_was_late)
        self._database = database
        self._objects = objects
        self._meters = meters
        self._share = share
        self._felt_at = monotonic()
        self._busy_s = database.sessions.busy_s
        self._show(meters)

    def vitals(self) -> Vitals:
        """Say how the process fares now, and has fared since this was asked last."""
        return Vitals(
            storage_is_down=self._objects.breaker.is_open,
            sessions_open=self._database.open_sessions,
            sessions_share=self._share,
            sessions_busy=self._busy_part(),
            lag_s=round(self.lag.worst_s(), 4),
            memory_bytes=self._meters.memory_bytes(),
            log_lines_lost=lines_lost(),
        )

    def _busy_part(self) -> float:
        now, busy_s = monotonic(), self._database.sessions.busy_s
        passed_s, used_s = now - self._felt_at, busy_s - self._busy_s
        self._felt_at, self._busy_s = now, busy_s
        return round(min(used_s / (passed_s * self._share), 1.0), 4) if passed_s > _NEVER else _NEVER

    def _show(self, meters: Meters) -> None:
        sessions = self._database.sessions
        meters.gauge(
            "svodka_storage_breaker_open",
            "1 while the object storage is left alone because it failed a handful of times in a row.",
            lambda: float(self._objects.breaker.is_open),
        )
        meters.gauge(
            "svodka_database_sessions_open",
            "Database sessions that the server sees of this process.",
            lambda: float(self._database.open_sessions),
        )
        meters.gauge(
            "svodka_database_sessions_share",
            "Database sessions that this process may hold: its share of SUPABASE_SESSION_LIMIT.",
            lambda: float(self._share),
        )
        meters.counter(
            "svodka_database_session_busy_seconds",
            "Session-seconds in use. Its rate over the share is the part of the budget that is needed.",
            lambda: sessions.busy_s,
        )
        meters.counter(
            "svodka_log_lines_lost",
            "Log lines that were dropped because a sink was stuck.",
            lambda: float(lines_lost()),
        )
