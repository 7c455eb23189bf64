"""Broker, actors and the sandbox processes.

All are loaded when they are first used: the process that sandboxes are made of needs no broker and no database, and
each sandbox would carry them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from svodka.workers.broker import make_broker, open_queue, open_worker, queue_depth
    from svodka.workers.sandbox import Sandbox, SandboxAnalysis, open_sandbox

__all__ = [
    "Sandbox",
    "SandboxAnalysis",
    "make_broker",
    "open_queue",
    "open_sandbox",
    "open_worker",
    "queue_depth",
]

_OF_THE_SANDBOX: Final = frozenset({"Sandbox", "SandboxAnalysis", "open_sandbox"})


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = "sandbox" if name in _OF_THE_SANDBOX else "broker"
    return getattr(import_module(f"{__name__}.{module}"), name)
