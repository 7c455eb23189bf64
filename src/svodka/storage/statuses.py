"""What an HTTP status means that a storage gives for an answer."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from svodka.errors import (
    ObjectExistsError,
    ObjectNotFoundError,
    ObjectRefusedError,
    StorageAccessError,
    StorageError,
    StorageFullError,
    StorageUnavailableError,
)

_KINDS: Final[Mapping[int, type[StorageError]]] = MappingProxyType(
    {
        400: ObjectRefusedError,
        401: StorageAccessError,
        402: StorageFullError,
        403: StorageAccessError,
        404: ObjectNotFoundError,
        408: StorageUnavailableError,
        409: ObjectExistsError,
        413: ObjectRefusedError,
        415: ObjectRefusedError,
        429: StorageUnavailableError,
    }
)


def kind_of(status: int) -> type[StorageError]:
    """Name the error of a status that is no success. Servers have inventions of their own above 500."""
    return StorageUnavailableError if status >= 500 else _KINDS.get(status, StorageError)
