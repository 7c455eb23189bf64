"""Links that a bucket signs: whoever has one can fetch what it was made for, for as long as was said."""

import asyncio
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from svodka.errors import ObjectNotFoundError, StorageError
from svodka.rehearsal.servers.storage import StandIn
from svodka.storage import Place, S3Place, SupabasePlace, open_storage
from tests.storage.conftest import RULES

KEY = "7/2026/11/01a20d1a-74fd-7589-b4bf-e1ae1817aa1e.csv"
NAME = "Выписка по счёту.csv"


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


async def test_a_directory_has_no_links_of_its_own(tmp_path: Path, scratch: Path) -> None:
    async with open_storage(tmp_path / "objects", scratch=scratch, rules=RULES) as service:
        key = await service.upload_csv(b"a;b", 7, "a.csv")
        with pytest.raises(StorageError, match="no address"):
            await service.signed_link(key, 60)


async def test_a_link_whose_time_is_over_opens_nothing(
    place: SupabasePlace, scratch: Path, standin: StandIn
) -> None:
    async with open_storage(place, scratch=scratch, rules=RULES) as service:
        key = await service.upload_csv(b"a;b", 7, NAME)
        link = await service.signed_link(key, 60, name=NAME)
    for known in standin.tokens:
        standin.tokens[known] -= 60

    def followed() -> int:
        try:
            with urlopen(link) as answer:
                return int(answer.status)
        except HTTPError as error:
            return error.code

    assert await asyncio.to_thread(followed) == 400
