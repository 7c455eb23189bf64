"""Does Redis answer, take what it is given, and keep it?"""

from collections.abc import Sequence
from time import monotonic
from typing import Any, Final
from uuid import uuid4

import redis.asyncio
from redis.exceptions import RedisError, ResponseError

from svodka.checkup.model import Finding, Subject, note, ok, wrong
from svodka.config import Settings

_TIMEOUT_S: Final = 3.0
_KEPT_S: Final = 10
_KEEPS: Final = "noeviction"


async def check_queue(settings: Settings) -> Sequence[Finding]:
    """Write a value, read it, delete it, and ask what happens when memory is short."""
    if settings.redis_url is None:
        return [ok(Subject.QUEUE, "queue-inside")]
    client = redis.asyncio.Redis.from_url(
        settings.redis_url.get_secret_value(), socket_timeout=_TIMEOUT_S, socket_connect_timeout=_TIMEOUT_S
    )
    async with client:
        try:
            await client.ping()
        except (RedisError, OSError) as error:
            return [wrong(Subject.QUEUE, "queue-away", error=repr(error))]
        begun = monotonic()
        try:
            await _round_trip(client)
        except (RedisError, OSError) as error:
            return [wrong(Subject.QUEUE, "queue-refuses", error=str(error))]
        ms = round((monotonic() - begun) * 1000)
        policy = await _policy(client)
    if policy != _KEEPS:
        return [note(Subject.QUEUE, "queue-evicts", policy=policy)]
    return [ok(Subject.QUEUE, "queue-good", ms=ms)]


async def _round_trip(client: Any) -> None:
    key, value = f"svodka:doctor:{uuid4().hex}", uuid4().hex
    await client.set(key, value, ex=_KEPT_S)
    found = await client.getdel(key)
    if found is None or found.decode() != value:
        raise ResponseError(f"gave back {found!r} for {value!r}")


async def _policy(client: Any) -> str:
    """Say what Redis forgets for want of memory; servers that do not tell are taken to keep everything."""
    try:
        return str((await client.info("memory")).get("maxmemory_policy", _KEEPS))
    except RedisError:
        return _KEEPS
