"""Logging, metrics, tracing: set up here, used everywhere through the standard library; nothing else.

`open_logging` puts one queue between the code and each sink; `bind` adds ids to every line of a piece of
work; `Masker` hides secrets in any text that leaves the process. `svodka.observability.metrics` is imported by
its own name, for what it needs takes longer to import than a command takes that counts nothing.
"""

from svodka.observability.binding import bind
from svodka.observability.lag import LoopLag
from svodka.observability.losses import count_lost, lines_lost
from svodka.observability.masking import Masker
from svodka.observability.opening import FEEDER_OF_STDERR, LogWishes, open_logging
from svodka.observability.queueing import flush_logging
from svodka.observability.reporting import sentry_sink

__all__ = [
    "FEEDER_OF_STDERR",
    "LogWishes",
    "LoopLag",
    "Masker",
    "bind",
    "count_lost",
    "flush_logging",
    "lines_lost",
    "open_logging",
    "sentry_sink",
]
