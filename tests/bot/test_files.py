"""People's files are streamed from Telegram, and each way it fails has its own error."""

import logging
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiogram import Bot

from svodka.bot import TelegramFiles, open_telegram
from svodka.errors import FileTooLargeError, ObjectNotFoundError, PassingError
from svodka.simulator import DOWNLOAD, Fault, FaultKind, Rules, Simulator, open_simulator
from svodka.uploads import Document

BODY = bytes(range(256)) * 2000


@pytest.fixture
async def telegram() -> AsyncIterator[Simulator]:
    async with open_simulator(rules=Rules(max_download_bytes=len(BODY))) as simulator:
        yield simulator


@pytest.fixture
async def bot(telegram: Simulator) -> AsyncIterator[Bot]:
    async with open_telegram(telegram.token, api_url=telegram.api_url) as bot:
        yield bot


async def sent(telegram: Simulator, body: bytes = BODY) -> Document:
    person = telegram.person()
    message = await person.send_document(body, "table.csv")
    assert message.document is not None
    attachment = message.document
    return Document(
        file_id=attachment.file_id,
        file_unique_id=attachment.unique_id,
        name=attachment.name,
        size=attachment.size,
    )


async def read(bot: Bot, document: Document, deadline_s: float = 5.0) -> list[bytes]:
    async with TelegramFiles(bot, deadline_s=deadline_s).open(document) as chunks:
        return [chunk async for chunk in chunks]


async def test_a_file_comes_in_pieces_and_whole(telegram: Simulator, bot: Bot) -> None:
    chunks = await read(bot, await sent(telegram))

    assert b"".join(chunks) == BODY
    assert max(map(len, chunks)) <= 1 << 16


async def test_a_file_over_telegrams_limit_is_too_large(telegram: Simulator, bot: Bot) -> None:
    with pytest.raises(FileTooLargeError) as caught:
        await read(bot, await sent(telegram, BODY + b"!"))

    assert caught.value.figures == {"limit_mb": 20}


async def test_a_file_that_telegram_does_not_know_is_not_found(telegram: Simulator, bot: Bot) -> None:
    document = replace(await sent(telegram), file_id="BQACAgIAAxkDAAI")

    with pytest.raises(ObjectNotFoundError):
        await read(bot, document)


@pytest.mark.parametrize("method", ["getFile", DOWNLOAD])
@pytest.mark.parametrize(
    "fault",
    [
        Fault(kind=FaultKind.ERROR, status=502),
        Fault(kind=FaultKind.FLOOD, retry_after_s=3),
        Fault(kind=FaultKind.RESET),
    ],
    ids=lambda fault: fault.kind.value,
)
async def test_what_passes_is_said_to_pass_and_never_shows_the_token(
    telegram: Simulator, bot: Bot, method: str, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    document = await sent(telegram)
    telegram.inject(method, fault, times=2)  # aiohttp asks a second time where a kept connection broke

    with caplog.at_level(logging.DEBUG), pytest.raises(PassingError) as caught:
        await read(bot, document)

    telegram.faults.clear()
    assert telegram.token not in str(caught.value) + caplog.text
    assert b"".join(await read(bot, document)) == BODY


async def test_a_pause_that_telegram_asks_for_is_handed_on(telegram: Simulator, bot: Bot) -> None:
    document = await sent(telegram)
    telegram.inject("getFile", Fault(kind=FaultKind.FLOOD, retry_after_s=17))

    with pytest.raises(PassingError) as caught:
        await read(bot, document)

    assert caught.value.retry_after_s == 17


async def test_a_download_that_hangs_ends_at_its_deadline(telegram: Simulator, bot: Bot) -> None:
    document = await sent(telegram)
    telegram.inject(DOWNLOAD, Fault(kind=FaultKind.HANG))

    with pytest.raises(PassingError):
        await read(bot, document, deadline_s=0.1)
