"""The sign of life that this machine sees: a file, as old as the last heartbeat that came to its end, well or not.

A database that is away makes no sign old, for a new start would not bring it back; a loop that does not turn does,
and a heartbeat that hangs. Whoever restarts processes looks at it: see deploy/healthcheck.py.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from svodka.watching.model import Role


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign, as a file whose time of change counts."""

    path: Path

    def show(self) -> None:
        """Show that the process works."""
        self.path.touch()

    async def after(self, beat: Callable[[], Awaitable[int]]) -> int:
        """Show it when a beat has ended, even where it failed."""
        try:
            return await beat()
        finally:
            self.show()


@contextmanager
def open_sign(folder: Path, role: Role) -> Iterator[Sign]:
    """Show a sign of life in the folder from now on; there is none once the process has stopped as it should."""
    sign = Sign(folder / f"alive-{role}")
    sign.show()
    try:
        yield sign
    finally:
        sign.path.unlink(missing_ok=True)
