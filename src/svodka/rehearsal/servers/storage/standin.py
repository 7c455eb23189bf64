"""Stands in for Supabase Storage: answers as a deployed server does, oddities and faults included.

Its objects are in memory.
"""

import asyncio
import hashlib
import json
import re
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import time
from typing import Any, Final, NoReturn
from urllib.parse import quote
from uuid import uuid4

from aiohttp import web

from svodka.rehearsal.servers.storage.faults import STATUSES, Fault, RefusalError, refuse

PREFIX: Final = "/storage/v1"
BUCKET: Final = "csv-files"
PART_BYTES: Final = 6 * 1024 * 1024
_BAD_KEY: Final = re.compile(r"""[^\x20-\x7e]|[%#\[\]{}~^|\\"<>`]""")


def key_of(role: str) -> str:
    """Make a key in the shape of a JWT; nobody signed it."""
    head, claims = (
        urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
        for part in ({"alg": "none"}, {"role": role})
    )
    return f"{head}.{claims}.unsigned"


SERVICE_KEY: Final = key_of("service_role")
ANONYMOUS_KEY: Final = key_of("anon")


@dataclass(frozen=True)
class Stored:
    """An object as it is kept."""

    content: bytes
    kind: str
    metadata: dict[str, Any]

    @property
    def etag(self) -> str:
        """The sum by which clients tell whether it arrived whole."""
        return f'"{hashlib.md5(self.content, usedforsecurity=False).hexdigest()}"'


@dataclass
class Upload:
    """A resumable upload under way."""

    key: str
    length: int
    named: dict[str, str]
    content: bytearray = field(default_factory=bytearray)


@dataclass
class StandIn:
    """The server's state. `fault` strikes the next `strikes` requests of `methods`, or all of them."""

    url: str = ""
    buckets: set[str] = field(default_factory=lambda: {BUCKET})
    objects: dict[str, Stored] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)
    tokens: dict[tuple[str, str], float] = field(default_factory=dict)
    size_limit: int = 50 * 1024 * 1024
    mime_types: frozenset[str] | None = None
    fault: Fault | None = None
    methods: frozenset[str] = frozenset({"GET", "HEAD", "POST", "PATCH", "DELETE"})
    strikes: int | None = None
    seen: list[str] = field(default_factory=list)
    in_hand: int = 0
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    idle: asyncio.Event = field(default_factory=asyncio.Event)

    def strike(self, fault: Fault | None, *, times: int | None = None, methods: str = "") -> None:
        """Switch a fault on, or off."""
        self.fault, self.strikes = fault, times
        self.methods = frozenset(methods.split() or StandIn.methods)

    def take_fault(self, request: web.Request) -> Fault | None:
        """Return what is to go wrong with this request; that uses one strike up."""
        if self.fault is None or request.method not in self.methods or self.strikes == 0:
            return None
        if self.strikes is not None:
            self.strikes -= 1
        return self.fault

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one request; a client that goes away ends it. `idle` is set while there is none."""
        self.seen.append(f"{request.method} {request.path.removeprefix(PREFIX)}")
        self.in_hand += 1
        self.asked.set()
        self.idle.clear()
        try:
            return await self._answer(request)
        finally:
            self.in_hand -= 1
            if not self.in_hand:
                self.idle.set()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        fault = self.take_fault(request)
        if fault is Fault.HANG:
            await asyncio.Event().wait()
        try:
            if fault in STATUSES:
                status, *fields = STATUSES[fault]
                refuse(*fields, status=status)
            answer = await self._route(request, fault)
        except RefusalError as refused:
            return await _early(request, refused)
        if fault is Fault.SILENT:
            await asyncio.Event().wait()
        if fault is Fault.LOST:
            _reset(request)
        return answer

    async def _route(self, request: web.Request, fault: Fault | None) -> web.StreamResponse:
        if not request.raw_path.isascii():
            raise RefusalError(400, {"statusCode": 400, "error": "Bad Request", "message": "malformed URL"})
        path = request.path.removeprefix(PREFIX)
        for method, pattern, answer in _ROUTES:
            match = re.fullmatch(pattern, path)
            if match and method == request.method:
                return await answer(self, request, fault, *match.groups())
        return web.json_response(
            {"message": f"Route {request.method}:{path} not found", "error": "Not Found"}, status=404
        )

    async def _bucket(self, request: web.Request, fault: Fault | None, bucket: str) -> web.StreamResponse:
        role = _role(request)
        if role == "bad":
            refuse("403", "Unauthorized", "AccessDenied", "signature verification failed")
        if role == "anon" or bucket not in self.buckets:
            refuse("404", "Bucket not found", "NoSuchBucket", "Bucket not found")
        return web.json_response({"id": bucket, "name": bucket, "file_size_limit": self.size_limit})

    async def _new_bucket(self, request: web.Request, fault: Fault | None) -> web.StreamResponse:
        _may_write(request)
        name = (await request.json())["name"]
        if name in self.buckets:
            refuse("409", "Duplicate", "BucketAlreadyExists", "The resource already exists")
        self.buckets.add(name)
        return web.json_response({"name": name})

    async def _create(
        self, request: web.Request, fault: Fault | None, bucket: str, key: str
    ) -> web.StreamResponse:
        _may_write(request)
        self._check(bucket, key, request.content_length or 0, request.content_type)
        content = await _body(request, fault)
        metadata = json.loads(b64decode(request.headers.get("x-metadata", "e30=")))
        # Looked for before the body and not after it: of two that overlap the last one wins.
        self.objects[f"{bucket}/{key}"] = Stored(bytes(content), request.content_type, metadata)
        return web.json_response({"Key": f"{bucket}/{key}", "Id": "0"})

    def _check(self, bucket: str, key: str, size: int, kind: str) -> None:
        if _BAD_KEY.search(key):
            refuse("400", "InvalidKey", "InvalidKey", f"Invalid key: {key}")
        if bucket not in self.buckets:
            refuse("404", "Bucket not found", "NoSuchBucket", "Bucket not found")
        if size > self.size_limit:
            refuse(
                "413", "Payload too large", "EntityTooLarge", "The object exceeded the maximum allowed size"
            )
        if self.mime_types is not None and kind not in self.mime_types:
            refuse("415", "invalid_mime_type", "InvalidMimeType", f"mime type {kind} is not supported")
        if f"{bucket}/{key}" in self.objects:
            refuse("409", "Duplicate", "KeyAlreadyExists", "The resource already exists")

    def _find(self, request: web.Request, bucket: str, key: str) -> Stored:
        if _role(request) == "bad" or bucket not in self.buckets:
            refuse("404", "Bucket not found", "NoSuchBucket", "Bucket not found")
        if _role(request) == "anon" or f"{bucket}/{key}" not in self.objects:
            refuse("404", "not_found", "NoSuchKey", "Object not found")
        return self.objects[f"{bucket}/{key}"]

    async def _read(
        self, request: web.Request, fault: Fault | None, bucket: str, key: str
    ) -> web.StreamResponse:
        stored = self._find(request, bucket, key)
        content = stored.content[request.http_range]
        part = len(content) < len(stored.content)
        answer = web.StreamResponse(status=206 if part else 200, headers={"ETag": stored.etag})
        answer.content_type, answer.content_length = stored.kind, len(content)
        await answer.prepare(request)
        if fault is Fault.TRICKLE:
            for byte in content:
                await answer.write(bytes([byte]))
                await asyncio.sleep(1)
        if fault is Fault.RESET:
            await answer.write(content[: len(content) // 2])
            _reset(request)
        await answer.write(content)
        await answer.write_eof()
        return answer

    async def _info(
        self, request: web.Request, fault: Fault | None, bucket: str, key: str
    ) -> web.StreamResponse:
        stored = self._find(request, bucket, key)
        told = {"name": key, "bucket_id": bucket, "size": len(stored.content), "etag": stored.etag}
        return web.json_response(told | {"content_type": stored.kind, "metadata": stored.metadata})

    async def _delete(
        self, request: web.Request, fault: Fault | None, bucket: str, key: str
    ) -> web.StreamResponse:
        _may_write(request)
        self._find(request, bucket, key)
        del self.objects[f"{bucket}/{key}"]
        return web.json_response({"message": "Successfully deleted"})

    async def _remove(self, request: web.Request, fault: Fault | None, bucket: str) -> web.StreamResponse:
        names = [f"{bucket}/{key}" for key in (await request.json())["prefixes"]]
        return web.json_response([{"name": name} for name in names if self.objects.pop(name, None)])

    async def _list(self, request: web.Request, fault: Fault | None, bucket: str) -> web.StreamResponse:
        seen = self.objects if _role(request) == "service" else {}
        return web.json_response([{"name": name} for name in seen if name.startswith(f"{bucket}/")])

    async def _signed(
        self, request: web.Request, fault: Fault | None, bucket: str, key: str
    ) -> web.StreamResponse:
        """Give an object to whoever has a token for it whose time is not over."""
        expires = self.tokens.get((f"{bucket}/{key}", request.query.get("token", "")), 0.0)
        if expires <= time():
            refuse("400", "InvalidJWT", "InvalidJWT", '"exp" claim timestamp check failed')
        stored = self.objects[f"{bucket}/{key}"]
        named = quote(request.query.get("download", ""), safe="")
        disposition = {"Content-Disposition": f"attachment; filename*=UTF-8''{named};"} if named else {}
        return web.Response(body=stored.content, content_type=stored.kind, headers=disposition)

    async def _sign(
        self, request: web.Request, fault: Fault | None, bucket: str, key: str
    ) -> web.StreamResponse:
        _may_write(request)
        self._find(request, bucket, key)
        token = uuid4().hex
        self.tokens[f"{bucket}/{key}", token] = time() + (await request.json())["expiresIn"]
        return web.json_response({"signedURL": f"/object/sign/{bucket}/{quote(key)}?token={token}"})

    async def _begin(self, request: web.Request, fault: Fault | None) -> web.StreamResponse:
        named = {
            word: b64decode(text).decode()
            for word, _, text in (
                each.partition(" ") for each in request.headers["Upload-Metadata"].split(",")
            )
        }
        bucket, key = named["bucketName"], named["objectName"]
        length = int(request.headers["Upload-Length"])
        try:
            _may_write(request)
            self._check(bucket, key, length, named["contentType"])
        except RefusalError as refused:
            return _plain(refused)
        name = urlsafe_b64encode(f"{bucket}/{key}/{uuid4()}".encode()).decode().rstrip("=")
        self.uploads[name] = Upload(f"{bucket}/{key}", length, named)
        # What a server behind a proxy believes to be its own address.
        return web.Response(
            status=201, headers={"Location": f"http://storage:5000/storage/v1/upload/resumable/{name}"}
        )

    async def _offset(self, request: web.Request, fault: Fault | None, name: str) -> web.StreamResponse:
        upload = self.uploads.get(name)
        if upload is None:
            return web.Response(status=404)
        return web.Response(headers={"Upload-Offset": str(len(upload.content)), "Cache-Control": "no-store"})

    async def _abandon(self, request: web.Request, fault: Fault | None, name: str) -> web.StreamResponse:
        _may_write(request)
        return web.Response(status=204 if self.uploads.pop(name, None) else 404)

    async def _part(self, request: web.Request, fault: Fault | None, name: str) -> web.StreamResponse:
        upload = self.uploads[name]
        if int(request.headers["Upload-Offset"]) != len(upload.content):
            return web.Response(status=409, text="Upload-Offset conflict")
        part = await _body(request, fault)
        last = len(upload.content) + len(part) == upload.length
        if len(part) != PART_BYTES and not last:
            return web.Response(status=400, text="All parts but the last must be of 6 MB")
        upload.content += part
        if last:
            if upload.key in self.objects:
                return web.Response(status=409, text="The resource already exists")
            metadata = json.loads(upload.named.get("metadata", "{}"))
            self.objects[upload.key] = Stored(bytes(upload.content), upload.named["contentType"], metadata)
        return web.Response(status=204, headers={"Upload-Offset": str(len(upload.content))})


_Answerer = Callable[..., Awaitable[web.StreamResponse]]
_ROUTES: Final[list[tuple[str, str, _Answerer]]] = [
    ("GET", "/bucket/([^/]+)", StandIn._bucket),
    ("POST", "/bucket/?", StandIn._new_bucket),
    ("POST", "/upload/resumable", StandIn._begin),
    ("HEAD", "/upload/resumable/([^/]+)", StandIn._offset),
    ("PATCH", "/upload/resumable/([^/]+)", StandIn._part),
    ("DELETE", "/upload/resumable/([^/]+)", StandIn._abandon),
    ("POST", "/object/list/([^/]+)", StandIn._list),
    ("DELETE", "/object/([^/]+)", StandIn._remove),
    ("GET", "/object/info/([^/]+)/(.+)", StandIn._info),
    ("GET", "/object/sign/([^/]+)/(.+)", StandIn._signed),
    ("POST", "/object/sign/([^/]+)/(.+)", StandIn._sign),
    ("GET", "/object/([^/]+)/(.+)", StandIn._read),
    ("POST", "/object/([^/]+)/(.+)", StandIn._create),
    ("DELETE", "/object/([^/]+)/(.+)", StandIn._delete),
]


def _role(request: web.Request) -> str:
    roles = {"": "none", SERVICE_KEY: "service", ANONYMOUS_KEY: "anon"}
    return roles.get(request.headers.get("Authorization", "").removeprefix("Bearer "), "bad")


def _may_write(request: web.Request) -> None:
    match _role(request):
        case "none":
            refuse("400", "Error", "InvalidRequest", "headers must have required property 'authorization'")
        case "bad":
            refuse("403", "Unauthorized", "AccessDenied", "signature verification failed")
        case "anon":
            refuse("403", "Unauthorized", "AccessDenied", "new row violates row-level security policy")


async def _body(request: web.Request, fault: Fault | None) -> bytearray:
    content = bytearray()
    while chunk := await request.content.read(1 if fault is Fault.TRICKLE else 65_536):
        content += chunk
        if fault is Fault.TRICKLE:
            await asyncio.sleep(1)
        if fault is Fault.RESET:
            _reset(request)
    return content


def _reset(request: web.Request) -> NoReturn:
    assert request.transport is not None
    request.transport.abort()
    raise asyncio.CancelledError


def _plain(refused: RefusalError) -> web.Response:
    return web.Response(status=int(refused.fields["statusCode"]), text=refused.fields["message"])


async def _early(request: web.Request, refused: RefusalError) -> web.StreamResponse:
    """Answer before the body is read, and leave it unread on the socket; `Connection: close` closes that."""
    if request.content.is_eof() or not request.can_read_body:
        return web.json_response(refused.fields, status=refused.status)
    close = request.headers.get("Connection", "").lower() == "close"
    content = json.dumps(refused.fields).encode()
    head = (
        f"HTTP/1.1 {refused.status} Error\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(content)}\r\nConnection: {'close' if close else 'keep-alive'}\r\n\r\n"
    )
    transport = request.transport
    assert isinstance(transport, asyncio.Transport)
    transport.pause_reading()
    transport.write(head.encode() + content)
    if close:
        transport.close()
    await asyncio.Event().wait()
    raise AssertionError
