"""A wall clock that jumps, for the processes of a fleet and for nobody else on the machine.

No process may set the machine's clock for a test, and the kernel has no wall clock of its own for a namespace.
So each Python process is started with a module on its PYTHONPATH that shifts what Python tells of the time (the
module says how); the shift is read from a file in shared memory, so that it jumps for all at the same instant.
PostgreSQL, Redis and the simulator keep the true time, as other machines would.
"""

import os
import struct
from dataclasses import dataclass
from pathlib import Path

_SHIM = Path(__file__).parent / "clock_shim"


@dataclass(frozen=True, slots=True)
class JumpingClock:
    """The clock of the processes that are started with its `settings`, once it was set."""

    file: Path

    @property
    def settings(self) -> dict[str, str]:
        """The variables by which a process comes to live by this clock."""
        path = os.pathsep.join(filter(None, (str(_SHIM), os.environ.get("PYTHONPATH"))))
        return {"PYTHONPATH": path, "REHEARSAL_CLOCK": str(self.file)}

    def set(self, shift_s: float) -> None:
        """Let it be that many seconds fast from now on."""
        # Written over, never anew: the processes hold this very file.
        with self.file.open("r+b" if self.file.exists() else "wb") as file:
            file.write(struct.pack("d", shift_s))
