"""The errors of the whole package: one root, each leaf named after what a caller can do about it.

No text for people lives here: each edge maps an error's `code` and `figures` to a sentence or a status.
"""

from typing import ClassVar


class SvodkaError(Exception):
    """Root of all errors that we raise ourselves.

    `code` is the stable name under which the texts hold a sentence; `figures` are the values of that
    sentence. The exception's own message is for the operator and says what was found and expected.
    """

    code: ClassVar[str] = "internal"

    def __init__(self, message: str = "", **figures: object) -> None:
        super().__init__(message or self.__doc__ or type(self).__name__)
        self.figures = figures


class PassingError(SvodkaError):
    """Something outside failed in a way that usually mends itself: try again later.

    `retry_after_s` is how many seconds it asked to be left alone for.
    """

    code = "passing"
    retry_after_s: float = 0.0


class DatabaseUnavailableError(PassingError, ConnectionError):
    """The database is away, restarting, or has no session left for us."""

    code = "database-unavailable"


class UnreadableFileError(SvodkaError, ValueError):
    """The file as a whole cannot be read as a table. A bad row is an `Issue`, never this.

    Figure of its own code: `found`, what the file is instead (`pdf`, `encrypted`, …), where that can be told.
    """

    code = "not-a-table"

    def __init__(self, message: str = "", **figures: object) -> None:
        own = self.code == UnreadableFileError.code
        super().__init__(message, **({"found": "unknown"} if own else {}) | figures)


class EmptyFileError(UnreadableFileError):
    """The file holds no bytes, or nothing but blanks."""

    code = "empty-file"


class BankExchangeError(UnreadableFileError):
    """The file is 1C's exchange with a bank: documents as lines of key and value, not a table."""

    code = "bank-exchange"


class OptionMismatchError(UnreadableFileError):
    """The file has not what the caller says of it. Figures: `option`, `value`."""

    code = "option-mismatch"


class DamagedFileError(UnreadableFileError):
    """The container (XLSX, ZIP, gzip) is cut short or broken."""

    code = "damaged-file"


class FileTooLargeError(UnreadableFileError):
    """The file, or what it unpacks to, is over the limit."""

    code = "file-too-large"


class TableTooComplexError(UnreadableFileError):
    """The table needs more memory or time than one file may take."""

    code = "too-complex"


class TooManyColumnsError(TableTooComplexError):
    """The table is wider than any that is analysed. Figures: `columns`, how many it has; `most`."""

    code = "too-many-columns"


class SandboxCrashedError(SvodkaError, RuntimeError):
    """The sandbox process died while it worked on the file."""

    code = "sandbox-crashed"


class LeaseLostError(SvodkaError, RuntimeError):
    """Somebody else has taken the upload's step over; ours must not write any more."""

    code = "internal"


class StorageError(SvodkaError, OSError):
    """The object storage refused for good."""

    code = "storage-failed"


class StorageTimeoutError(PassingError, StorageError, TimeoutError):
    """The object storage did not answer within the deadline of the whole operation."""

    code = "storage-timeout"


class StorageUnavailableError(PassingError, StorageError, ConnectionError):
    """The object storage is down or overloaded."""

    code = "storage-unavailable"


class ScratchError(PassingError, StorageError):
    """The folder for temporary files takes nothing more: its disk is full, or failed."""

    code = "storage-unavailable"


class ObjectNotFoundError(StorageError, LookupError):
    """There is no object under this key."""

    code = "object-not-found"


class ObjectExistsError(StorageError, FileExistsError):
    """There is an object under this key already, and nothing of ours is ever overwritten."""


class ObjectRefusedError(StorageError, ValueError):
    """A rule of the bucket forbids this very object: its size, its type or its key."""


class StorageAccessError(StorageError, PermissionError):
    """The storage does not know our key, or the bucket is not there: the operator has to look."""


class StorageFullError(StorageError):
    """The storage's plan is used up, and everything is refused until the operator has seen to it."""


class SettingsError(SvodkaError, ValueError):
    """The settings are wrong; the message lists every mistake, one a line."""

    code = "settings"
