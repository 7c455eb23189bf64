"""What is wrong with the whole service arrives in its operator's chat; a report opens in the browser from its button."""

from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from svodka.app import open_app, utc_now
from svodka.cli._bot import open_bot_part
from svodka.cli.run import open_everything
from svodka.config import Settings
from svodka.database import open_database
from svodka.rehearsal.servers.ports import free_port
from svodka.simulator import Message, Simulator, open_simulator
from svodka.uploads import Person
from svodka.watching import Role, Trouble
from tests.samples import FOLDER

pytestmark = pytest.mark.timeout(120)


def settings_for(telegram: Simulator, folder: Path, **more: str) -> Settings:
    return Settings.load(
        {
            "BOT_TOKEN": telegram.token,
            "SVODKA_TELEGRAM_API_URL": telegram.api_url,
            "SVODKA_DATA_DIR": str(folder / "var"),
            **more,
        }
    )


async def test_a_trouble_that_lasts_is_said_in_the_operators_chat_and_language(tmp_path: Path) -> None:
    async with open_simulator() as telegram:
        operator = telegram.person(name="Анна", language_code="ru")
        await operator.send_text("/start")
        settings = settings_for(telegram, tmp_path, SVODKA_OPERATORS=str(operator.id))
        url = settings.database.url.get_secret_value()
        async with open_database(url, pool_size=1) as database:
            await database.migrate()
            async with database.works() as work:
                await work.people.meet(Person(id=operator.id, name="Анна", language="ru"), utc_now())
                await work.watch.trouble_begins(Trouble.NO_WORKER, utc_now() - timedelta(minutes=2))

        async with open_app(settings, role=Role.BOT) as app, open_bot_part(app):
            told = await operator.wait_for(lambda message: "Ни один обработчик" in message.text, timeout_s=30)
    assert "svodka worker" in told.text


async def test_the_button_under_a_report_opens_it_in_the_browser(tmp_path: Path) -> None:
    port = free_port()
    async with open_simulator() as telegram:
        person = telegram.person(name="Анна", language_code="ru")
        settings = settings_for(
            telegram, tmp_path, SVODKA_WEB_PORT=str(port), SVODKA_WEB_URL="https://svodka.example"
        )
        async with open_everything(settings):
            await person.send_document(FOLDER / "продажи.csv")
            report = await person.wait_for(lambda message: bool(link_of(message)), timeout_s=60)
            address = link_of(report).replace("https://svodka.example", f"http://127.0.0.1:{port}")
            async with aiohttp.ClientSession() as session, session.get(address) as answer:
                assert answer.status == 200
                page = await answer.text()
                assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert page.startswith("<!doctype html>")
    assert "продажи" in page.lower()


def link_of(message: Message) -> str:
    """Return the address that a button of the message opens, or nothing."""
    return next((button.url for row in message.buttons for button in row if button.url), "")
