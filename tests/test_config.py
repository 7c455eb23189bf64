"""The settings: promised names, defaults, every mistake at once, and no secret in what is printed."""

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from svodka.config import VARIABLES, Settings
from svodka.errors import SettingsError


def mistakes_of(environ: dict[str, str], *, needs: tuple[str, ...] = ()) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        Settings.load(environ, needs=needs)
    return str(caught.value).splitlines()


def test_an_empty_environment_is_enough() -> None:
    settings = Settings.load({})

    assert settings.data_dir == Path("var")
    assert settings.bot.token is None
    assert settings.redis_url is None
    assert settings.database.url.get_secret_value() == "sqlite+aiosqlite:///var/svodka.db"
    assert settings.database.session_limit == 4
    assert settings.storage.bucket == "csv-files"
    assert (settings.storage.upload_deadline_s, settings.storage.download_warning_s) == (15, 10)
    assert settings.limits.max_upload_mb == 20
    assert settings.work.threads >= 1
    assert settings.log.file is None


def test_promised_names_keep_their_names() -> None:
    promised = {
        "BOT_TOKEN", "DATABASE_URL", "REDIS_URL", "SUPABASE_URL", "SUPABASE_SERVICE_ROLE_KEY",
        "SUPABASE_STORAGE_BUCKET", "SUPABASE_SESSION_LIMIT", "LOG_LEVEL", "SVODKA_DATA_DIR",
        "SVODKA_TELEGRAM_API_URL", "SVODKA_MAX_UPLOAD_MB",
        # names that their own projects gave
        "OTEL_EXPORTER_OTLP_ENDPOINT", "SENTRY_DSN",
    }  # fmt: skip

    assert promised <= set(VARIABLES)
    assert all(name.startswith("SVODKA_") for name in set(VARIABLES) - promised)


def test_the_embedded_database_lies_in_the_data_directory() -> None:
    settings = Settings.load({"SVODKA_DATA_DIR": "/srv/svodka"})

    assert settings.database.url.get_secret_value() == "sqlite+aiosqlite:////srv/svodka/svodka.db"


def test_an_empty_variable_counts_as_unset() -> None:
    assert Settings.load({"REDIS_URL": "", "SVODKA_MAX_UPLOAD_MB": " "}) == Settings.load({})


def test_every_mistake_is_listed_at_once() -> None:
    mistakes = mistakes_of(
        {
            "BOT_TOKEN": "not a token",
            "SVODKA_WORKER_THREADS": "0",
            "SVODKA_MAX_UPLOAD_MB": "twenty",
            "SVODKA_UPLOAD_DEADLINE_S": "inf",
            "SVODKA_RETENTION_DAY": "1",
            "SUPABASE_URL": "project.supabase.co",
            "LOG_LEVEL": "loud",
        },
        needs=("REDIS_URL",),
    )

    assert sorted(line.partition(":")[0] for line in mistakes) == [
        "BOT_TOKEN",
        "LOG_LEVEL",
        "REDIS_URL",
        "SUPABASE_URL",
        "SUPABASE_URL and SUPABASE_SERVICE_ROLE_KEY",
        "SVODKA_MAX_UPLOAD_MB",
        "SVODKA_RETENTION_DAY",
        "SVODKA_UPLOAD_DEADLINE_S",
        "SVODKA_WORKER_THREADS",
    ]


@pytest.mark.parametrize(
    ("unknown", "meant"),
    [
        ("SVODKA_WORKER_THREAD", "SVODKA_WORKER_THREADS"),
        ("SVODKA_DATADIR", "SVODKA_DATA_DIR"),
        ("SVODKA_BOT_TOKEN", "BOT_TOKEN"),
        ("SVODKA_DATABASE_URL", "DATABASE_URL"),
    ],
)
def test_an_unknown_variable_of_ours_names_the_one_that_was_meant(unknown: str, meant: str) -> None:
    assert mistakes_of({unknown: "1"}) == [f"{unknown}: is not a setting; did you mean {meant}?"]


def test_an_unknown_variable_like_none_of_ours_is_only_refused() -> None:
    assert mistakes_of({"SVODKA_COLOUR_OF_THE_SKY": "1"}) == ["SVODKA_COLOUR_OF_THE_SKY: is not a setting"]


def test_variables_of_others_are_left_alone() -> None:
    assert Settings.load({"HOME": "/root", "SUPABASE_ANON_KEY": "x"}) == Settings.load({})


def test_limits_nest() -> None:
    (mistake,) = mistakes_of({"SVODKA_DOWNLOAD_WARNING_S": "60"})

    assert mistake == (
        "SVODKA_DOWNLOAD_WARNING_S: should be less than SVODKA_DOWNLOAD_DEADLINE_S, found 60 and 60"
    )


def test_a_webhook_has_an_address_and_a_secret() -> None:
    url, secret = {"SVODKA_WEBHOOK_URL": "https://bot.example/telegram"}, {"SVODKA_WEBHOOK_SECRET": "s" * 16}

    assert mistakes_of(url) == ["SVODKA_WEBHOOK_URL and SVODKA_WEBHOOK_SECRET: set both or neither"]
    (mistake,) = mistakes_of(url | {"SVODKA_WEBHOOK_SECRET": "too short"})
    assert mistake == "SVODKA_WEBHOOK_SECRET: should be 16 to 256 of A-Z, a-z, 0-9, _ and -"
    settings = Settings.load(url | secret)
    assert settings.bot.webhook_url == "https://bot.example/telegram"
    assert "s" * 16 in settings.secrets()


def test_files_are_kept_in_one_place_and_its_settings_are_whole() -> None:
    supabase = {"SUPABASE_URL": "https://project.supabase.co", "SUPABASE_SERVICE_ROLE_KEY": "key"}
    s3 = {"SVODKA_S3_BUCKET": "b", "SVODKA_S3_ACCESS_KEY": "id", "SVODKA_S3_SECRET_KEY": "key"}

    assert mistakes_of(supabase | s3) == [
        "SUPABASE_URL and SVODKA_S3_BUCKET: set one of them, for files are kept in one place"
    ]
    assert mistakes_of({"SVODKA_S3_ENDPOINT": "https://s3.example", "SVODKA_S3_BUCKET": "b"}) == [
        "SVODKA_S3_ACCESS_KEY and SVODKA_S3_SECRET_KEY: needed for S3 and not set"
    ]
    assert Settings.load(s3).storage.s3_bucket == "b"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TOKEN", "hunter2"),
        ("DATABASE_URL", "mysql://user:hunter2@host/base"),
        ("REDIS_URL", "http://:hunter2@host"),
    ],
)
def test_a_mistake_in_a_secret_does_not_show_it(name: str, value: str) -> None:
    (mistake,) = mistakes_of({name: value})

    assert mistake.startswith(name)
    assert "hunter2" not in mistake


def test_the_tree_neither_shows_its_secrets_nor_changes() -> None:
    settings = Settings.load({"BOT_TOKEN": "1:hunter2", "REDIS_URL": "redis://:hunter2@host"})

    assert "hunter2" not in repr(settings)
    with pytest.raises(ValidationError):
        settings.data_dir = Path()


def test_secrets_are_the_parts_that_no_log_may_show() -> None:
    settings = Settings.load(
        {
            "BOT_TOKEN": "1:token",
            "DATABASE_URL": "postgresql://user:p%40ss@host/base",
            "REDIS_URL": "redis://host/0?db=1&password=word",
            "SUPABASE_URL": "https://project.supabase.co",
            "SUPABASE_SERVICE_ROLE_KEY": "key",
        }
    )
    s3 = {"SVODKA_S3_BUCKET": "b", "SVODKA_S3_ACCESS_KEY": "id", "SVODKA_S3_SECRET_KEY": "secret"}

    assert set(settings.secrets()) == {"1:token", "p%40ss", "p@ss", "word", "key"}
    assert set(Settings.load(s3).secrets()) == {"secret"}


def test_each_effective_setting_says_where_it_came_from() -> None:
    settings = Settings.load({"SVODKA_RETENTION_DAYS": "7", "SVODKA_DATA_DIR": "x"})
    effective = {setting.name: setting for setting in settings.effective()}

    assert sorted(effective) == sorted(VARIABLES)
    assert [name for name, setting in effective.items() if setting.from_environment] == [
        "SVODKA_RETENTION_DAYS",
        "SVODKA_DATA_DIR",
    ]
    assert effective["SVODKA_RETENTION_DAYS"].value == 7
    assert effective["SVODKA_RETENTION_DAYS"].default == 30
    assert isinstance(effective["DATABASE_URL"].value, SecretStr)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1", Path("logs/bot.log")),
        ("yes", Path("logs/bot.log")),
        ("0", None),
        ("/var/x.log", Path("/var/x.log")),
    ],
)
def test_the_log_file_is_a_path_or_a_yes(written: str, meant: Path | None) -> None:
    assert Settings.load({"SVODKA_LOG_FILE": written}).log.file == meant


def test_words_of_the_log_are_read_in_any_case() -> None:
    log = Settings.load({"LOG_LEVEL": "debug", "SVODKA_LOG_FORMAT": "JSON"}).log

    assert (log.level, log.format) == ("DEBUG", "json")


def test_operators_are_a_list_of_ids() -> None:
    assert Settings.load({"SVODKA_OPERATORS": "1, 22;3"}).bot.operators == (1, 22, 3)
