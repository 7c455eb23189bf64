"""The person-side API on HTTP, for the chat page, tests and load tools: JSON in, JSON and events out."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from urllib.parse import urlsplit

from aiohttp import web

from svodka.simulator import acts
from svodka.simulator.chats import Chat, ChatEvent
from svodka.simulator.faults import Fault, FaultKind
from svodka.simulator.files import FileKind, Upload
from svodka.simulator.messages import Message
from svodka.simulator.methods.profile import commands_for, description_for
from svodka.simulator.refusals import RefusalError
from svodka.simulator.telegram import Sample, Telegram

_MAX_WAIT_S = 50.0
_MAX_UNREAD_EVENTS = 10_000
_KEEP_ALIVE_S = 15.0
_CHUNK_BYTES = 1 << 18
_SAFE_METHODS = frozenset({"GET", "HEAD"})
_FAULT_OPTIONS = ("status", "retry_after_s", "hang_s", "chat_id")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class PersonApi:
    """Serves what people do and see."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram
        self._streams: set[asyncio.Queue[ChatEvent | None]] = set()
        self._closed = False

    def application(self) -> web.Application:
        """Return the routes, to be mounted under `/api`."""
        app = web.Application(middlewares=[_guard], client_max_size=1 << 20)
        one = "/people/{person:[0-9]+}"
        app.add_routes(
            [
                web.get("/state", self._state),
                web.post("/people", self._add_person),
                web.get(one, self._person),
                web.post(f"{one}/texts", self._send_text),
                web.post(f"{one}/files", self._send_file),
                web.post(f"{one}/samples/{{sample:[0-9]+}}", self._send_sample),
                web.get(f"{one}/events", self._events_after),
                web.get(f"{one}/messages/{{message:[0-9]+}}", self._history),
                web.delete(f"{one}/messages/{{message:[0-9]+}}", self._delete),
                web.post(f"{one}/messages/{{message:[0-9]+}}/press", self._press),
                web.put(f"{one}/blocked", self._block),
                web.get("/events", self._stream),
                web.get("/updates", self._updates),
                web.post("/updates/{update:[0-9]+}/redeliver", self._redeliver),
                web.post("/faults", self._inject),
                web.delete("/faults", self._clear_faults),
                web.put("/flood", self._set_flood),
                web.get("/calls", self._calls),
            ]
        )
        return app

    def close(self) -> None:
        """End every stream and every wait."""
        self._closed = True
        for queue in self._streams:
            queue.put_nowait(None)
        for chat in self._telegram.chats.values():
            chat.bell.ring()

    async def _state(self, _request: web.Request) -> web.StreamResponse:
        telegram = self._telegram
        samples = [{"label": s.label, "name": s.file_name} for s in telegram.samples]
        people = [chat.summary() for chat in telegram.chats.values()]
        return web.json_response({"bot": telegram.bot_user, "people": people, "samples": samples})

    async def _add_person(self, request: web.Request) -> web.StreamResponse:
        fields = await _fields(request)
        name = str(fields.get("name") or "").strip()
        if not name:
            raise ValueError("a person needs a name")
        language, username = fields.get("language_code"), fields.get("username")
        chat = self._telegram.add_person(
            name, str(language) if language else None, str(username) if username else None
        )
        return web.json_response(chat.summary(), status=201)

    async def _person(self, request: web.Request) -> web.StreamResponse:
        chat = self._chat(request)
        card = chat.person
        shown = chat.summary() | {
            "messages": [message.raw for message in chat.messages.values()],
            "reactions": chat.reactions,
            "position": len(chat.events),
            "commands": commands_for(self._telegram, card.id, card.language_code),
            "description": description_for(self._telegram, card.language_code),
        }
        return web.json_response(shown)

    async def _send_text(self, request: web.Request) -> web.StreamResponse:
        fields = await _fields(request)
        reply_to = fields.get("reply_to")
        message = acts.say(
            self._telegram,
            self._chat(request),
            str(fields.get("text") or ""),
            reply_to=int(str(reply_to)) if reply_to else None,
        )
        return web.json_response(message.raw, status=201)

    async def _send_file(self, request: web.Request) -> web.StreamResponse:
        """Take the body as the file; its name, kind and caption stand in the query."""
        chat, query = self._chat(request), request.query
        kind = FileKind(query.get("kind", FileKind.DOCUMENT))
        mime = request.headers.get("Content-Type")
        upload = await self._telegram.files.receive(
            request.content.iter_chunked(_CHUNK_BYTES),
            max_bytes=self._telegram.rules.max_person_file_bytes,
            name=query.get("name") or None,
            mime=mime,
        )
        try:
            return self._sent(chat, upload, kind, query)
        except RefusalError:
            self._telegram.files.discard([upload])
            raise

    async def _send_sample(self, request: web.Request) -> web.StreamResponse:
        sample = self._sample(int(request.match_info["sample"]))
        upload = self._telegram.files.take_path(sample.path, name=sample.file_name)
        return self._sent(self._chat(request), upload, FileKind.DOCUMENT, {})

    def _sample(self, index: int) -> Sample:
        if index >= len(self._telegram.samples):
            raise LookupError(f"there are {len(self._telegram.samples)} samples, not {index + 1}")
        return self._telegram.samples[index]

    def _sent(
        self, chat: Chat, upload: Upload, kind: FileKind, query: Mapping[str, str]
    ) -> web.StreamResponse:
        reply_to = query.get("reply_to")
        message = acts.send_file(
            self._telegram,
            chat,
            upload,
            kind=kind,
            caption=query.get("caption"),
            album=query.get("album"),
            reply_to=int(reply_to) if reply_to else None,
        )
        return web.json_response(message.raw, status=201)

    async def _events_after(self, request: web.Request) -> web.StreamResponse:
        chat = self._chat(request)
        number = int(request.query.get("after", "0"))
        wait_s = min(float(request.query.get("wait_s", "0")), _MAX_WAIT_S)
        if wait_s > 0 and len(chat.events) <= number and not self._closed:
            await chat.bell.wait(wait_s)
        return web.json_response([event.json() for event in chat.events[number:]])

    async def _history(self, request: web.Request) -> web.StreamResponse:
        versions = self._chat(request).history(int(request.match_info["message"]))
        return web.json_response([version.raw for version in versions])

    async def _delete(self, request: web.Request) -> web.StreamResponse:
        acts.delete(self._telegram, self._chat(request), self._message(request).id)
        return web.Response(status=204)

    async def _press(self, request: web.Request) -> web.StreamResponse:
        fields = await _fields(request)
        query = acts.press(
            self._telegram, self._chat(request), self._message(request).id, str(fields.get("button") or "")
        )
        return web.json_response({"query_id": query.id}, status=201)

    async def _block(self, request: web.Request) -> web.StreamResponse:
        chat = self._chat(request)
        acts.set_blocked(self._telegram, chat, blocked=bool((await _fields(request)).get("blocked")))
        return web.json_response(chat.summary())

    async def _updates(self, _request: web.Request) -> web.StreamResponse:
        recent = [update.body for update in self._telegram.updates.recent()]
        return web.json_response({"pending": len(self._telegram.updates), "recent": recent})

    async def _redeliver(self, request: web.Request) -> web.StreamResponse:
        self._telegram.updates.redeliver(int(request.match_info["update"]))
        return web.Response(status=204)

    async def _inject(self, request: web.Request) -> web.StreamResponse:
        fields = await _fields(request)
        options = {name: fields[name] for name in _FAULT_OPTIONS if name in fields}
        fault = Fault(kind=FaultKind(str(fields["kind"])), **options)  # type: ignore[arg-type] # JSON numbers
        self._telegram.faults.inject(str(fields["method"]), fault, times=int(str(fields.get("times", 1))))
        return web.Response(status=204)

    async def _clear_faults(self, _request: web.Request) -> web.StreamResponse:
        self._telegram.faults.clear()
        return web.Response(status=204)

    async def _set_flood(self, request: web.Request) -> web.StreamResponse:
        self._telegram.flood.enabled = bool((await _fields(request)).get("enabled"))
        return web.Response(status=204)

    async def _calls(self, _request: web.Request) -> web.StreamResponse:
        return web.json_response(self._telegram.calls)

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        """Send server-sent events: all chats, or the one of `?person=`."""
        wanted = request.query.get("person")
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        with contextlib.suppress(ConnectionResetError):  # the reader has gone
            async for line in self._lines(int(wanted) if wanted else None):
                await response.write(line)
        return response

    async def _lines(self, person: int | None) -> AsyncIterator[bytes]:
        """Yield events as lines; ends when we close, or when the reader has fallen too far behind."""
        queue: asyncio.Queue[ChatEvent | None] = asyncio.Queue()

        def listen(event: ChatEvent) -> None:
            if person in (None, event.chat_id):
                queue.put_nowait(event)

        self._streams.add(queue)
        self._telegram.listeners.add(listen)
        try:
            yield b"retry: 500\n\n: open\n\n"
            while not self._closed and queue.qsize() < _MAX_UNREAD_EVENTS:
                try:
                    event = await asyncio.wait_for(queue.get(), _KEEP_ALIVE_S)
                except TimeoutError:
                    yield b": still here\n\n"
                    continue
                if event is None:
                    return
                yield f"data: {json.dumps(event.json())}\n\n".encode()
        finally:
            self._streams.discard(queue)
            self._telegram.listeners.discard(listen)

    def _chat(self, request: web.Request) -> Chat:
        return self._telegram.chats[int(request.match_info["person"])]

    def _message(self, request: web.Request) -> Message:
        return self._chat(request).messages[int(request.match_info["message"])]


@web.middleware
async def _guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what another site's page sends, and say in JSON what went wrong."""
    origin = request.headers.get("Origin")
    if request.method not in _SAFE_METHODS and origin and urlsplit(origin).netloc != request.host:
        return web.json_response({"error": f"requests from {origin} are not taken"}, status=403)
    try:
        return await handler(request)
    except RefusalError as refusal:
        return web.json_response({"error": refusal.description}, status=refusal.status)
    except LookupError as error:
        return web.json_response({"error": f"not found: {error}"}, status=404)
    except ValueError as error:
        return web.json_response({"error": str(error)}, status=400)


async def _fields(request: web.Request) -> Mapping[str, object]:
    fields = await request.json()
    if not isinstance(fields, Mapping):
        raise ValueError("the body must be a JSON object")  # see _guard
    return fields
