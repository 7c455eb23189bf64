"""The chat page in a real browser, with a scripted bot at the other end."""

import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    ViewportSize,
    async_playwright,
    expect,
)

from svodka.simulator import Sample, Simulator, open_simulator
from tests.simulator.scripted import ScriptedBot, open_scripted_bot

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip
WIDE: ViewportSize = {"width": 1280, "height": 860}
PHONE: ViewportSize = {"width": 360, "height": 720}
DROP = """async ([name, body]) => {
  const data = new DataTransfer();
  data.items.add(new File([body], name, { type: "text/csv" }));
  const log = document.getElementById("log");
  for (const kind of ["dragenter", "dragover"]) log.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true }));
  const shown = !document.getElementById("drop").hidden;
  log.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true }));
  return shown;
}"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.asyncio(loop_scope="module"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def simulator(tmp_path: Path) -> AsyncIterator[Simulator]:
    sample = tmp_path / "sales.csv"
    sample.write_bytes(b"a,b\n1,2\n")
    samples = [Sample(path=sample, label="Продажи", name="продажи.csv")]
    async with open_simulator(samples=samples) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def bot(simulator: Simulator) -> AsyncIterator[ScriptedBot]:
    async with open_scripted_bot(simulator) as opened:
        await simulator.wait_for_calls("getUpdates", 1)
        yield opened


class Visit:
    """A browser window that notes every complaint, and every request that leaves the simulator."""

    def __init__(self, page: Page, home: str) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.elsewhere: list[str] = []
        host = urlsplit(home).netloc
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda line: self.complaints.append(line.text) if line.type == "error" else None)
        page.on(
            "request",
            lambda request: (
                self.elsewhere.append(request.url) if urlsplit(request.url).netloc not in ("", host) else None
            ),
        )


@pytest_asyncio.fixture(loop_scope="module")
async def window(browser: Browser) -> AsyncIterator[BrowserContext]:
    context = await browser.new_context(viewport=WIDE, locale="ru-RU")
    context.set_default_timeout(10_000)
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="module")
async def page(window: BrowserContext, simulator: Simulator, bot: ScriptedBot) -> AsyncIterator[Page]:
    """The page as a newcomer finds it; whatever happens there, it never complains and never looks elsewhere."""
    visit = Visit(await window.new_page(), simulator.url)
    await visit.page.goto(simulator.url)
    await expect(visit.page.get_by_role("button", name="Начать")).to_be_visible()
    yield visit.page
    assert (visit.complaints, visit.elsewhere) == ([], [])


def said(page: Page, text: str) -> Locator:
    return page.get_by_role("log").get_by_text(text)


async def start(page: Page) -> None:
    await page.get_by_role("button", name="Начать").click()
    await expect(said(page, "Здравствуйте!")).to_be_visible()


async def drop(page: Page, name: str, body: str) -> None:
    assert await page.evaluate(DROP, [name, body]) is True


async def test_a_newcomer_finds_a_chat_what_the_bot_does_and_a_start_button(page: Page) -> None:
    await expect(page.get_by_role("heading", name="Что умеет этот бот?")).to_be_visible()
    await expect(said(page, "Пришлите таблицу")).to_be_visible()
    await start(page)
    await expect(page.locator(".message.theirs strong")).to_have_text("Здравствуйте!")
    await expect(page.get_by_role("button", name="Начать")).to_be_hidden()


async def test_a_dropped_file_is_answered_and_its_button_pressed(page: Page, simulator: Simulator) -> None:
    await start(page)
    await drop(page, "Выписка по счёту.csv", "a;b\n1;2\n")
    await expect(page.locator(".mine .file-name")).to_have_text("Выписка по счёту.csv")
    answer = page.locator(".message.theirs", has_text="Принято: Выписка по счёту.csv")
    await expect(answer.locator(".reply-line")).to_contain_text("Выписка по счёту.csv")
    number = await answer.get_attribute("data-id")
    await answer.get_by_role("button", name="Подробнее").click()
    await expect(page.locator(".toast")).to_have_text("Уже считаю")

    edited = page.locator(f'.message[data-id="{number}"]')
    await expect(edited).to_contain_text("Вот подробности")
    await expect(edited).to_contain_text("изменено")
    await expect(edited.locator(".key")).to_have_count(0)
    (person,) = simulator.people
    document = next(m.document for m in person.messages if m.document)
    assert document is not None
    assert await person.download(document.unique_id) == b"a;b\n1;2\n"


async def test_an_alert_waits_to_be_read(page: Page) -> None:
    await drop(page, "a.csv", "1")
    await page.get_by_role("button", name="Тревога").click()
    await expect(page.get_by_role("dialog")).to_contain_text("Уже считаю")
    await page.get_by_role("button", name="Понятно").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_a_sample_is_sent_by_its_chip(page: Page) -> None:
    await page.get_by_role("button", name="Продажи").click()
    await expect(page.locator(".mine .file-name")).to_have_text("продажи.csv")
    await expect(said(page, "Принято: продажи.csv")).to_be_visible()


async def test_a_file_is_picked_with_the_paperclip(page: Page, tmp_path: Path) -> None:
    await start(page)
    path = tmp_path / "Книга.xlsx"
    path.write_bytes(b"PK")
    await page.get_by_role("button", name="Прикрепить файл").click()
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("menuitem", name="Файл").click()
    await (await chooser.value).set_files(path)
    await expect(page.locator(".mine .file-name")).to_have_text("Книга.xlsx")


async def test_a_picture_is_enlarged_by_a_tap(page: Page) -> None:
    await drop(page, "a.csv", "1")
    await page.get_by_role("button", name="Картинка").click()
    await expect(page.locator("#viewer-image")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("#viewer-image")).to_be_hidden()


async def test_an_html_document_opens_in_a_sandbox_of_its_own(page: Page, window: BrowserContext) -> None:
    await drop(page, "a.csv", "1")
    async with window.expect_page() as opened:
        await page.locator(".file-link", has_text="Отчёт.html").click()
    report = await opened.value
    await expect(report).to_have_title("origin null")  # its scripts run, in an origin that is nobody's


async def test_text_is_written_and_commands_are_offered(page: Page) -> None:
    await start(page)
    box = page.get_by_role("textbox", name="Сообщение")
    await box.fill("сколько будет 2 < 3?")
    await box.press("Enter")
    await expect(said(page, "эхо: сколько будет 2 < 3?")).to_be_visible()

    await box.fill("/he")
    await expect(page.get_by_role("option")).to_have_count(1)
    await page.get_by_role("option", name="/help").click()
    await expect(said(page, "эхо: /help")).to_be_visible()
    await page.get_by_role("button", name="Меню", exact=True).click()
    await expect(page.get_by_role("option")).to_have_count(2)


async def test_several_people_have_chats_of_their_own(page: Page, simulator: Simulator) -> None:
    await start(page)
    await page.get_by_role("button", name="Новый человек").click()
    await page.get_by_label("Имя").fill("John Smith")
    await page.get_by_label("Язык приложения").select_option("en")
    await page.get_by_role("button", name="Создать").click()
    await expect(page.locator("#chat-status")).to_contain_text("вы — John Smith")
    await expect(page.locator(".message")).to_have_count(0)

    anna, john = simulator.people
    await anna.send_text("я здесь")
    row = page.get_by_role("link", name=re.compile("^.*Анна"))
    await expect(row.locator(".unread")).to_have_text("1")
    await row.click()
    await expect(said(page, "эхо: я здесь").last).to_be_visible()
    assert (john.name, list(john.messages)) == ("John Smith", [])


async def test_what_others_wrote_is_never_run(page: Page, simulator: Simulator, bot: ScriptedBot) -> None:
    evil = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
    stranger = simulator.person(name=evil)
    await page.goto(f"{simulator.url}#{stranger.id}")
    await stranger.send_document(b"1", f"{evil}.csv")
    await stranger.send_text(evil)
    await expect(page.locator(".message.mine .text")).to_contain_text("<script>")
    assert await page.title() == "Сводка"
    assert await page.locator("#people img, #log .text img, #log script").count() == 0


async def test_actions_and_blocking_are_shown(page: Page, simulator: Simulator, bot: ScriptedBot) -> None:
    await start(page)
    (person,) = simulator.people
    await bot.call("sendChatAction", chat_id=person.id, action="upload_document")
    await expect(page.locator("#chat-status")).to_have_text("отправляет документ")
    await page.get_by_role("button", name="Ещё").click()
    await page.get_by_role("menuitem", name="Заблокировать бота").click()
    await page.get_by_role("button", name="Разблокировать бота").click()
    await expect(page.get_by_role("textbox", name="Сообщение")).to_be_visible()


async def test_a_message_is_answered_and_deleted_from_its_menu(page: Page) -> None:
    await start(page)
    await page.locator(".message.theirs .bubble").click(button="right")
    await page.get_by_role("menuitem", name="Ответить").click()
    await page.get_by_role("textbox", name="Сообщение").fill("спасибо")
    await page.keyboard.press("Enter")
    mine = page.locator(".message.mine", has_text="спасибо")
    await expect(mine.locator(".reply-line")).to_contain_text("Здравствуйте!")
    await mine.locator(".text").click(button="right")
    await page.get_by_role("menuitem", name="Удалить").click()
    await expect(mine).to_have_count(0)


async def test_on_a_phone_list_and_chat_are_two_screens(page: Page) -> None:
    await start(page)
    await page.set_viewport_size(PHONE)
    await expect(page.get_by_role("navigation")).to_be_hidden()
    await page.get_by_role("link", name="К списку чатов").click()
    await expect(page.get_by_role("navigation")).to_be_visible()
    await expect(page.get_by_role("log")).to_be_hidden()
    await page.get_by_role("link", name=re.compile("Анна")).click()
    await expect(page.get_by_role("log")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") == 360


async def test_the_chat_is_the_same_after_a_reload(page: Page, simulator: Simulator) -> None:
    await start(page)
    await page.reload()
    (person,) = simulator.people
    await person.send_text("я всё ещё здесь")
    await expect(said(page, "эхо: я всё ещё здесь")).to_be_visible()
    await expect(page.locator(".message")).to_have_count(4)


async def test_the_page_speaks_english_to_everybody_else(
    browser: Browser, simulator: Simulator, bot: ScriptedBot
) -> None:
    context = await browser.new_context(locale="de-DE", color_scheme="dark", viewport=PHONE)
    visit = await context.new_page()
    await visit.goto(simulator.url)
    await expect(visit.get_by_role("button", name="Start")).to_be_visible()
    assert await visit.evaluate("document.documentElement.lang") == "en"
    await context.close()


async def test_page_and_files_carry_strict_policies(simulator: Simulator) -> None:
    person = simulator.person()
    message = await person.send_document(b"<script>1</script>", "отчёт.html")
    assert message.document is not None
    async with aiohttp.ClientSession(simulator.url) as session:
        async with session.get("") as response:
            policy = response.headers["Content-Security-Policy"]
        async with session.get(f"files/{message.document.unique_id}") as response:
            document_policy = response.headers["Content-Security-Policy"]
        async with session.get("page/../server.py") as response:
            assert response.status == 404

    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert document_policy.startswith("sandbox allow-scripts")
    assert "allow-same-origin" not in document_policy
