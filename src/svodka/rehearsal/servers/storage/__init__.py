"""The storage stand-in: in this process for tests, in one of its own for a rehearsal."""

from svodka.rehearsal.servers.storage.faults import Fault
from svodka.rehearsal.servers.storage.remote import RemoteStandIn, open_storage_process
from svodka.rehearsal.servers.storage.serving import standing_in
from svodka.rehearsal.servers.storage.standin import ANONYMOUS_KEY, BUCKET, SERVICE_KEY, StandIn, key_of

__all__ = [
    "ANONYMOUS_KEY",
    "BUCKET",
    "SERVICE_KEY",
    "Fault",
    "RemoteStandIn",
    "StandIn",
    "key_of",
    "open_storage_process",
    "standing_in",
]
