"""`svodka web` makes the hash of a password, and does not start without what its processes share."""

import pytest
from typer.testing import CliRunner

from svodka.cli import application
from svodka.web.doorkeeping import fits

RUNNER = CliRunner()
NEEDED = ("DATABASE_URL", "REDIS_URL")


def test_a_password_is_asked_for_twice_and_its_hash_is_all_that_is_printed() -> None:
    result = RUNNER.invoke(
        application("web"), ["web", "--hash-password"], input="пароль оператора\nпароль оператора\n"
    )

    assert result.exit_code == 0
    printed = result.stdout.strip().splitlines()[-1]
    assert fits("пароль оператора", printed)
    assert "пароль" not in result.output


def test_it_does_not_start_without_database_and_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NEEDED:
        monkeypatch.delenv(name, raising=False)
    result = RUNNER.invoke(application("web"), ["web"])

    assert result.exit_code == 2
    assert [f"{name}: is needed and not set" for name in NEEDED] == result.stderr.splitlines()
