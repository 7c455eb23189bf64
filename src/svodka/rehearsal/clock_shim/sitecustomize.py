"""Shifts the wall clock of a Python process, by as many seconds as a file says; see `svodka.rehearsal.clock`.

Python imports this module at its start because its folder stands on PYTHONPATH. `time.time`, `time.time_ns` and
the `datetime` that modules of ours import then tell the shifted time; the monotonic clock is left as it is,
as a machine's is when its wall clock jumps.
"""

import datetime as dt
import mmap
import os
import struct
import sys
import time
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

_FILE = os.environ.get("REHEARSAL_CLOCK")
_NS = 1_000_000_000


def _install(path: Path) -> None:
    with path.open("rb") as file:
        shared = mmap.mmap(file.fileno(), 8, access=mmap.ACCESS_READ)
    true_time, true_time_ns = time.time, time.time_ns

    def shift_s() -> float:
        return float(struct.unpack("d", shared[:8])[0])

    class Meta(type):
        def __instancecheck__(cls, instance: object) -> bool:
            return isinstance(instance, dt.datetime)

    class Shifted(dt.datetime, metaclass=Meta):
        """Tells the shifted time; what it makes is a true datetime."""

        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> Any:
            return dt.datetime.now(tz) + dt.timedelta(seconds=shift_s())

    class Finder:
        """Finds nothing: notes which modules of ours have been imported since it was last asked."""

        def find_spec(self, *_: object) -> ModuleSpec | None:
            for name, module in list(sys.modules.items()):
                if name.startswith("svodka"):
                    _give(module)
            return None

    def _give(module: ModuleType) -> None:
        if vars(module).get("datetime") is dt.datetime:
            vars(module)["datetime"] = Shifted

    time.time = lambda: true_time() + shift_s()
    time.time_ns = lambda: true_time_ns() + int(shift_s() * _NS)
    sys.meta_path.insert(0, Finder())


if _FILE:
    _install(Path(_FILE))
