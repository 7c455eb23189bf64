"""Broker, actors and the sandbox processes."""

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
