"""Delivers updates to the bot's webhook: each chat strictly in order, different chats side by side."""

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import aiohttp

from svodka.simulator.calls import Call, read_call
from svodka.simulator.files import FileStore
from svodka.simulator.refusals import RefusalError
from svodka.simulator.rules import Rules
from svodka.simulator.updates import Update, UpdateQueue
from svodka.simulator.waiting import Nursery

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
_GONE = 410
_MAX_RETRY_AFTER_S = 3600.0
_NEVER_IN_A_REPLY = frozenset({"setwebhook", "deletewebhook", "close", "logout"})


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSettings:
    """What setWebhook was told."""

    url: str
    secret: str | None = None
    max_connections: int = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """What came of one delivery."""

    taken: bool
    retry_after_s: float | None = None
    error: str = ""
    gone: bool = False


class Webhook:
    """One webhook while it is set. Its own HTTP session is opened with it and closed by `stop`."""

    def __init__(
        self,
        *,
        settings: WebhookSettings,
        updates: UpdateQueue,
        files: FileStore,
        rules: Rules,
        clock: Callable[[], float],
        run: Callable[[Call], Awaitable[object]],
    ) -> None:
        self.settings = settings
        self.last_error: tuple[int, str] | None = None
        self._updates = updates
        self._files = files
        self._rules = rules
        self._clock = clock
        self._run = run
        self._nursery = Nursery()
        self._places = asyncio.Semaphore(settings.max_connections)
        self._lanes: dict[int, deque[Update]] = {}
        self._gone_since: float | None = None
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=rules.webhook_timeout_s))
        self.dead = False

    def start(self) -> None:
        """Deliver what waits, and from now on each update as it happens."""
        self._updates.on_add = self._enqueue
        for update in self._updates.pending():
            self._enqueue(update)

    async def stop(self) -> None:
        """Deliver no more; what was not taken stays pending."""
        self._updates.on_add = None
        await self._nursery.close()
        await self._session.close()

    def _enqueue(self, update: Update) -> None:
        if self.dead:
            return
        lane = self._lanes.get(update.chat_id)
        if lane is not None:
            lane.append(update)
            return
        self._lanes[update.chat_id] = deque([update])
        self._nursery.start(self._serve_lane(update.chat_id))

    async def _serve_lane(self, chat_id: int) -> None:
        lane = self._lanes[chat_id]
        while lane and not self.dead:
            await self._deliver(lane[0])
            lane.popleft()
        del self._lanes[chat_id]

    async def _deliver(self, update: Update) -> None:
        """Try until it is taken or too old: once more at once, then with doubling pauses."""
        pause_s = 0.0
        while self._updates.is_alive(update) and not self.dead:
            async with self._places:
                outcome = await self._post(update)
            if outcome.taken:
                break
            self._note_failure(outcome)
            await asyncio.sleep(pause_s if outcome.retry_after_s is None else outcome.retry_after_s)
            pause_s = min(pause_s * 2 or self._rules.webhook_first_pause_s, self._rules.webhook_max_pause_s)
        if not self.dead:
            self._updates.confirm(update.id)

    def _note_failure(self, outcome: _Outcome) -> None:
        now = self._clock()
        self.last_error = (int(now), outcome.error)
        if not outcome.gone:
            self._gone_since = None
        elif self._gone_since is None:
            self._gone_since = now
        elif now - self._gone_since > self._rules.webhook_gone_after_s:
            self.dead = True

    async def _post(self, update: Update) -> _Outcome:
        headers = {"Content-Type": "application/json"}
        if self.settings.secret:
            headers[SECRET_HEADER] = self.settings.secret
        body = json.dumps(update.body).encode()
        try:
            async with self._session.post(
                self.settings.url, data=body, headers=headers, allow_redirects=False
            ) as response:
                if not 200 <= response.status < 300:
                    return _failure(response)
                await self._do_what_the_reply_says(response)
                return _Outcome(taken=True)
        except TimeoutError:
            return _Outcome(taken=False, error="Read timeout expired")
        except aiohttp.ClientConnectionError:
            return _Outcome(taken=False, error="Connection refused")
        except aiohttp.ClientError as error:
            return _Outcome(taken=False, error=str(error))

    async def _do_what_the_reply_says(self, response: aiohttp.ClientResponse) -> None:
        """Run the one method call that the body may carry; nobody is told its result."""
        try:
            call = await read_call(response, self._files, max_bytes=self._rules.max_upload_bytes)
            name = call.method.lower()
            if name and not name.startswith("get") and name not in _NEVER_IN_A_REPLY:
                await self._run(call)
        except RefusalError as refusal:
            self.last_error = (int(self._clock()), refusal.description)


def _failure(response: aiohttp.ClientResponse) -> _Outcome:
    retry_after = response.headers.get("Retry-After", "")
    return _Outcome(
        taken=False,
        retry_after_s=min(float(retry_after), _MAX_RETRY_AFTER_S) if retry_after.isdigit() else None,
        error=f"Wrong response from the webhook: {response.status} {response.reason}",
        gone=response.status == _GONE,
    )
