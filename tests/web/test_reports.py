"""Whoever has a link sees one report and for a while; whoever has none finds nothing."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote
from uuid import uuid4

import pytest

from svodka.signing import Links, derived_key
from svodka.uploads import State, Upload
from tests.web.conftest import Site, open_site

HOUR = timedelta(hours=1)
PAGE = "<!doctype html><title>Отчёт</title>"


@dataclass
class Shared:
    """A report that was delivered, and its links."""

    site: Site
    links: Links
    upload: Upload

    def path(self, part: str = "report", lasts: timedelta = HOUR) -> str:
        link = self.links.make(self.upload.id, part, now=self.site.app.clock(), lasts=lasts)
        assert link.startswith("https://svodka.example/r/")
        return link.removeprefix("https://svodka.example")


@pytest.fixture
async def shared(site: Site, tmp_path: Path) -> Shared:
    page, clean = tmp_path / "report.html", tmp_path / "clean.csv"
    page.write_text(PAGE, "utf-8")
    clean.write_text("a;b\n1;2\n", "utf-8")
    files = {"report": page, "clean": clean}
    results = {name: site.app.objects.new_key(7, path.name) for name, path in files.items()}
    await site.app.objects.upload_results({results[name]: path for name, path in files.items()})
    assert site.app.links is not None
    return Shared(site=site, links=site.app.links, upload=await site.add(State.DELIVERED, results=results))


@pytest.fixture
async def stranger_site(tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(tmp_path / "other", {"SVODKA_SECRET_KEY": "another" * 8}) as site:
        yield site


async def test_a_link_shows_the_report_and_lets_it_reach_nothing(shared: Shared) -> None:
    answer = await shared.site.visitor().get(shared.path())

    assert (answer.status, answer.text) == (200, PAGE)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("inline; filename*=UTF-8''")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-scripts; default-src 'none'")
    assert "connect-src" not in policy
    assert "allow-same-origin" not in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert [path.name for path in shared.site.app.scratch.iterdir()] == [".lock"]


async def test_a_link_to_the_clean_file_saves_it(shared: Shared) -> None:
    answer = await shared.site.visitor().get(shared.path("clean"))

    assert (answer.status, answer.text) == (200, "a;b\n1;2\n")
    assert answer.headers["Content-Disposition"].startswith("attachment; ")


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("a\r\nSet-Cookie: x=1\r\n\r\n<script>.csv", "a_Set-Cookie_ x=1_script"),
        ('x"; filename="../../etc/passwd.csv', "passwd"),
        ("\u202egpj.exe\u202c.csv", "gpj.exe"),
        ("..\\\\host\\share.csv", "host_share"),
        ("\ud83d.csv", "\ufffd"),
        (None, "Таблица"),
    ],
)
async def test_a_name_makes_no_header_hides_no_end_and_leads_nowhere(
    shared: Shared, name: str | None, stem: str
) -> None:
    document = replace(shared.upload.document, name=name)
    upload = await shared.site.add(State.DELIVERED, results=shared.upload.results, document=document)
    answer = await shared.site.visitor().get(replace(shared, upload=upload).path("clean"))

    assert answer.status == 200
    assert "Set-Cookie" not in answer.headers
    value = answer.headers["Content-Disposition"]
    assert unquote(value) == f"attachment; filename*=UTF-8''{stem} — очищено.csv"
    assert value.isascii()


async def test_a_link_ends_with_its_time_and_with_its_file(shared: Shared) -> None:
    visitor = shared.site.visitor()
    assert (await visitor.get(shared.path(lasts=-HOUR))).status == 404

    good = shared.path()
    async with shared.site.app.database.works() as work:
        await work.uploads.move(
            shared.upload.id, source=State.DELIVERED, target=State.DELETED, now=shared.site.app.clock()
        )
    assert (await visitor.get(good)).status == 404


async def test_a_report_whose_object_is_gone_is_not_found(shared: Shared) -> None:
    await shared.site.app.objects.delete_csv(shared.upload.results["report"])

    assert (await shared.site.visitor().get(shared.path())).status == 404


async def test_a_link_that_is_not_ours_finds_nothing(shared: Shared, stranger_site: Site) -> None:
    good = shared.path()
    signed, _, signature = good.rpartition(".")
    theirs = stranger_site.app.links
    assert theirs is not None
    forged = theirs.make(shared.upload.id, "report", now=shared.site.app.clock())
    unknown = shared.links.make(uuid4(), "report", now=shared.site.app.clock())
    visitor = shared.site.visitor()
    for path in (
        f"{signed}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}",
        signed,
        forged.removeprefix("https://svodka.example"),
        unknown.removeprefix("https://svodka.example"),
        shared.path("chart-1"),
        "/r/x",
        "/r/%D1%8F.%00",
        f"/r/{shared.upload.id}",
    ):
        assert (await visitor.get(path)).status == 404, path


def test_keys_are_made_for_one_use_each(site: Site) -> None:
    links, login = derived_key(site.app.settings, "links"), derived_key(site.app.settings, "login")

    assert links is not None
    assert links != login
    assert site.app.settings.bot.token is not None
    assert site.app.settings.bot.token.get_secret_value().encode() not in links
    assert links.hex() not in repr(site.app.links)
