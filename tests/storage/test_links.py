"""Signed links: they open what they were made for, for as long as was said, and nothing else."""

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svodka.errors import ObjectNotFoundError, SettingsError, StorageError
from svodka.storage import Links, Place, S3Place, SupabasePlace, open_storage
from tests.storage.conftest import RULES

KEY = "7/2026/11/01a20d1a-74fd-7589-b4bf-e1ae1817aa1e.csv"
NAME = "Выписка по счёту.csv"


@dataclass
class Clock:
    now: float = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def made(clock: Clock, secret: bytes = b"s" * 32) -> Links:
    return Links(base="https://bot.example/files", secret=secret, clock=clock)


def parts(link: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}


def test_a_link_opens_for_its_time_and_not_a_second_longer() -> None:
    clock = Clock()
    links = made(clock)
    link = links.link(KEY, seconds=60, name=NAME)

    assert urlsplit(link).path == f"/files/{KEY}"
    assert links.opens(KEY, **parts(link))
    clock.now += 59
    assert links.opens(KEY, **parts(link))
    clock.now += 1
    assert not links.opens(KEY, **parts(link))


@pytest.mark.parametrize(
    ("key", "changed"),
    [
        (KEY.replace("7/", "8/", 1), {}),
        (KEY, {"name": "other.csv"}),
        (KEY, {"expires": "9999999999"}),
        (KEY, {"expires": "x"}),
        (KEY, {"expires": "٣"}),
        (KEY, {"expires": "9" * 100}),
        (KEY, {"signature": ""}),
        (KEY, {"signature": "0" * 64}),
        (KEY, {"signature": "подпись"}),
    ],
)
def test_whatever_is_changed_in_a_link_closes_it(key: str, changed: dict[str, str]) -> None:
    links = made(Clock())

    assert not links.opens(key, **parts(links.link(KEY, seconds=60, name=NAME)) | changed)


def test_a_link_of_another_secret_does_not_open() -> None:
    clock = Clock()

    assert not made(clock).opens(KEY, **parts(made(clock, b"t" * 32).link(KEY, seconds=60, name=NAME)))


@given(key=st.text(), name=st.text(), other_key=st.text(), other_name=st.text())
def test_no_two_links_share_a_signature(key: str, name: str, other_key: str, other_name: str) -> None:
    links = made(Clock())
    if "\n" in key + other_key or (key, name) == (other_key, other_name):
        return

    assert links._signature(key, name, 7) != links._signature(other_key, other_name, 7)


def test_a_secret_is_long_and_is_not_shown() -> None:
    with pytest.raises(SettingsError):
        made(Clock(), b"short")
    assert "ssss" not in repr(made(Clock()))


@pytest.fixture(params=["supabase", "s3"])
def bucket(request: pytest.FixtureRequest) -> Place:
    place: SupabasePlace | S3Place = request.getfixturevalue("s3_place" if request.param == "s3" else "place")
    return place


async def test_a_bucket_signs_its_own_links_and_anybody_can_follow_them(bucket: Place, scratch: Path) -> None:
    async with open_storage(bucket, scratch=scratch, rules=RULES) as service:
        key = await service.upload_csv(b"a;b", 7, NAME)
        link = await service.signed_link(key, 60, name=NAME)

        def followed() -> tuple[bytes, str]:
            with urlopen(link) as answer:
                return answer.read(), answer.headers["Content-Disposition"] or ""

        content, disposition = await asyncio.to_thread(followed)

    assert content == b"a;b"
    assert "filename*=UTF-8''%D0%92%D1%8B%D0%BF%D0%B8%D1%81%D0%BA%D0%B0%20" in disposition


async def test_what_is_not_there_has_no_link_at_supabase(place: SupabasePlace, scratch: Path) -> None:
    async with open_storage(place, scratch=scratch, rules=RULES) as service:
        with pytest.raises(ObjectNotFoundError):
            await service.signed_link(KEY, 60)


async def test_a_directory_has_links_where_somebody_serves_them(tmp_path: Path, scratch: Path) -> None:
    async with open_storage(tmp_path / "objects", scratch=scratch, rules=RULES) as service:
        key = await service.upload_csv(b"a;b", 7, "a.csv")
        with pytest.raises(StorageError, match="SVODKA_WEB_URL"):
            await service.signed_link(key, 60)
        clock = Clock()
        served = replace(service, links=made(clock))
        link = await served.signed_link(key, 60, name=NAME)

    assert served.links is not None
    assert served.links.opens(key, **parts(link))
