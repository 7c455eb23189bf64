"""What may be wrong with the stand-in, and how it refuses: as a deployed server does, oddities included."""

from enum import Enum
from typing import Any, Final, NoReturn


class Fault(Enum):
    """What may be wrong with the server."""

    HANG = "accepts the connection and does nothing"
    SILENT = "does what it is asked and never answers"
    TRICKLE = "reads or sends a byte a second"
    RESET = "resets the connection in mid-body"
    LOST = "does what it is asked and resets the connection"
    INTERNAL = "500"
    BUSY = "429"
    SLOTLESS = "544"
    OVERLOADED = "503"
    QUOTA = "402"


STATUSES: Final = {
    Fault.INTERNAL: (500, "500", "Internal", "InternalError", "Internal Server Error"),
    Fault.BUSY: (
        429,
        "429",
        "too_many_connections",
        "SlowDown",
        "Too many connections issued to the database",
    ),
    Fault.SLOTLESS: (
        544,
        "544",
        "DatabaseTimeout",
        "DatabaseTimeout",
        "The connection to the database timed out",
    ),
    Fault.OVERLOADED: (503, "503", "ServiceUnavailable", "ServiceUnavailable", "Service Unavailable"),
    Fault.QUOTA: (402, "402", "PaymentRequired", "PaymentRequired", "exceeded its quota"),
}


class RefusalError(Exception):
    """An answer that is an error, given before the body is read."""

    def __init__(self, status: int, fields: dict[str, Any]) -> None:
        super().__init__(fields)
        self.status = status
        self.fields = fields


def refuse(status_code: str, error: str, code: str, message: str, *, status: int = 400) -> NoReturn:
    """Answer with an error: mostly a 400, whose body holds the real status as a string."""
    raise RefusalError(status, {"statusCode": status_code, "error": error, "message": message, "code": code})
