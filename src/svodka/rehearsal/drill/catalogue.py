"""The table of all faults, and which of them the quick drill takes."""

from collections.abc import Sequence
from typing import Final

from svodka.rehearsal.drill.kills import KILLS
from svodka.rehearsal.drill.mishaps import MISHAPS
from svodka.rehearsal.drill.model import Fault
from svodka.rehearsal.drill.outages import OUTAGES

FAULTS: Final = {fault.name: fault for fault in (*OUTAGES, *KILLS, *MISHAPS)}
# One or two of each kind, those that take little time.
QUICK: Final = (
    "storage-resets",
    "storage-down",
    "redis-restarts",
    "postgres-restarts",
    "telegram-429",
    "updates-twice-and-shuffled",
    "worker-killed-analysing",
    "bot-killed-delivering",
)


def chosen(names: Sequence[str], *, everything: bool, quick: bool) -> list[Fault]:
    """Return the faults that were asked for, each once. Raises LookupError that names what there is not."""
    unknown = sorted(set(names) - FAULTS.keys())
    if unknown:
        raise LookupError(f"no such fault: {', '.join(unknown)}; there are {', '.join(FAULTS)}")
    if names:
        return [FAULTS[name] for name in dict.fromkeys(names)]
    return [FAULTS[name] for name in (QUICK if quick and not everything else FAULTS)]
