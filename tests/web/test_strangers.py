"""Who has no business here finds nothing: each route by name, headers that browsers obey, cookies, forms, guesses."""

import asyncio
import re
from io import BytesIO
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from starlette.requests import HTTPConnection

from svodka.app import open_app
from svodka.config import Settings
from svodka.uploads import State
from svodka.web import hash_of
from svodka.web.doorkeeping import COOKIE, Doorkeeper, Throttle, fits, make_doorkeeper
from svodka.web.site import make_site
from tests.web.conftest import PASSWORD, Site, no_messages, open_site

FOR_ANYBODY = {
    "/healthz",
    "/readyz",
    "/static/{name}",
    "/admin/login",
    "/admin/logout",
    "/r/{token}",
    "/hook",
    "/admin/tables/statics",  # sqladmin's styles and scripts
}


def paths_of(routes: list[Any], prefix: str = "") -> set[str]:
    """Name the path of each route, those of mounted sites and included routers too."""
    found: set[str] = set()
    for route in routes:
        inner = getattr(getattr(route, "app", None), "routes", None) or getattr(
            getattr(route, "original_router", None), "routes", None
        )
        path = prefix + getattr(route, "path", "")
        found |= paths_of(inner, path) if inner else {path}
    return found


async def test_no_route_but_the_public_ones_shows_a_stranger_anything(site: Site) -> None:
    pages: Any = make_site(site.app, queue_depth=no_messages)
    paths = paths_of(pages._site.routes)
    assert {"/metrics", "/admin", "/admin/live", "/admin/tables/{identity}/list"} <= paths
    stranger = site.visitor()
    shown = set()
    for path in paths - FOR_ANYBODY:
        upload = await site.add(State.FAILED)
        concrete = re.sub(r"\{identity\}", "upload", path)
        concrete = re.sub(r"\{[^}]*\}", str(upload.id), concrete)
        for answer in (await stranger.get(concrete), await stranger.post(concrete)):
            assert answer.status in (303, 401, 404, 405), (path, answer.status)
            if answer.status == 303:
                assert answer.headers["Location"] in ("/admin/login", "/admin")
            shown.add(answer.text)
    assert not any("Анна" in text or "Продажи" in text for text in shown)


async def test_a_ticket_of_somebody_else_opens_nothing(site: Site) -> None:
    forged = Doorkeeper("another password", b"another key").ticket()
    for ticket in (forged, "x", "", "a.b.c", "я"):
        visitor = site.visitor(ticket=ticket)
        assert (await visitor.get("/admin/live")).status == 401
        assert (await visitor.get("/admin/tables/upload/list")).headers["Location"] == "/admin/login"
        assert (await visitor.get("/metrics")).status == 404


@pytest.mark.parametrize("path", ["/healthz", "/admin/login", "/admin", "/static/operator.css", "/nothing"])
async def test_every_answer_tells_browsers_to_be_careful(site: Site, path: str) -> None:
    operator = await site.operator()
    headers = (await operator.get(path)).headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Frame-Options"] == "DENY"
    assert "server" not in headers


async def test_the_ticket_is_for_this_site_over_https_and_no_script(site: Site) -> None:
    answer = await site.visitor().log_in()

    assert (answer.status, answer.headers["Location"]) == (303, "/admin")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-svodka=")
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=strict", "Max-Age=43200"} <= set(cookie.split("; "))
    assert PASSWORD not in cookie


async def test_whoever_guesses_has_to_wait_and_so_does_the_right_guess(site: Site) -> None:
    stranger = site.visitor()
    statuses = [(await stranger.log_in("guess")).status for _ in range(5)]
    assert statuses == [403] * 5

    answer = await stranger.log_in(PASSWORD)
    assert answer.status == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 31
    assert stranger.ticket is None


async def test_guesses_from_many_addresses_wait_for_each_other(site: Site) -> None:
    begun = monotonic()
    guesses = [
        site.visitor().post("/admin/login", {"password": "x"}, X_Forwarded_For=f"10.0.0.{n}")
        for n in range(6)
    ]
    answers = await asyncio.gather(*guesses)

    assert [answer.status for answer in answers] == [403] * 6
    assert monotonic() - begun >= 6 / 2 * 0.5
    assert (await site.visitor().log_in()).status == 303


def test_waits_grow_and_are_each_address_its_own() -> None:
    now = 0.0
    throttle = Throttle(free=2, first_s=10, longest_s=30, clock=lambda: now)
    waits = []
    for _ in range(5):
        throttle.was_wrong("a")
        waits.append(throttle.wait_s("a"))
        now += waits[-1]
    assert waits == [0, 10, 20, 30, 30]
    assert throttle.wait_s("b") == 0
    throttle.was_right("a")
    throttle.was_wrong("a")
    assert throttle.wait_s("a") == 0


def test_a_password_may_be_kept_as_its_hash() -> None:
    kept = hash_of("пароль оператора")

    assert kept.startswith("scrypt$")
    assert "пароль" not in kept
    assert kept != hash_of("пароль оператора")
    assert [fits(word, kept) for word in ("пароль оператора", "", kept)] == [True, False, False]
    assert not fits("x", "scrypt$not base64")


def visit(ticket: str) -> HTTPConnection:
    return HTTPConnection({"type": "http", "headers": [(b"cookie", f"{COOKIE}={ticket}".encode())]})


def test_a_new_password_or_key_ends_every_login() -> None:
    base = {"SVODKA_ADMIN_PASSWORD": PASSWORD, "SVODKA_SECRET_KEY": "k" * 32}
    keepers = [
        make_doorkeeper(Settings.load(base | change))
        for change in ({}, {"SVODKA_ADMIN_PASSWORD": "another password"}, {"SVODKA_SECRET_KEY": "q" * 32})
    ]
    assert keepers[0] is not None
    ticket = keepers[0].ticket()
    assert [keeper is not None and keeper.knows(visit(ticket)) for keeper in keepers] == [True, False, False]


async def test_forms_of_other_pages_do_nothing(site: Site) -> None:
    upload = await site.add(State.FAILED, error_code="internal")
    operator, other = await site.operator(), await site.operator()

    for key in ("", "x", "я", await other.form_key()):
        answer = await operator.post(f"/admin/retry/{upload.id}", {"form_key": key})
        assert answer.status == 403
    assert (await operator.post("/admin/logout", {"form_key": ""})).status == 403
    async with site.app.database.works() as work:
        row = await work.uploads.get(upload.id)
    assert row is not None
    assert row.state is State.FAILED


@pytest.mark.parametrize("key", ["not-a-key", "%3Cscript%3E", "1", "..%2f..%2fetc"])
async def test_what_is_no_key_tells_a_stranger_nothing(site: Site, key: str) -> None:
    answer = await site.visitor().post(f"/admin/retry/{key}", {"form_key": "x"})

    assert (answer.status, answer.text) in [
        (401, '{"detail":"Unauthorized"}'),
        (404, '{"detail":"Not Found"}'),
    ]


async def test_what_is_not_asked_for_is_not_there(tmp_path: Path) -> None:
    nothing = {
        "SVODKA_ADMIN_PASSWORD": "",
        "SVODKA_METRICS_TOKEN": "",
        "SVODKA_WEB_URL": "",
        "SVODKA_WEBHOOK_URL": "",
        "SVODKA_WEBHOOK_SECRET": "",
    }
    async with open_site(tmp_path, nothing) as site:
        stranger = site.visitor()
        for path in (
            "/admin",
            "/admin/login",
            "/admin/tables/upload/list",
            "/metrics",
            "/hook",
            "/docs",
            "/openapi.json",
        ):
            assert (await stranger.get(path)).status == 404, path
        assert (await stranger.post("/hook")).status == 404
        assert (await stranger.get("/metrics", Authorization="Bearer ")).status == 404


async def test_a_body_that_is_too_long_is_not_read_to_its_end(site: Site) -> None:
    body = BytesIO(b"password=" + b"x" * (2 << 20))
    kind = "application/x-www-form-urlencoded"
    answer = await site.visitor().post("/admin/login", body, Content_Type=kind)

    assert answer.status == 413


async def test_the_tables_are_to_be_read_only(site: Site) -> None:
    upload = await site.add(State.FAILED, object_key="7/secret-key.csv", last_error="token 123456:AAbbCC")
    operator = await site.operator()

    listed = await operator.get("/admin/tables/upload/list")
    details = await operator.get(f"/admin/tables/upload/details/{upload.id}")
    assert (listed.status, details.status) == (200, 200)
    assert "Продажи &lt;b&gt;.csv" in listed.text
    for text in (listed.text, details.text):
        assert "secret-key" not in text
        assert "telegram-file-id" not in text
        assert not re.search(r'(?:src|href)="(?!/|#|http://127\.0\.0\.1)', text)
    for path in ("create", f"edit/{upload.id}", "export/csv"):
        assert (await operator.get(f"/admin/tables/upload/{path}")).status == 403
    assert (await operator.get("/admin/tables/upload/details/not-a-key")).status == 404
    assert (await operator.get("/admin/tables/upload/list?sortBy=summary&sort=asc")).status == 400
    assert upload.document.name is not None
    for term, found in (
        (upload.document.name[:4], True),
        (str(upload.id), True),
        ("telegram-file-id", False),
    ):
        listed = await operator.get(f"/admin/tables/upload/list?search={term}")
        assert (str(upload.id) in listed.text.replace(f'value="{term}"', "")) is found
    assert (await operator.post("/admin/tables/upload/create", {"state": "delivered"})).status == 403


async def test_secrets_in_a_row_are_masked(site: Site) -> None:
    await site.add(
        State.FAILED, error_code="internal", last_error=f"https://api.telegram.org/bot{site_token()}/getFile"
    )
    operator = await site.operator()
    for path in ("/admin", "/admin/live", "/admin/tables/upload/list"):
        text = (await operator.get(path)).text
        assert "getFile" in text
        assert site_token().partition(":")[2] not in text


def site_token() -> str:
    return "123456:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"


async def test_the_application_opens_without_pages(tmp_path: Path) -> None:
    async with open_app(Settings.load({"SVODKA_DATA_DIR": str(tmp_path / "var")})) as app:
        assert app.links is None
        assert app.webhook is None
