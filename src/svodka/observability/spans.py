"""Spans over OpenTelemetry: how they find one another, and how they are sent. Imported where traces are wanted only."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Final
from uuid import UUID

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_INSTANCE_ID, SERVICE_NAME, SERVICE_VERSION, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import IdGenerator, RandomIdGenerator
from opentelemetry.sdk.trace.sampling import ALWAYS_ON
from opentelemetry.trace import (
    INVALID_SPAN_CONTEXT,
    NonRecordingSpan,
    Span,
    SpanContext,
    StatusCode,
    TraceFlags,
    get_current_span,
    set_span_in_context,
    use_span,
)
from opentelemetry.trace import Tracer as SpanMaker

from svodka.errors import SvodkaError
from svodka.observability.tracing import Attributes

_PATH: Final = "/v1/traces"
_REQUEST_S: Final = 5.0
_HALF: Final = 2**64 - 1
_NS: Final = 1_000_000_000
_UPLOAD: Final = "svodka.upload"
_UPDATE: Final = "svodka.update"
_OUTCOME: Final = "svodka.outcome"
# What a part comes to where nothing is wrong with it, though it may not be done.
_WELL: Final = frozenset({"ok", "done", "stopped"})


@dataclass(frozen=True, kw_only=True, slots=True)
class _InHand:
    """An update that is being handled: since when, in nanoseconds since 1970."""

    update_id: int
    received_ns: int
    begun_ns: int


class _Ids(IdGenerator):
    """Names a root after its upload; whatever has a parent gets a random id in the parent's trace.

    Both halves of a UUID of ours are never zero, as the ids of a trace and of a span must not be.
    """

    def __init__(self) -> None:
        self._random = RandomIdGenerator()
        self.root: ContextVar[UUID | None] = ContextVar("svodka-trace-root", default=None)

    def generate_span_id(self) -> int:
        root = self.root.get()
        return self._random.generate_span_id() if root is None else root.int & _HALF

    def generate_trace_id(self) -> int:
        root = self.root.get()
        return self._random.generate_trace_id() if root is None else root.int


class Spans:
    """See `svodka.observability.tracing.Tracer`."""

    def __init__(self, maker: SpanMaker, ids: _Ids) -> None:
        self._maker = maker
        self._ids = ids
        self._in_hand: ContextVar[_InHand | None] = ContextVar("svodka-trace-update", default=None)

    @contextmanager
    def update(self, update_id: int, *, received_at: datetime | None) -> Iterator[None]:
        """Remember the update while the block lasts."""
        begun_ns = time.time_ns()
        received_ns = min(_ns(received_at), begun_ns) if received_at else begun_ns
        token = self._in_hand.set(_InHand(update_id=update_id, received_ns=received_ns, begun_ns=begun_ns))
        try:
            yield
        finally:
            self._in_hand.reset(token)

    def accepted(self, upload_id: UUID) -> None:
        """Draw the root: from the moment the update came, through its wait and its handling."""
        if (in_hand := self._in_hand.get()) is None:
            return
        now_ns = time.time_ns()
        token = self._ids.root.set(upload_id)
        try:
            root = self._maker.start_span(
                "upload",
                context=set_span_in_context(NonRecordingSpan(INVALID_SPAN_CONTEXT)),
                attributes={_UPLOAD: str(upload_id), _UPDATE: in_hand.update_id},
                start_time=in_hand.received_ns,
            )
        finally:
            self._ids.root.reset(token)
        self._drawn("inbox", root, in_hand.received_ns, in_hand.begun_ns)
        self._drawn("accept", root, in_hand.begun_ns, now_ns)
        root.end(now_ns)

    @contextmanager
    def piece(
        self,
        name: str,
        upload_id: UUID | None,
        *,
        attributes: Attributes | None = None,
        waited: tuple[str, datetime] | None = None,
    ) -> Iterator[None]:
        """Draw the block below the upload's root, and what it has waited for before it."""
        if upload_id is None:
            yield
            return
        root = _root(upload_id)
        given = {_UPLOAD: str(upload_id)} | {
            f"svodka.{key}": value for key, value in (attributes or {}).items()
        }
        if waited is not None:
            self._drawn(waited[0], root, _ns(waited[1]), time.time_ns(), given)
        with self._drawing(self._maker.start_span(name, set_span_in_context(root), attributes=given)):
            yield

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Draw the block below the piece in hand; there is always one where this is asked for."""
        with self._drawing(self._maker.start_span(name)):
            yield

    def took(self, name: str, seconds: float, outcome: str) -> None:
        """Draw what has just ended below the piece in hand, if there is one."""
        piece = get_current_span()
        if not piece.is_recording():
            return
        now_ns = time.time_ns()
        self._drawn(
            name, piece, now_ns - round(seconds * _NS), now_ns, {_OUTCOME: outcome}, error=_error(outcome)
        )

    def ended(self, upload_id: UUID, name: str, age_s: float, reason: str | None) -> None:
        """Draw the whole life, from acceptance to this end, below the root."""
        now_ns = time.time_ns()
        attributes: Attributes = {_UPLOAD: str(upload_id)} | ({_OUTCOME: reason} if reason else {})
        self._drawn(name, _root(upload_id), now_ns - round(age_s * _NS), now_ns, attributes, error=reason)

    def _drawn(
        self,
        name: str,
        parent: Span,
        begun_ns: int,
        ended_ns: int,
        attributes: Attributes | None = None,
        error: str | None = None,
    ) -> None:
        span = self._maker.start_span(
            name, set_span_in_context(parent), attributes=attributes, start_time=min(begun_ns, ended_ns)
        )
        if error is not None:
            span.set_status(StatusCode.ERROR, error)
        span.end(ended_ns)

    @contextmanager
    def _drawing(self, span: Span) -> Iterator[None]:
        """Make a span the one in hand. An error is told by its code: its words may be anybody's."""
        try:
            with use_span(span, record_exception=False, set_status_on_exception=False):
                yield
        except asyncio.CancelledError:
            span.set_attribute(_OUTCOME, "stopped")
            raise
        except Exception as error:
            code = error.code if isinstance(error, SvodkaError) else type(error).__name__
            span.set_attribute(_OUTCOME, code)
            span.set_status(StatusCode.ERROR, code)
            raise
        finally:
            span.end()


class Sending:
    """Sends spans in batches from a thread of its own, out of a queue that is bounded: what is too much is dropped."""

    def __init__(self, url: str, *, service: str, process: str) -> None:
        resource = Resource.create(
            {SERVICE_NAME: service, SERVICE_VERSION: version("svodka"), SERVICE_INSTANCE_ID: process}
        )
        ids = _Ids()
        # All of them: which traces are worth keeping is known at their end, so the collector chooses.
        self._provider = TracerProvider(
            sampler=ALWAYS_ON, resource=resource, id_generator=ids, shutdown_on_exit=False
        )
        exporter = OTLPSpanExporter(endpoint=url + _PATH, timeout=_REQUEST_S)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self.tracer = Spans(self._provider.get_tracer("svodka"), ids)

    def close(self) -> None:
        """Send what is queued. May take long where the collector hangs."""
        self._provider.shutdown()


def _root(upload_id: UUID) -> Span:
    return NonRecordingSpan(
        SpanContext(
            trace_id=upload_id.int,
            span_id=upload_id.int & _HALF,
            is_remote=True,
            trace_flags=TraceFlags(TraceFlags.SAMPLED),
        )
    )


def _error(outcome: str) -> str | None:
    return None if outcome in _WELL else outcome


def _ns(moment: datetime) -> int:
    return round(moment.timestamp() * _NS)
