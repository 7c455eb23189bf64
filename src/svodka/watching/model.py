"""The values of watching: who is alive and how it fares, how many uploads stand where, what is wrong."""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from typing import Any, Final

from svodka.uploads import State, Upload


class Role(enum.StrEnum):
    """What a process of the service is there for; RUN is all of it in one."""

    RUN = "run"
    BOT = "bot"
    WORKER = "worker"
    WEB = "web"


WORKING: Final = frozenset({Role.RUN, Role.WORKER})


@dataclass(frozen=True, kw_only=True, slots=True)
class Process:
    """One process of the service, from its start to its end; `name` is its own among all machines."""

    name: str
    role: Role
    started_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Vitals:
    """How a process fares. `sessions_busy` is the part of its time that its sessions were in use, 0 to 1.

    `lag_s` is the longest that its event loop was late since the heartbeat before.
    """

    storage_is_down: bool = False
    sessions_open: int = 0
    sessions_share: int = 0
    sessions_busy: float = 0.0
    lag_s: float = 0.0
    memory_bytes: int = 0
    log_lines_lost: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Heartbeat:
    """A sign of life. `samples` are the process's own figures, for whoever gathers them (JSON)."""

    process: Process
    at: datetime
    vitals: Vitals
    samples: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Queue:
    """What stands in line somewhere: how many, and since when the first of them."""

    count: int = 0
    since: datetime | None = None

    def age(self, now: datetime) -> timedelta:
        """Return how long the first has been standing there."""
        return max(now - self.since, timedelta()) if self.since else timedelta()


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """How things stand, in what costs the database next to nothing to tell.

    `live` are all uploads that are not at an end. `failed_lately` counts failures of the last quarter of an hour.
    """

    at: datetime
    live: Mapping[State, Queue]
    failed_lately: int

    @property
    def waiting(self) -> Queue:
        """The uploads whose next step is ours to take: received and stored ones."""
        mine = [self.live[state] for state in (State.RECEIVED, State.STORED) if state in self.live]
        moments = [queue.since for queue in mine if queue.since is not None]
        return Queue(count=sum(queue.count for queue in mine), since=min(moments, default=None))


@dataclass(frozen=True, kw_only=True, slots=True)
class Overview(Standing):
    """The installation at a glance. Of today (UTC): uploads taken in by where they are now, and people.

    `durations_s` are the seconds from acceptance to delivery of the latest that were delivered today.
    """

    today: Mapping[State, int]
    people_today: int
    people: int
    people_lost: int
    durations_s: Sequence[float]
    inbox: Queue
    outbox: Queue

    @property
    def success(self) -> float | None:
        """The part of today's uploads that got their report, of those that are not at fault themselves."""
        delivered = self.today.get(State.DELIVERED, 0)
        ended = delivered + self.today.get(State.FAILED, 0)
        return delivered / ended if ended else None

    def quantile_s(self, part: float) -> float | None:
        """Return the seconds within which this part of today's latest reports was delivered."""
        if not self.durations_s:
            return None
        ordered = sorted(self.durations_s)
        return ordered[max(ceil(part * len(ordered)) - 1, 0)]


class Waiting(enum.StrEnum):
    """Why an upload stands where it stands."""

    BEING_STORED = "being-stored"
    BEING_ANALYSED = "being-analysed"
    FOR_STORING = "for-storing"
    FOR_WORKER = "for-worker"
    FOR_COURIER = "for-courier"
    PUT_OFF = "put-off"


_IN_WORK: Final = {State.RECEIVED: Waiting.BEING_STORED, State.STORED: Waiting.BEING_ANALYSED}
_IDLE: Final = {
    State.RECEIVED: Waiting.FOR_STORING,
    State.STORED: Waiting.FOR_WORKER,
    State.ANALYSED: Waiting.FOR_COURIER,
}


def why_waiting(upload: Upload, now: datetime) -> Waiting:
    """Say why an upload that is not at an end is not further."""
    if upload.lease_until is not None and upload.lease_until > now and upload.state in _IN_WORK:
        return _IN_WORK[upload.state]
    if upload.not_before is not None and upload.not_before > now:
        return Waiting.PUT_OFF
    return _IDLE[upload.state]


class Trouble(enum.StrEnum):
    """What operators are told of when it lasts."""

    STORAGE_DOWN = "storage-down"
    WAITING_LONG = "waiting-long"
    NO_WORKER = "no-worker"
    SESSIONS_SHORT = "sessions-short"
    UPLOADS_FAIL = "uploads-fail"
