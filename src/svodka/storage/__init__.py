"""Where the bytes of uploads and reports are kept."""

from svodka.storage.backend import Backend, ObjectInfo
from svodka.storage.breaker import CircuitBreaker
from svodka.storage.keeping import RetryRules
from svodka.storage.opening import open_storage
from svodka.storage.places import Place, S3Place, SupabasePlace
from svodka.storage.service import StorageRules, StorageService

__all__ = [
    "Backend",
    "CircuitBreaker",
    "ObjectInfo",
    "Place",
    "RetryRules",
    "S3Place",
    "StorageRules",
    "StorageService",
    "SupabasePlace",
    "open_storage",
]
