"""An OpenTelemetry collector for tests: takes spans in over HTTP and keeps them, or is as bad as wanted."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

_NS: Final = 1_000_000_000


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A span as it came, with the service that sent it."""

    service: str
    name: str
    trace_id: str
    span_id: str
    parent_id: str
    begun_s: float
    ended_s: float
    attributes: dict[str, str | int]
    error: str


@dataclass(kw_only=True)
class Collector:
    """`url` is where it listens; `hangs` lets whoever sends wait; `bodies` are what came, as it came."""

    hangs: bool = False
    url: str = ""
    bodies: list[bytes] = field(default_factory=list)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)
    _end: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.asked.set()
        if self.hangs:
            await self._end.wait()
            return web.Response(status=503)
        async with self._news:
            self.bodies.append(body)
            self._news.notify_all()
        return web.Response(content_type="application/x-protobuf")

    def release(self) -> None:
        self._end.set()

    @property
    def spans(self) -> list[Seen]:
        return [span for body in self.bodies for span in _read(body)]

    @property
    def traces(self) -> dict[str, list[Seen]]:
        traces: dict[str, list[Seen]] = defaultdict(list)
        for span in self.spans:
            traces[span.trace_id].append(span)
        return traces

    async def has(self, *names: str, count: int = 1) -> None:
        """Wait until so many spans of each name came."""
        async with asyncio.timeout(60), self._news:
            await self._news.wait_for(
                lambda: all(sum(span.name == name for span in self.spans) >= count for name in names)
            )


@asynccontextmanager
async def open_collector(*, hangs: bool = False) -> AsyncIterator[Collector]:
    collector = Collector(hangs=hangs)
    application = web.Application()
    application.router.add_post("/v1/traces", collector.take)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        collector.url = f"http://{host}:{port}"
        yield collector
    finally:
        collector.release()
        await runner.cleanup()


def _read(body: bytes) -> Iterator[Seen]:
    for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
        told = {each.key: each.value.string_value for each in resource.resource.attributes}
        for scope in resource.scope_spans:
            for span in scope.spans:
                yield Seen(
                    service=told["service.name"],
                    name=span.name,
                    trace_id=span.trace_id.hex(),
                    span_id=span.span_id.hex(),
                    parent_id=span.parent_span_id.hex(),
                    begun_s=span.start_time_unix_nano / _NS,
                    ended_s=span.end_time_unix_nano / _NS,
                    attributes={
                        each.key: each.value.string_value or each.value.int_value for each in span.attributes
                    },
                    error=span.status.message,
                )
