"""Logging, metrics, tracing: set up here, used everywhere through the standard library; nothing else.

`open_logging` puts one queue between the code and each sink; `bind` adds ids to every line of a piece of
work; `Masker` hides secrets in any text that leaves the process.
"""

from svodka.observability.binding import bind
from svodka.observability.masking import Masker
from svodka.observability.opening import LogWishes, open_logging

__all__ = ["LogWishes", "Masker", "bind", "open_logging"]
