"""The operator sees what waits and why, takes up again what failed, and reads it in two languages, live, on a phone."""

import asyncio
import json
import re
import shutil
from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import Page, async_playwright, expect

from svodka.uploads import STEP_OF, State
from svodka.watching import Heartbeat, Process, Role, Vitals
from tests.simulator.test_page import ARGUMENTS, CHROMIUM
from tests.web.conftest import PASSWORD, Site, Visitor

MINUTE = timedelta(minutes=1)


async def test_the_first_page_leads_to_the_login_and_back(site: Site) -> None:
    visitor = site.visitor()
    assert (await visitor.get("/admin")).headers["Location"] == "/admin/login"
    assert 'type="password"' in (await visitor.get("/admin/login")).text
    assert (await visitor.log_in("wrong password")).status == 403
    await visitor.log_in()
    assert (await visitor.get("/admin/login")).headers["Location"] == "/admin"

    left = await visitor.post("/admin/logout", {"form_key": await visitor.form_key()})
    assert (left.status, left.headers["Location"]) == (303, "/admin/login")
    assert 'svodka="";' in left.headers["Set-Cookie"]


async def test_what_waits_says_why_and_what_failed_says_what(site: Site) -> None:
    now = site.app.clock()
    await site.add(State.STORED, changed_at=now - 7 * MINUTE)
    await site.add(
        State.RECEIVED, not_before=now + 3 * MINUTE, attempts=2, last_error="StorageUnavailableError('down')"
    )
    await site.add(State.FAILED, error_code="sandbox-crashed", attempts=3)
    text = (await (await site.operator()).get("/admin")).text

    assert "Waits for a worker" in text
    assert "7 min ago" in text
    assert re.search(r"Put off, next try in (?:2|3) min", text)
    assert "StorageUnavailableError(&#39;down&#39;)" in text
    assert "The process that analysed this file crashed on it" in text
    assert "Needs attention" in text
    assert "Продажи &lt;b&gt;.csv" in text
    assert "Анна &lt;script&gt;" in text


async def test_a_failed_upload_is_taken_up_again_once(site: Site) -> None:
    upload = await site.add(State.FAILED, error_code="internal", object_key="7/x.csv")
    operator = await site.operator()
    key = await operator.form_key()
    site.app.bells.courier.clear()

    answers = [await operator.post(f"/admin/retry/{upload.id}", {"form_key": key}) for _ in range(2)]
    assert [answer.headers["Location"] for answer in answers] == [
        "/admin?note=retried",
        "/admin?note=not-retried",
    ]
    assert site.app.bells.courier.is_set()
    async with site.app.database.works() as work:
        row = await work.uploads.get(upload.id)
        said = await work.outbox.pending(site.app.clock(), 10)
    assert row is not None
    assert row.state in STEP_OF
    assert row.error_code is None
    assert [message.payload["code"] for message in said] == ["progress-accepted"]
    assert "in work again" in (await operator.get("/admin?note=retried")).text


async def test_processes_show_how_they_fare(site: Site) -> None:
    now = site.app.clock()
    vitals = Vitals(
        sessions_open=1, sessions_share=2, sessions_busy=0.42, memory_bytes=150 << 20, storage_is_down=True
    )
    process = Process(name="worker:machine-7:1:x", role=Role.WORKER, started_at=now - timedelta(hours=3))
    async with site.app.database.works() as work:
        await work.watch.beat(Heartbeat(process=process, at=now, vitals=vitals))
    text = (await (await site.operator()).get("/admin/live")).text

    assert "machine-7" in text
    for part in (
        "42 %",
        "1/2",
        "150\u00a0MB",
        "3 h",
        "The storage is away for it",
        "The file storage does not answer",
    ):
        assert part in text, part


@pytest.mark.parametrize(
    ("languages", "words"), [("ru-RU,ru;q=0.9,en;q=0.8", "Состояние"), ("de,en", "How it fares")]
)
async def test_the_page_speaks_the_readers_language_or_the_one_that_was_chosen(
    site: Site, languages: str, words: str
) -> None:
    operator = await site.operator()
    operator.languages = languages
    answer = await operator.get("/admin")
    chosen = await operator.get("/admin?lang=ru")

    assert words in answer.text
    assert '<html lang="ru">' in chosen.text
    assert chosen.headers["Set-Cookie"].startswith("svodka-language=ru")
    assert "Set-Cookie" not in (await operator.get("/admin?lang=xx")).headers


async def test_without_a_database_the_page_says_so(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    operator = await site.operator()
    monkeypatch.setattr(type(site.app.database.engine), "connect", _refuse)

    answer = await operator.get("/admin")
    assert (answer.status, (await operator.get("/admin/live")).status) == (503, 503)
    assert "The database does not answer" in answer.text
    figures = await operator.get("/metrics")
    assert "svodka_up 0.0" in figures.text
    ready = await operator.get("/readyz")
    assert json.loads(ready.text)["checks"]["database"] == "database-unavailable"


def _refuse(*_arguments: Any, **_options: Any) -> Any:
    raise ConnectionRefusedError("no database here")


async def test_no_page_asks_another_host_for_anything(site: Site) -> None:
    await site.add(State.FAILED, error_code="internal")
    operator = await site.operator()
    for path in ("/admin", "/admin/live", "/admin/login", "/static/operator.css", "/static/operator.js"):
        text = (await operator.get(path)).text
        assert not re.search(
            r"(?:https?:)?//(?!/)[a-z]", re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE)
        ), path
        assert not re.search(r"\son\w+=|style=|<script>|<style", text), path


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_on_a_phone_the_page_is_live_and_nothing_is_cut_off(site: Site, scheme: Any) -> None:
    complaints: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        context = await browser.new_context(
            viewport={"width": 360, "height": 700}, locale="ru-RU", color_scheme=scheme
        )
        page = await context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await _entered(page, site)
        await expect(page.get_by_role("heading", level=1)).to_have_text("Всё в порядке", timeout=30_000)

        await site.add(State.FAILED, error_code="internal", last_error="KeyError('сумма')" + "x" * 200)
        retry = page.get_by_role("button", name="Повторить")
        await expect(retry).to_be_visible(timeout=30_000)
        await page.locator("details summary").click()
        async with page.expect_response("**/admin/live", timeout=30_000):
            pass
        await expect(page.locator("details")).to_have_attribute("open", "")
        for selector in ("html", ".upload", "#processes"):
            width = await page.locator(selector).first.evaluate("element => element.scrollWidth")
            assert width <= 360, selector

        await retry.click()
        await expect(page.get_by_role("status")).to_have_text("Файл снова в работе.", timeout=30_000)
        await browser.close()
    assert complaints == []


async def _entered(page: Page, site: Site) -> None:
    await page.goto(f"{site.address}/admin")
    await page.get_by_label("Пароль").fill(PASSWORD)
    await page.get_by_role("button", name="Войти").click()


async def test_many_operators_cost_one_look(site: Site) -> None:
    operators: list[Visitor] = [await site.operator() for _ in range(3)]
    texts = await asyncio.gather(*(operator.get("/admin/live") for operator in operators))
    moments = {re.search(r"As of ([\d:]+)", answer.text)[1] for answer in texts}  # type: ignore[index]
    assert len(moments) == 1
