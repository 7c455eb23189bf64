"""Opens the storage that the settings ask for."""

import logging
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from svodka.errors import PassingError
from svodka.storage.backend import Backend
from svodka.storage.local import make_local_backend
from svodka.storage.places import Place, S3Place, SupabasePlace
from svodka.storage.s3 import make_s3_backend, probe_s3
from svodka.storage.service import Heard, StorageRules, StorageService

log: Final = logging.getLogger(__name__)


@asynccontextmanager
async def open_storage(
    place: Place, *, scratch: Path, rules: StorageRules, heard: Heard | None = None
) -> AsyncIterator[StorageService]:
    """Keep objects in a place: a directory or a bucket; temporary files are made in `scratch`.

    `heard` is told of each operation, how it ended, and the seconds it took; it must not raise.

    Raises SettingsError when a bucket cannot be had with the key that was given. A bucket that does not answer
    is no mistake: uploads wait until it does.
    """
    async with _open_backend(place) as backend:
        service = StorageService(backend=backend, scratch=scratch, rules=rules)
        yield service if heard is None else replace(service, heard=heard)


@asynccontextmanager
async def _open_backend(place: Place) -> AsyncIterator[Backend]:
    match place:
        case SupabasePlace():
            async with _open_supabase(place) as backend:
                yield backend
        case S3Place():
            objects = make_s3_backend(place)
            await _probe(probe_s3(objects, place))
            yield objects
        case Path():
            yield make_local_backend(place)


@asynccontextmanager
async def _open_supabase(place: SupabasePlace) -> AsyncIterator[Backend]:
    from svodka.storage.supabase import (  # noqa: PLC0415 - an HTTP client that other places need not load
        open_supabase,
        probe_supabase,
    )

    async with open_supabase(place) as backend:
        await _probe(probe_supabase(backend, place))
        yield backend


async def _probe(answer: Awaitable[None]) -> None:
    """Stop for a mistake in the settings; a storage that cannot be asked now is no such mistake."""
    try:
        await answer
    except PassingError as error:
        log.warning("storage not probed", extra={"error": str(error)})
