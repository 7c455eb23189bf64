"""The files that people sent, streamed from Telegram. Its links carry the token: none is logged or raised."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Final

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import AiogramError, TelegramBadRequest, TelegramRetryAfter
from aiogram.types import File
from aiohttp import ClientError, ClientResponse, ClientTimeout

from svodka.errors import FileTooLargeError, ObjectNotFoundError, PassingError
from svodka.uploads import Document

# Telegram's own limit on what a bot may fetch, whatever our limits are.
TELEGRAM_LIMIT_MB: Final = 20
_CHUNK_BYTES: Final = 1 << 16
_GET_FILE_TIMEOUT_S: Final = 15


class TelegramFiles:
    """Opens people's files; see `svodka.uploads.FileSource`. `deadline_s` is for one whole download."""

    def __init__(self, bot: Bot, *, deadline_s: float = 60.0) -> None:
        self._bot = bot
        self._deadline_s = deadline_s

    def open(self, document: Document) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Stream the file while the block lasts; nothing is kept in memory."""
        return self._open(document)

    @asynccontextmanager
    async def _open(self, document: Document) -> AsyncIterator[AsyncIterator[bytes]]:
        file = await self._locate(document)
        response = await self._request(file.file_path or "")
        try:
            _check(response.status)
            yield _chunks(response, expected=file.file_size)
        finally:
            response.close()

    async def _locate(self, document: Document) -> File:
        try:
            return await self._bot.get_file(document.file_id, request_timeout=_GET_FILE_TIMEOUT_S)
        except TelegramBadRequest as error:
            if "too big" in error.message.lower():
                raise FileTooLargeError(error.message, limit_mb=TELEGRAM_LIMIT_MB) from None
            raise ObjectNotFoundError(f"telegram no longer has the file: {error.message}") from None
        except AiogramError as error:
            raise _no_link(error) from None

    async def _request(self, path: str) -> ClientResponse:
        session = self._bot.session
        assert isinstance(session, AiohttpSession)
        client = await session.create_session()
        url = session.api.file_url(self._bot.token, path)
        try:
            return await client.get(url, timeout=ClientTimeout(total=self._deadline_s))
        except (ClientError, TimeoutError, OSError) as error:
            raise _broken(error) from None


def _check(status: int) -> None:
    """A link that is unknown or has run out is asked for again, so nothing here is for good."""
    if status != 200:
        raise PassingError(f"download from telegram answered {status}")


async def _chunks(response: ClientResponse, *, expected: int | None) -> AsyncIterator[bytes]:
    received = 0
    try:
        async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
            received += len(chunk)
            yield chunk
    except (TimeoutError, ClientError, OSError) as error:
        raise _broken(error) from None
    if expected is not None and received != expected:
        raise PassingError(f"download from telegram ended after {received} of {expected} bytes")


def _no_link(error: AiogramError) -> PassingError:
    passing = PassingError(f"telegram gives no link to the file: {type(error).__name__}")
    if isinstance(error, TelegramRetryAfter):
        passing.retry_after_s = error.retry_after
    return passing


def _broken(error: Exception) -> PassingError:
    return PassingError(f"download from telegram broke: {type(error).__name__}")
