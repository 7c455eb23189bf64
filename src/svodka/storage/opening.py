"""Opens the storage that the settings ask for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from svodka.storage.local import make_local_backend
from svodka.storage.service import StorageRules, StorageService


@asynccontextmanager
async def open_storage(root: Path, *, scratch: Path, rules: StorageRules) -> AsyncIterator[StorageService]:
    """Keep objects below `root`; temporary files are made in `scratch`."""
    yield StorageService(backend=make_local_backend(root), scratch=scratch, rules=rules)
