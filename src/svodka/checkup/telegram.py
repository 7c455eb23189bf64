"""Is the token good, how do updates come, and does this machine's clock agree with Telegram's?"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from time import monotonic
from typing import Any, Final

import aiohttp

from svodka.checkup.model import Finding, Subject, note, ok, wrong
from svodka.config import Settings

_TELEGRAM: Final = "https://api.telegram.org"
_TIMEOUT: Final = aiohttp.ClientTimeout(total=10)
# The header counts whole seconds. Storages refuse signatures of clocks that are minutes off; leases feel seconds.
_MAX_SKEW_S: Final = 5.0
_LATELY: Final = timedelta(minutes=10)
_UNAUTHORISED: Final = (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND)


async def check_telegram(settings: Settings) -> Sequence[Finding]:
    """Ask Telegram who the bot is, what it knows of its webhook, and what time it is."""
    if settings.bot.token is None:
        return [note(Subject.TELEGRAM, "no-token")]
    base = f"{settings.bot.api_url or _TELEGRAM}/bot{settings.bot.token.get_secret_value()}"
    try:
        async with aiohttp.ClientSession(timeout=_TIMEOUT) as session:
            begun = monotonic()
            async with session.post(f"{base}/getMe") as response:
                took_s, now = monotonic() - begun, datetime.now(UTC)
                status, date = response.status, response.headers.get("Date")
                me = await response.json()
            if status in _UNAUTHORISED:
                return [wrong(Subject.TELEGRAM, "token-refused")]
            if not me.get("ok"):
                return [wrong(Subject.TELEGRAM, "telegram-refuses", error=str(me.get("description", status)))]
            async with session.post(f"{base}/getWebhookInfo") as response:
                hook = (await response.json()).get("result", {})
    except (aiohttp.ClientError, OSError, ValueError) as error:
        return [wrong(Subject.TELEGRAM, "telegram-away", error=repr(error))]
    return [
        ok(Subject.TELEGRAM, "token-good", name=me["result"].get("username", "?"), ms=round(took_s * 1000)),
        *_updates(settings, hook, now),
        *_clock(date, now - timedelta(seconds=took_s / 2)),
    ]


def _updates(settings: Settings, hook: dict[str, Any], now: datetime) -> Iterator[Finding]:
    """Say whether updates come as the settings want it."""
    there, wanted = hook.get("url") or "", settings.bot.webhook_url
    pending = int(hook.get("pending_update_count", 0))
    if not wanted:
        code = "webhook-in-the-way" if there else "polling"
        yield (note if there else ok)(Subject.TELEGRAM, code, pending=pending)
        return
    if not there.startswith(wanted):
        yield note(Subject.TELEGRAM, "webhook-not-yet", pending=pending)
        return
    failed_at = datetime.fromtimestamp(hook.get("last_error_date", 0), UTC)
    if now - failed_at < _LATELY:
        error = str(hook.get("last_error_message", "?"))
        yield wrong(Subject.TELEGRAM, "webhook-fails", error=error, pending=pending)
    else:
        yield ok(Subject.TELEGRAM, "webhook-set", pending=pending)


def _clock(date: str | None, now: datetime) -> Iterator[Finding]:
    if date is None:
        return
    # On the average, what the header cuts off is half a second.
    skew_s = (now - parsedate_to_datetime(date)).total_seconds() - 0.5
    finding = ok if abs(skew_s) <= _MAX_SKEW_S else wrong
    yield finding(
        Subject.CLOCK, "clock-right" if finding is ok else "clock-wrong", seconds=round(abs(skew_s), 1)
    )
