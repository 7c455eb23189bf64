"""How those who run the service see it: heartbeats of its processes, figures, and messages about trouble.

Reads what an upload's life leaves behind and never moves an upload. Knows no framework and no network.
"""

from svodka.watching.heart import BEAT_S, STALE_AFTER, Heart
from svodka.watching.model import (
    WORKING,
    Heartbeat,
    Overview,
    Process,
    Queue,
    Role,
    Standing,
    Trouble,
    Vitals,
    Waiting,
    why_waiting,
)
from svodka.watching.ports import Watch, WatchWork, WatchWorks
from svodka.watching.sign import Sign, open_sign
from svodka.watching.watchman import Watchman, Worries

__all__ = [
    "BEAT_S",
    "STALE_AFTER",
    "WORKING",
    "Heart",
    "Heartbeat",
    "Overview",
    "Process",
    "Queue",
    "Role",
    "Sign",
    "Standing",
    "Trouble",
    "Vitals",
    "Waiting",
    "Watch",
    "WatchWork",
    "WatchWorks",
    "Watchman",
    "Worries",
    "open_sign",
    "why_waiting",
]
