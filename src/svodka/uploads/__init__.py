"""The life of one upload: states, rules, steps and the sweeper."""

from svodka.uploads.acceptance import Incoming, Limits, accept, delete
from svodka.uploads.model import (
    ENDS,
    STEP_OF,
    Document,
    MessageKind,
    OutMessage,
    Person,
    State,
    Step,
    Update,
    Upload,
)
from svodka.uploads.ports import (
    Analysis,
    Analyst,
    Clock,
    Doorbell,
    FileSource,
    Inbox,
    ObjectStore,
    Outbox,
    People,
    Uploads,
    Work,
    Works,
)
from svodka.uploads.steps import MAX_ATTEMPTS, Patience, Steps
from svodka.uploads.sweeper import Sweeper

__all__ = [
    "ENDS",
    "MAX_ATTEMPTS",
    "STEP_OF",
    "Analysis",
    "Analyst",
    "Clock",
    "Document",
    "Doorbell",
    "FileSource",
    "Inbox",
    "Incoming",
    "Limits",
    "MessageKind",
    "ObjectStore",
    "OutMessage",
    "Outbox",
    "Patience",
    "People",
    "Person",
    "State",
    "Step",
    "Steps",
    "Sweeper",
    "Update",
    "Upload",
    "Uploads",
    "Work",
    "Works",
    "accept",
    "delete",
]
