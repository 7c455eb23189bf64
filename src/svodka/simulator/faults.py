"""The fault switch: makes the next calls of a method go wrong in a chosen way."""

from collections import deque
from dataclasses import dataclass
from enum import StrEnum

ANY_METHOD = "*"
DOWNLOAD = "download"  # the method name under which file downloads are known here


class FaultKind(StrEnum):
    """How a call can go wrong."""

    FLOOD = "flood"  # 429 with retry_after, nothing done
    ERROR = "error"  # a status of the 5xx kind, nothing done
    HANG = "hang"  # no answer until `hang_s` has passed, nothing done
    RESET = "reset"  # the connection is cut, nothing done
    ANSWER_LOST = "answer_lost"  # the call is done, and the connection is cut before the answer
    SLOW = "slow"  # done and answered, `hang_s` late


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What goes wrong, and for which chat (any, if None)."""

    kind: FaultKind
    status: int = 500
    retry_after_s: int = 1
    hang_s: float = 3600.0
    chat_id: int | None = None


class FaultSwitch:
    """Holds the faults that wait for their calls; method names are compared in lower case."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Fault]] = {}

    def inject(self, method: str, fault: Fault, *, times: int = 1) -> None:
        """Let the next `times` calls of `method` (or of any, for `*`) go wrong."""
        self._waiting.setdefault(method.lower(), deque()).extend([fault] * times)

    def clear(self) -> None:
        """Let everything go right again."""
        self._waiting.clear()

    def take(self, method: str, chat_id: int | None) -> Fault | None:
        """Return the fault for this call, which uses it up."""
        if not self._waiting:
            return None
        for name in (method.lower(), ANY_METHOD):
            for fault in self._waiting.get(name, ()):
                if fault.chat_id in (None, chat_id):
                    self._waiting[name].remove(fault)
                    return fault
        return None
