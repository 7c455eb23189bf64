"""The values of an upload's life: its states, the update it came from, the messages it leads to.

Frozen values only: a change is a new value, made by a step and written by a repository.
"""

import enum
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID


class State(enum.StrEnum):
    """Where an upload stands: `received → stored → analysed → delivered`, or one of the ends."""

    RECEIVED = "received"
    STORED = "stored"
    ANALYSED = "analysed"
    DELIVERED = "delivered"
    REJECTED = "rejected"
    FAILED = "failed"
    DELETED = "deleted"


ENDS: Final = frozenset({State.DELIVERED, State.REJECTED, State.FAILED, State.DELETED})


class Step(enum.StrEnum):
    """The work that moves an upload on; each is idempotent and taken under a lease."""

    STORE = "store"
    ANALYSE = "analyse"


STEP_OF: Final = {State.RECEIVED: Step.STORE, State.STORED: Step.ANALYSE}


class MessageKind(enum.StrEnum):
    """What an outbox row makes the courier do."""

    SENTENCE = "sentence"
    PROGRESS = "progress"
    REPORT = "report"


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Somebody who talks to the bot. `id` is Telegram's user id; times are aware UTC."""

    id: int
    name: str
    language: str
    blocked_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Update:
    """An update of Telegram's as it lies in the inbox; unique by (`bot_id`, `update_id`)."""

    bot_id: int
    update_id: int
    payload: dict[str, Any]
    received_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A file that a person sent, as the message describes it. `size` is in bytes, as Telegram states it."""

    file_id: str
    file_unique_id: str
    name: str | None
    size: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Upload:
    """The row that is the truth about one file; unique by (`chat_id`, `message_id`).

    `object_key` is where the file lies once stored; `results` maps an artefact's name (`report`, `clean`,
    `chart-1`) to its object key. Both are written down before the objects come to be. `summary` is the chat's answer. `attempts` counts how often the current
    step was taken. `error_code` and `error_figures` name the sentence of a rejection or failure.
    """

    id: UUID
    person_id: int
    chat_id: int
    message_id: int
    document: Document
    language: str
    state: State
    attempts: int = 0
    lease_owner: str | None = None
    lease_until: datetime | None = None
    not_before: datetime | None = None
    object_key: str | None = None
    results: dict[str, str] = field(default_factory=dict)
    summary: dict[str, Any] = field(default_factory=dict)
    error_code: str | None = None
    error_figures: dict[str, Any] = field(default_factory=dict)
    last_error: str | None = None
    quota_taken: bool = False
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """A step that may be taken now; `since` tells a step that was put off from the try before.

    `changed_at` is when the upload came where it stands.
    """

    upload_id: UUID
    step: Step
    since: datetime | None
    changed_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class NewMessage:
    """One message that is to be said; see `OutMessage`."""

    key: str
    chat_id: int
    kind: MessageKind
    payload: dict[str, Any]
    upload_id: UUID | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class OutMessage:
    """One message to be said, in order with the others of its upload.

    `key` makes it unique: the same thing is never queued twice. `payload` is JSON: for SENTENCE `code`,
    `figures`, `reply_to`, `buttons`; for PROGRESS `code`, `figures` (edits the upload's progress message,
    or sends it when there is none); for REPORT `part` (`summary`, `chart`, `document`).
    `sent_message_id` is Telegram's id of the message once it left. `more`: others of its upload wait behind it.
    """

    id: int
    key: str
    chat_id: int
    kind: MessageKind
    payload: dict[str, Any]
    upload_id: UUID | None = None
    attempts: int = 0
    not_before: datetime | None = None
    sent_at: datetime | None = None
    sent_message_id: int | None = None
    more: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Background:
    """What there is behind a message: who reads it (a private chat has its person's id), and what it is about."""

    person: Person | None = None
    upload: Upload | None = None
    progress_message_id: int | None = None
