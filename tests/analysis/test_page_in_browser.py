"""The report's page in a browser: offline, on a phone's width, light and dark, with and without script."""

from typing import Literal

import pytest
from playwright.async_api import ViewportSize, async_playwright, expect

from svodka.analysis import analyze
from tests.samples import FOLDER
from tests.simulator.test_page import ARGUMENTS, CHROMIUM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
PHONE: ViewportSize = {"width": 360, "height": 720}
WIDE: ViewportSize = {"width": 1280, "height": 900}
# The contrast of each text with what lies behind it: WCAG 2.2, success criterion 1.4.3.
LOW_CONTRAST = """() => {
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const low = [];
  for (const node of document.querySelectorAll("h1,h2,h3,p,li,dt,dd,label,small,b,span,option")) {
    if (!node.checkVisibility() || node.closest("svg") || !node.textContent.trim()) continue;
    const [one, two] = [light(rgb(getComputedStyle(node).color)), light(behind(node))].sort((a, b) => b - a);
    if ((one + 0.05) / (two + 0.05) < 4.5) low.push(node.tagName + ": " + node.textContent.slice(0, 40));
  }
  return low;
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    target = tmp_path_factory.mktemp("page") / "report.html"
    with analyze(FOLDER / "bank_statement.csv", lang="ru") as report:
        target.write_text(report.to_html(), "utf-8")
    return target.as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, WIDE], ids=["phone", "wide"])
async def test_the_page_fits_reads_well_and_asks_nobody(
    address: str, viewport: ViewportSize, scheme: Literal["light", "dark"]
) -> None:
    asked: list[str] = []
    complaints: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = await browser.new_page(viewport=viewport, color_scheme=scheme)
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.goto(address)
        overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        low = await page.evaluate(LOW_CONTRAST)
        await browser.close()

    assert asked == [address]
    assert complaints == []
    assert overflow <= 0
    assert low == []


async def test_columns_can_be_found_and_sorted(address: str) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = await browser.new_page(viewport=WIDE)
        await page.goto(address)
        await page.locator("#find").fill("валюта")
        await expect(page.locator(".card:visible")).to_have_count(2)
        await page.locator("#find").fill("")
        await page.locator("#sort").select_option("nulls")
        await expect(page.locator(".card h3").first).to_have_text("Кэшбэк")
        await browser.close()


async def test_all_is_there_without_script(address: str) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = await browser.new_page(viewport=PHONE, java_script_enabled=False)
        await page.goto(address)
        await expect(page.locator(".card:visible")).to_have_count(15)
        await expect(page.locator("#tools")).to_be_hidden()
        await browser.close()
