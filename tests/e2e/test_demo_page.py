"""The demo as a newcomer meets it: one command, one page, a file in, a report back."""

import asyncio
import os
import re
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import async_playwright, expect

from tests.samples import FOLDER
from tests.simulator.test_page import ARGUMENTS, CHROMIUM, PHONE, WIDE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(180),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]

ANSWER_MS = 60_000


@pytest.fixture
async def address(tmp_path: Path) -> AsyncIterator[str]:
    """Run the demo with an empty home; it ends cleanly at Ctrl-C."""
    command = [sys.executable, "-m", "svodka", "demo", "--port", "0"]
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    demo = await asyncio.create_subprocess_exec(
        *command, env=environment, stdout=asyncio.subprocess.PIPE, cwd=tmp_path
    )
    assert demo.stdout is not None
    async with asyncio.timeout(60):
        line = (await demo.stdout.readline()).decode()
    found = re.search(r"http://\S+", line)
    assert found, line
    yield found[0]
    demo.send_signal(signal.SIGINT)
    assert await demo.wait() == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
async def test_a_file_put_into_the_chat_comes_back_as_summary_chart_and_report(
    address: str, viewport: dict[str, int]
) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        page = await browser.new_page(viewport=viewport, locale="ru-RU")  # type: ignore[arg-type]  # two of a kind
        await page.goto(address)
        await page.locator("input[type=file]").first.set_input_files(FOLDER / "Выписка по счёту.csv")

        answers = page.locator(".message.theirs")
        await expect(answers.locator(".file-name")).to_have_text(
            "Выписка по счёту — отчёт.html", timeout=ANSWER_MS
        )
        await expect(answers.locator("img").first).to_be_visible()
        await expect(answers.filter(has_text="5 222 361,99").first).to_be_visible()
        await page.get_by_role("button", name="Столбцы").click()
        await expect(answers.filter(has_text="Контрагент").last).to_contain_text(
            "Назначение", timeout=ANSWER_MS
        )
        async with page.expect_popup() as opened:
            await answers.get_by_text("Выписка по счёту — отчёт.html").click()
        report = await opened.value
        await expect(report.get_by_role("heading", level=1)).to_contain_text("Выписка", timeout=ANSWER_MS)
        width = await report.evaluate("document.documentElement.scrollWidth")
        assert width <= viewport["width"]
        await browser.close()


async def test_a_newcomer_without_a_file_sends_a_sample(address: str) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        page = await browser.new_page(locale="en-US")
        await page.goto(address)
        await page.get_by_role("button", name="Sales export").click()
        await expect(page.locator(".message.theirs .file-name")).to_contain_text("report", timeout=ANSWER_MS)
        await browser.close()
