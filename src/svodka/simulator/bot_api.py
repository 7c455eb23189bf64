"""The Bot API on HTTP: `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

import asyncio
import contextlib
import json
from http import HTTPStatus

from aiohttp import web

from svodka.simulator.calls import Call, read_call
from svodka.simulator.delivery import Delivery
from svodka.simulator.faults import DOWNLOAD, Fault, FaultKind
from svodka.simulator.methods import METERED, METHODS
from svodka.simulator.refusals import RefusalError, not_found, too_many_requests, unauthorized
from svodka.simulator.telegram import Telegram


class BotApi:
    """Serves one bot. `closing` is set when the server goes down, so that no answer is held back longer."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram
        self._delivery = Delivery(telegram, self._run_reply)
        self._closing = asyncio.Event()
        self._waiting_methods = {
            "getupdates": self._get_updates,
            "setwebhook": self._delivery.set_webhook,
            "deletewebhook": self._delivery.delete_webhook,
            "getwebhookinfo": self._delivery.webhook_info,
        }

    def routes(self) -> list[web.RouteDef]:
        """Return what the server is to route here."""
        return [
            web.route("*", "/bot{token}/{method}", self._handle_call),
            web.get("/file/bot{token}/{path:.+}", self._handle_download),
        ]

    async def close(self) -> None:
        """Let go of everybody who waits for an answer."""
        self._closing.set()
        await self._delivery.close()

    async def _handle_call(self, request: web.Request) -> web.StreamResponse:
        telegram = self._telegram
        try:
            if request.match_info["token"] != telegram.bot.token:
                raise unauthorized()
            call = await read_call(
                request,
                telegram.files,
                method=request.match_info["method"],
                query=request.query,
                max_bytes=telegram.rules.max_upload_bytes,
            )
            return await self._answer(request, call)
        except RefusalError as refusal:
            return _refused(refusal)

    async def _answer(self, request: web.Request, call: Call) -> web.StreamResponse:
        self._telegram.count_call(call.method.lower())
        fault = self._telegram.faults.take(call.method, call.integer("chat_id"))
        if fault is not None:
            await self._before(request, fault)
        try:
            result = await self._run(call)
        except RefusalError:
            self._telegram.files.discard(call.uploads.values())
            raise
        if fault is not None:
            await self._after(request, fault)
        return _json_response({"ok": True, "result": result})

    async def _run_reply(self, call: Call) -> object:
        """Make a call that came in a webhook's answer."""
        self._telegram.count_call(call.method.lower())
        return await self._run(call)

    async def _run(self, call: Call) -> object:
        """Make a call, metered."""
        name = call.method.lower()
        waiting = self._waiting_methods.get(name)
        if waiting is not None:
            return await waiting(call)
        method = METHODS.get(name)
        if method is None:
            raise not_found()
        if name in METERED and (chat_id := call.integer("chat_id")) is not None:
            retry_after_s = self._telegram.flood.retry_after_s(chat_id)
            if retry_after_s is not None:
                raise too_many_requests(retry_after_s)
        return method(self._telegram, call)

    async def _get_updates(self, call: Call) -> object:
        return [update.body for update in await self._delivery.get_updates(call)]

    async def _handle_download(self, request: web.Request) -> web.StreamResponse:
        telegram = self._telegram
        try:
            if request.match_info["token"] != telegram.bot.token:
                raise unauthorized()
            telegram.count_call(DOWNLOAD)
            fault = telegram.faults.take(DOWNLOAD, None)
            if fault is not None:
                await self._before(request, fault)
                await self._after(request, fault)
            stored = telegram.files.by_link(request.match_info["path"])
            if stored is None:
                raise not_found()
        except RefusalError as refusal:
            return _refused(refusal)
        return web.FileResponse(stored.path, headers={"Content-Type": "application/octet-stream"})

    async def _before(self, request: web.Request, fault: Fault) -> None:
        """Do what a fault does instead of the call."""
        if fault.kind is FaultKind.FLOOD:
            raise too_many_requests(fault.retry_after_s)
        if fault.kind is FaultKind.ERROR:
            raise RefusalError(fault.status, HTTPStatus(fault.status).phrase)
        if fault.kind is FaultKind.HANG:
            await self._hold_back(fault.hang_s)
            raise RefusalError(HTTPStatus.GATEWAY_TIMEOUT, "Gateway Timeout")
        if fault.kind is FaultKind.RESET:
            _cut(request)
            raise RefusalError(HTTPStatus.BAD_GATEWAY, "Bad Gateway")  # for nobody: the connection is gone

    async def _after(self, request: web.Request, fault: Fault) -> None:
        """Do what a fault does to the answer."""
        if fault.kind is FaultKind.SLOW:
            await self._hold_back(fault.hang_s)
        if fault.kind is FaultKind.ANSWER_LOST:
            _cut(request)

    async def _hold_back(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._closing.wait()


def _cut(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()


def _refused(refusal: RefusalError) -> web.Response:
    return _json_response(refusal.body(), status=refusal.status)


def _json_response(body: object, status: int = 200) -> web.Response:
    return web.Response(body=json.dumps(body).encode(), status=status, content_type="application/json")
