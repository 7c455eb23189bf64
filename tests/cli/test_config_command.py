"""`svodka config`: what is in force, from where, without secrets; or every mistake."""

from svodka.config import VARIABLES
from tests.cli.calling import svodka


def test_every_setting_is_shown_with_its_origin() -> None:
    outcome = svodka("config", environ={"SVODKA_RETENTION_DAYS": "7"})

    rows = {words[0]: words[1:] for line in outcome.out.splitlines()[1:] if (words := line.split())}
    assert outcome.code == 0
    assert sorted(rows) == sorted(VARIABLES)
    assert rows["SVODKA_RETENTION_DAYS"] == ["7", "environment"]
    assert rows["SVODKA_UPLOAD_DEADLINE_S"] == ["15", "default"]
    assert rows["REDIS_URL"] == ["-", "default"]


def test_secrets_are_masked_and_the_rest_of_an_address_is_not() -> None:
    outcome = svodka(
        "config",
        environ={
            "BOT_TOKEN": "42:hunter2",
            "DATABASE_URL": "postgresql://bot:hun%20ter2@db.example:5432/svodka",
            "SUPABASE_URL": "https://project.example",
            "SUPABASE_SERVICE_ROLE_KEY": "hunter2",
        },
    )

    assert "hunter2" not in outcome.out
    assert "ter2" not in outcome.out
    assert "postgresql://bot:***@db.example:5432/svodka" in outcome.out


def test_mistakes_are_listed_and_nothing_else() -> None:
    outcome = svodka("config", environ={"SVODKA_RETENTION_DAYS": "0", "SVODKA_COLOUR": "red"})

    assert outcome.code == 2
    assert outcome.out == ""
    assert [line.partition(":")[0] for line in outcome.err.splitlines()] == [
        "SVODKA_COLOUR",
        "SVODKA_RETENTION_DAYS",
    ]
