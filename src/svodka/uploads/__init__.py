"""The life of one upload: states, rules, steps and the sweeper."""

from svodka.uploads.acceptance import Incoming, Limits, accept, delete, delete_all, retry
from svodka.uploads.analyst import Analysis, Analyst
from svodka.uploads.forecast import Backlog, Forecast
from svodka.uploads.intake import MAX_BODY_BYTES, SECRET_HEADER, Intake, Receipt, Webhook
from svodka.uploads.model import (
    ENDS,
    STEP_OF,
    Background,
    Document,
    Due,
    MessageKind,
    NewMessage,
    OutMessage,
    Person,
    State,
    Step,
    Update,
    Upload,
)
from svodka.uploads.ports import (
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
from svodka.uploads.together import Together

__all__ = [
    "ENDS",
    "MAX_ATTEMPTS",
    "MAX_BODY_BYTES",
    "SECRET_HEADER",
    "STEP_OF",
    "Analysis",
    "Analyst",
    "Background",
    "Backlog",
    "Clock",
    "Document",
    "Doorbell",
    "Due",
    "FileSource",
    "Forecast",
    "Inbox",
    "Incoming",
    "Intake",
    "Limits",
    "MessageKind",
    "NewMessage",
    "ObjectStore",
    "OutMessage",
    "Outbox",
    "Patience",
    "People",
    "Person",
    "Receipt",
    "State",
    "Step",
    "Steps",
    "Sweeper",
    "Together",
    "Update",
    "Upload",
    "Uploads",
    "Webhook",
    "Work",
    "Works",
    "accept",
    "delete",
    "delete_all",
    "retry",
]
