"""What the rooms tell of their work, handed on to figures, traces and the log. Rooms know none of the three."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from svodka.database import Move
from svodka.observability.metrics import Meters
from svodka.observability.tracing import Block, Tracer
from svodka.uploads import ENDS, OutMessage, State, Step, Update, Upload

log: Final = logging.getLogger(__name__)

# The name of the time that an upload stood still before a step.
_WAITED: Final = {Step.STORE: "wait", Step.ANALYSE: "queue"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Hooks:
    """Each method is a hook that a room is handed; none of them waits or raises."""

    meters: Meters
    tracer: Tracer

    def moved(self, move: Move) -> None:
        """Count each committed move of an upload, and log it: the one line for what a step came to."""
        self.meters.upload_moved(move.state, move.reason, move.age_s)
        figures = {"upload": str(move.upload_id), "state": str(move.state), "age_s": round(move.age_s, 3)}
        log.info("upload moved", extra=figures | ({"reason": move.reason} if move.reason else {}))
        if move.state is State.RECEIVED:
            self.tracer.accepted(move.upload_id)
        elif move.state in ENDS:
            self.tracer.ended(move.upload_id, str(move.state), move.age_s, move.reason)

    def step_ended(self, step: Step, outcome: str, took: timedelta) -> None:
        """Count a step that was taken."""
        self.meters.step_ended(step, outcome, took.total_seconds())

    def storage_answered(self, operation: str, outcome: str, seconds: float) -> None:
        """Count an operation of the storage."""
        self.meters.storage_answered(operation, outcome, seconds)
        self.tracer.took(f"storage {operation}", seconds, outcome)

    def step(self, upload: Upload, step: Step) -> Block:
        """Take a step in the block."""
        return self.tracer.piece(
            str(step),
            upload.id,
            attributes={"attempt": upload.attempts, "bytes": upload.document.size},
            waited=(_WAITED[step], upload.changed_at),
        )

    def sandbox(self) -> Block:
        """Run a sandbox in the block."""
        return self.tracer.part("sandbox")

    def update(self, update: Update) -> Block:
        """Handle an update in the block."""
        return self.tracer.update(update.update_id, received_at=update.received_at)

    def sending(self, row: OutMessage) -> Block:
        """Say something in the block; what is not about an upload is not drawn."""
        return self.tracer.piece(f"say {row.kind}", row.upload_id, attributes={"attempt": row.attempts + 1})
