"""An update that Telegram posts is in the inbox before it is confirmed; nobody else's is ever there."""

import json
from io import BytesIO

import pytest

from svodka.uploads import SECRET_HEADER
from tests.web.conftest import WEBHOOK_SECRET, Answer, Site

UPDATE = {"update_id": 5, "message": {"message_id": 1}}
BOT_ID = 123456


async def posted(site: Site, body: str | BytesIO, secret: str | None = WEBHOOK_SECRET) -> Answer:
    headers = {} if secret is None else {SECRET_HEADER: secret}
    return await site.visitor().post("/hook", body, **headers)


async def inbox(site: Site) -> list[dict[str, object]]:
    async with site.app.database.works() as work:
        return [update.payload for _, update in await work.inbox.pending(BOT_ID, 10)]


async def test_an_update_is_kept_before_it_is_confirmed_and_once(site: Site) -> None:
    woken = 0

    def wake() -> None:
        nonlocal woken
        woken += 1

    with site.app.bells.inbox_heard_by(wake):
        answers = [await posted(site, json.dumps(UPDATE)) for _ in range(2)]

    assert [(answer.status, answer.text) for answer in answers] == [(200, "")] * 2
    assert await inbox(site) == [UPDATE]
    assert woken == 1


@pytest.mark.parametrize("secret", [None, "", "wrong", WEBHOOK_SECRET + "x", WEBHOOK_SECRET[:-1]])
async def test_whoever_does_not_know_the_secret_leaves_nothing(site: Site, secret: str | None) -> None:
    assert (await posted(site, json.dumps(UPDATE), secret)).status == 403
    assert await inbox(site) == []


async def test_what_is_no_update_is_refused(site: Site) -> None:
    assert (await posted(site, "{}")).status == 400
    assert (await posted(site, "not json")).status == 400
    assert (await posted(site, BytesIO(b" " * (2 << 20)))).status == 413
    assert (await site.visitor().get("/hook")).status == 405
    assert await inbox(site) == []


async def test_a_database_that_is_away_confirms_nothing(site: Site) -> None:
    async with site.app.database.engine.begin() as connection:
        await connection.exec_driver_sql("DROP TABLE inbox")

    assert (await posted(site, json.dumps(UPDATE))).status == 500
