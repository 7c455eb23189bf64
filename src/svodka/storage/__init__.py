"""Where the bytes of uploads and reports are kept."""

from svodka.storage.backend import Backend, ObjectInfo
from svodka.storage.opening import open_storage
from svodka.storage.service import StorageRules, StorageService

__all__ = ["Backend", "ObjectInfo", "StorageRules", "StorageService", "open_storage"]
