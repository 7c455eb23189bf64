"""`svodka doctor` says in words what was found, for people and for programs, and shows no secret."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from svodka import checkup
from svodka.texts import LANGUAGES, codes
from tests.cli.calling import svodka

# Nothing of these answers, and all at once.
BROKEN: Final = {
    "BOT_TOKEN": "7234567890:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw8",
    "SVODKA_TELEGRAM_API_URL": "http://127.0.0.1:1",
    "DATABASE_URL": "postgresql://bot:hunter2@127.0.0.1:1/x",
    "REDIS_URL": "redis://:hunter2@127.0.0.1:1",
    "SUPABASE_URL": "http://127.0.0.1:1",
    "SUPABASE_SERVICE_ROLE_KEY": "sb_secret_hunter2",
    "SVODKA_UPLOAD_DEADLINE_S": "0.3",
}


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measure no log: other tests do, and a busy machine would be found wrong."""
    left = {subject: check for subject, check in checkup.ALL.items() if subject not in {"log", "sandbox"}}
    monkeypatch.setattr("svodka.cli.doctor.ALL", left)


def environ(folder: Path, **more: str) -> Mapping[str, str]:
    return {"SVODKA_DATA_DIR": str(folder / "var"), **more}


@pytest.mark.usefixtures("quiet")
def test_an_installation_that_is_well_ends_with_0(tmp_path: Path) -> None:
    outcome = svodka("doctor", environ=environ(tmp_path))

    assert outcome.code == 0
    lines = outcome.out.splitlines()
    assert "• Telegram     BOT_TOKEN is not set, so Telegram was not asked" in lines
    assert "✓ Fonts        letters of both languages can be drawn" in lines
    assert lines[-1] == "Nothing is wrong."


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_wrong_is_told_with_a_way_to_mend_it_and_no_secret(tmp_path: Path, language: str) -> None:
    outcome = svodka("doctor", "--lang", language, environ=environ(tmp_path, **BROKEN))

    assert outcome.code == 1
    wrong = re.findall(r"^✗ (\w+) .+\n +→ \S.+$", outcome.out, re.MULTILINE)
    assert (
        wrong
        == {
            "en": ["Telegram", "Database", "Queue", "Storage"],
            "ru": ["Telegram", "База", "Очередь", "Хранилище"],
        }[language]
    )
    assert "hunter2" not in outcome.out + outcome.err
    assert "AAHdqTcv" not in outcome.out + outcome.err


@pytest.mark.usefixtures("quiet")
def test_a_program_reads_the_findings_as_json(tmp_path: Path) -> None:
    outcome = svodka("doctor", "--json", environ=environ(tmp_path, **BROKEN))

    document = json.loads(outcome.out)
    assert document["ok"] is False
    database = next(finding for finding in document["findings"] if finding["subject"] == "database")
    assert {key: database[key] for key in ("verdict", "code")} == {
        "verdict": "wrong",
        "code": "database-away",
    }
    assert database["mend"].startswith("is the server running")
    assert "hunter2" not in outcome.out


def test_the_log_alone_is_measured_closely(tmp_path: Path) -> None:
    outcome = svodka("doctor", "--logging", "--json", environ=environ(tmp_path))

    findings = json.loads(outcome.out)["findings"]
    assert [finding["code"] for finding in findings] == ["log-flowing", "log-stuck", "log-end"]
    assert [finding["figures"]["errors-arrived"] for finding in findings[:2]] == [250, 200]


def test_wrong_settings_are_told_first(tmp_path: Path) -> None:
    outcome = svodka("doctor", environ=environ(tmp_path, SVODKA_NONSENSE="1"))

    assert outcome.code == 2
    assert outcome.err.startswith("SVODKA_NONSENSE: is not a setting")


def test_every_finding_has_its_words() -> None:
    sources = [path.read_text("utf-8") for path in Path(checkup.__file__).parent.glob("*.py")]
    named = {"late", "polling", "unexpected"} | {
        code for source in sources for code in re.findall(r'"([a-z]+(?:-[a-z]+)+)"', source)
    } - {"errors-arrived", "svodka-doctor"}
    for language in LANGUAGES:
        assert {f"checkup-{code}" for code in named} <= codes(language)


def test_whatever_is_not_well_has_a_way_to_mend_it() -> None:
    for language in LANGUAGES:
        told = {code for code in codes(language) if code.startswith("checkup-") and "subject" not in code}
        mended = {code.removesuffix("-mend") for code in told if code.endswith("-mend")}
        well = {"checkup-well", "checkup-not-well"} | {
            f"checkup-{code}"
            for code in [
                "token-good",
                "polling",
                "webhook-set",
                "clock-right",
                "database-good",
                "database-new",
                "sessions-good",
                "queue-good",
                "queue-inside",
                "storage-good",
                "disk-good",
                "fonts-good",
                "sandbox-good",
                "sandbox-shut",
                "log-good",
                "all-alive",
                "pages-there",
            ]
        }
        assert {code for code in told if not code.endswith("-mend")} - mended == well
        assert mended <= told
