"""The ten sample files through the bot and through the command line: figures equal to an independent reckoning."""

import asyncio
import csv
import io
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from decimal import Decimal
from pathlib import Path

import pytest

from svodka.simulator import Message, RemotePerson, RemoteSimulator
from tests.e2e.installation import Bot, open_installation
from tests.e2e.test_restarts import has_reports
from tests.samples import SAMPLES, Sample, ru_number

pytestmark = pytest.mark.timeout(240)


@pytest.fixture
async def bot_and_telegram(tmp_path: Path) -> AsyncIterator[tuple[Bot, RemoteSimulator]]:
    async with open_installation(tmp_path) as (bot, telegram):
        await bot.start()
        yield bot, telegram


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_the_command_line_tells_the_truth_about_a_sample(sample: Sample, tmp_path: Path) -> None:
    file = tmp_path / sample.name
    file.write_bytes(sample.content)
    done = subprocess.run(
        [sys.executable, "-m", "svodka", "analyze", "--json", "--lang", "en", str(file)],
        capture_output=True,
        check=True,
        text=True,
    )
    report = json.loads(done.stdout)

    table = report["table"]
    assert table["rows"] == len(sample.rows)
    assert [column["name"] for column in table["columns"]] == sample.columns
    assert [column["type"] for column in table["columns"]] == sample.types.split()
    columns = {column["name"]: column for column in table["columns"]}
    assert {name: Decimal(columns[name]["sum"]) for name, _ in sample.sums()} == dict(sample.sums())
    ranges = [(name, columns[name]["min"], columns[name]["max"]) for name, _, _ in sample.ranges()]
    assert ranges == list(sample.ranges())
    source = report["source"]
    assert source["header_row"] == sample.header_row
    assert source["footer_rows"] == sample.footer_rows
    assert source["delimiter"] == sample.delimiter
    assert source["encoding"].replace("_", "-").startswith(sample.encoding.partition("-sig")[0])


async def test_the_bot_answers_each_sample_with_its_report_and_the_same_figures(
    bot_and_telegram: tuple[Bot, RemoteSimulator],
) -> None:
    bot, telegram = bot_and_telegram
    people = [await telegram.person(name=sample.name) for sample in SAMPLES]

    await asyncio.gather(*(answered(person, sample) for person, sample in zip(people, SAMPLES, strict=True)))

    assert await bot.stop() == 0
    assert bot.left_over() == []


async def answered(person: RemotePerson, sample: Sample) -> None:
    """Send a sample and check all that comes back."""
    await person.send_document(sample.content, sample.name)
    await person.wait_for(lambda m: m.from_bot and m.reply_to is not None, timeout_s=60)
    await has_reports(person, 1)
    assert any(message.photo and message.text for message in person.messages)
    report = next(m for m in person.messages if m.document and m.from_bot)
    await person.press(report, "Чистый файл")
    clean = await person.wait_for(
        lambda m: m.from_bot and m.document is not None and "csv" in (m.document.name or ""), timeout_s=60
    )
    assert clean.document is not None
    content = (await person.download(clean.document.unique_id)).decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(content, newline=""), delimiter=";")
    assert header == sample.columns
    assert len(rows) == len(sample.rows)
    for name, total in sample.sums():
        values = [ru_number(row[header.index(name)]) for row in rows]
        assert sum((value for value in values if value is not None), Decimal(0)) == total


def bot_says(words: str) -> Callable[[Message], bool]:
    return lambda message: message.from_bot and words in message.text


async def test_what_is_no_table_is_refused_in_the_persons_language_and_costs_nothing(
    bot_and_telegram: tuple[Bot, RemoteSimulator], tmp_path: Path
) -> None:
    bot, telegram = bot_and_telegram
    photo = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89" + bytes(500)
    person = await telegram.person(language_code="en")
    for content, name, words in (
        (photo, "photo.csv", "This is a picture"),
        (b"", "empty.csv", "empty"),
        (b"\n \n\n", "blank.csv", "empty"),
        (b"x" * (25 << 20), "big.csv", "too large"),
        (b"PK\x03\x04" + bytes(100), "half.xlsx", "damaged"),
    ):
        since = person.position
        file = tmp_path / name
        file.write_bytes(content)
        await person.send_document(file)
        await person.wait_for(bot_says(words), since=since, timeout_s=30)
    await person.send_document(b"a;b\n1;2\n3;4\n", None)
    await has_reports(person, 1)
    since = person.position
    await person.send_sticker()
    await person.wait_for(lambda m: m.from_bot and "file" in m.text, since=since)
    assert await bot.stop() == 0
    assert bot.left_over() == []
    kept = [path for path in (bot.data_dir / "objects").rglob("*") if path.is_file()]
    assert {path.suffix for path in kept} <= {".html", ".png", ".csv", ".bin"}
