"""The Bot API's methods that only read and change the state: name → what it does, in one table."""

from collections.abc import Callable, Mapping

from svodka.simulator.calls import Call
from svodka.simulator.methods import editing, fetching, profile, sending
from svodka.simulator.telegram import Telegram

Method = Callable[[Telegram, Call], object]

METHODS: Mapping[str, Method] = {
    **sending.METHODS,
    **editing.METHODS,
    **fetching.METHODS,
    **profile.METHODS,
}

# Methods that count against the flood limits.
METERED = frozenset(sending.METERED | editing.METERED)

__all__ = ["METERED", "METHODS", "Method"]
