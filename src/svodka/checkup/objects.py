"""Does the storage give back what was put into it, and delete it?"""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from typing import Final

from svodka.app import place_of, storage_rules
from svodka.checkup.model import Finding, Subject, ok, wrong
from svodka.config import Settings
from svodka.errors import SettingsError, StorageError
from svodka.storage import StorageService, open_storage

_PROBE_BYTES: Final = 64 * 1024
# Nobody's id at Telegram.
_NOBODY: Final = 0


async def check_storage(settings: Settings) -> Sequence[Finding]:
    """Send a probe object on its round trip."""
    begun = monotonic()
    with tempfile.TemporaryDirectory(prefix="svodka-doctor-") as folder:
        try:
            async with open_storage(
                place_of(settings), scratch=Path(folder), rules=storage_rules(settings)
            ) as storage:
                failed = await _round_trip(storage)
        except SettingsError as error:
            return [wrong(Subject.STORAGE, "storage-refuses", error=str(error))]
        except (StorageError, OSError) as error:
            return [wrong(Subject.STORAGE, "storage-away", error=str(error))]
    return failed or [
        ok(Subject.STORAGE, "storage-good", kb=_PROBE_BYTES // 1024, ms=round((monotonic() - begun) * 1000))
    ]


async def _round_trip(storage: StorageService) -> Sequence[Finding]:
    content = os.urandom(_PROBE_BYTES)
    key = await storage.upload_csv(content, _NOBODY, "проверка.csv")
    try:
        if (await storage.download_csv_to_temp(key)).read_bytes() != content:
            return [wrong(Subject.STORAGE, "storage-changes", key=key)]
    finally:
        await storage.delete_csv(key)
    if await storage.size_of(key) is not None:
        return [wrong(Subject.STORAGE, "storage-keeps", key=key)]
    return []
