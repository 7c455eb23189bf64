"""What a rehearsal leaves behind that nobody will ever need."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

# What every process that runs has in its folder for temporary files.
SCRATCH_LOCK: Final = ".lock"


@dataclass(frozen=True, kw_only=True, slots=True)
class LeftOver:
    """Temporary files, objects that no row names, database sessions and processes."""

    temp_files: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    sessions: int = 0
    processes: int = 0

    @property
    def total(self) -> int:
        """How many there are of all kinds."""
        return len(self.temp_files) + len(self.objects) + self.sessions + self.processes

    def __str__(self) -> str:
        counts = {
            "temporary files": len(self.temp_files),
            "objects": len(self.objects),
            "sessions": self.sessions,
            "processes": self.processes,
        }
        return ", ".join(f"{number} {what}" for what, number in counts.items() if number) or "nothing"


def files_below(folder: Path) -> list[str]:
    """List all files below a folder by their paths in it."""
    return [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()]
