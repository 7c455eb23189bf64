"""What can go wrong, each fault by its name, and what becomes of people's files while it does."""

from svodka.rehearsal.drill.catalogue import FAULTS, QUICK, chosen
from svodka.rehearsal.drill.model import Fault, Tally
from svodka.rehearsal.drill.running import FULL_PACE, QUICK_PACE, Pace, open_drill, run_faults

__all__ = [
    "FAULTS",
    "FULL_PACE",
    "QUICK",
    "QUICK_PACE",
    "Fault",
    "Pace",
    "Tally",
    "chosen",
    "open_drill",
    "run_faults",
]
