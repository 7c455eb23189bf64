"""Keeps processes to cores, as if they stood on machines of their own."""

import os
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path

from svodka.rehearsal.fleet import Fleet
from svodka.rehearsal.usage import descendants_of


def pin(fleet: Fleet, cores: Mapping[str, Collection[int]]) -> None:
    """Keep the named processes, their threads and descendants to these cores; what they start stays there, too.

    Raises LookupError for a name that the fleet does not have, OSError for a core that the machine has not.
    """
    for name, wanted in cores.items():
        process = fleet.processes.get(name)
        if process is None:
            raise LookupError(f"no process {name!r}; there are {', '.join(fleet.processes)}")
        for pid in (process.pid, *descendants_of(process.pid)):
            for task in Path(f"/proc/{pid}/task").iterdir():
                with suppress(ProcessLookupError):
                    os.sched_setaffinity(int(task.name), wanted)
