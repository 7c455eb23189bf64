"""Can this machine be written to, is there room, and are the letters of our charts at hand?"""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from svodka.analysis.charts import lettered
from svodka.checkup.model import Finding, Subject, note, ok, wrong
from svodka.config import Settings

_MIB: Final = 1 << 20
# Below the first, a worker may run out of room within one file; below the second, within a day.
_LEAST_MB: Final = 512
_COMFORTABLE_MB: Final = 2048
_BOLD: Final = (False, True)
_LETTERS: Final = "Сводка Report 0123456789 ₽ № — «»"


async def check_disk(settings: Settings) -> Sequence[Finding]:
    """Write into the data directory, and look how much room there is."""
    return await asyncio.to_thread(lambda: list(_disk(settings)))


async def check_fonts(_settings: Settings) -> Sequence[Finding]:
    """Draw letters of both languages."""
    try:
        faces = [
            await asyncio.to_thread(lettered, _LETTERS, size=12, bold=bold, anchor="start") for bold in _BOLD
        ]
    except (ImportError, OSError) as error:
        return [wrong(Subject.FONTS, "fonts-missing", error=repr(error))]
    if None in faces:
        return [wrong(Subject.FONTS, "fonts-missing", error=f"no {_LETTERS!r}")]
    return [ok(Subject.FONTS, "fonts-good")]


def _disk(settings: Settings) -> Iterator[Finding]:
    for folder, name in _folders(settings):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder) as file:
                file.write(b"x" * 4096)
                file.flush()
        except OSError as error:
            yield wrong(Subject.DISK, "disk-not-written", path=str(folder), setting=name, error=str(error))
            return
    free_mb = shutil.disk_usage(settings.data_dir).free // _MIB
    path = str(settings.data_dir)
    if free_mb < _LEAST_MB:
        yield wrong(Subject.DISK, "disk-full", path=path, mb=free_mb, least=_LEAST_MB)
    elif free_mb < _COMFORTABLE_MB:
        yield note(Subject.DISK, "disk-tight", path=path, mb=free_mb)
    else:
        yield ok(Subject.DISK, "disk-good", path=path, mb=free_mb)


def _folders(settings: Settings) -> Iterator[tuple[Path, str]]:
    yield settings.data_dir, "SVODKA_DATA_DIR"
    if settings.log.file is not None:
        yield settings.log.file.parent, "SVODKA_LOG_FILE"
