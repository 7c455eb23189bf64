"""How updates reach the bot: by polling, or by the webhook while one is set; never by both."""

import re
from collections.abc import Awaitable, Callable

from svodka.simulator.calls import Call
from svodka.simulator.polling import Polling
from svodka.simulator.refusals import bad_request, conflict
from svodka.simulator.telegram import Telegram
from svodka.simulator.updates import Update
from svodka.simulator.webhook import Webhook, WebhookSettings

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_WEBHOOK_IS_SET = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
_MAX_CONNECTIONS = range(1, 101)
_DEFAULT_CONNECTIONS = 40


class Delivery:
    """Owns the webhook and the polling of one bot. `run` makes a call that came in a webhook's answer."""

    def __init__(self, telegram: Telegram, run: Callable[[Call], Awaitable[object]]) -> None:
        self._telegram = telegram
        self._run = run
        self._polling = Polling(telegram.updates, telegram.rules)
        self._webhook: Webhook | None = None

    async def get_updates(self, call: Call) -> list[Update]:
        """Answer getUpdates."""
        if self._active() is not None:
            raise conflict(_WEBHOOK_IS_SET)
        return await self._polling.get_updates(call, self._telegram.clock())

    async def set_webhook(self, call: Call) -> bool:
        """Answer setWebhook; an empty address takes the webhook away."""
        url = (call.text("url") or "").strip()
        secret = call.text("secret_token") or None
        if url and not url.startswith(("http://", "https://")):
            raise bad_request("bad webhook: invalid webhook URL specified")
        if secret and not _SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        connections = call.integer("max_connections") or _DEFAULT_CONNECTIONS
        allowed = call.array("allowed_updates")
        if allowed is not None:
            self._telegram.updates.allowed = frozenset(map(str, allowed)) or None
        await self._drop(clear=call.flag("drop_pending_updates"))
        if url:
            self._polling.webhook_was_set()
            bounded = min(max(connections, _MAX_CONNECTIONS.start), _MAX_CONNECTIONS.stop - 1)
            self._open(WebhookSettings(url=url, secret=secret, max_connections=bounded))
        return True

    async def delete_webhook(self, call: Call) -> bool:
        """Answer deleteWebhook."""
        await self._drop(clear=call.flag("drop_pending_updates"))
        return True

    async def webhook_info(self, _call: Call) -> dict[str, object]:
        """Answer getWebhookInfo."""
        webhook = self._active()
        info: dict[str, object] = {
            "url": webhook.settings.url if webhook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self._telegram.updates),
        }
        if webhook:
            info |= {"max_connections": webhook.settings.max_connections, "ip_address": "127.0.0.1"}
            if webhook.last_error:
                info["last_error_date"], info["last_error_message"] = webhook.last_error
        if self._telegram.updates.allowed:
            info["allowed_updates"] = sorted(self._telegram.updates.allowed)
        return info

    async def close(self) -> None:
        """Stop delivering and send away who waits."""
        self._polling.close()
        await self._drop(clear=False)

    def _active(self) -> Webhook | None:
        return self._webhook if self._webhook and not self._webhook.dead else None

    def _open(self, settings: WebhookSettings) -> None:
        telegram = self._telegram
        self._webhook = Webhook(
            settings=settings,
            updates=telegram.updates,
            files=telegram.files,
            rules=telegram.rules,
            clock=telegram.clock,
            run=self._run,
        )
        self._webhook.start()

    async def _drop(self, *, clear: bool) -> None:
        webhook, self._webhook = self._webhook, None
        if webhook is not None:
            await webhook.stop()
        if clear:
            self._telegram.updates.clear()
