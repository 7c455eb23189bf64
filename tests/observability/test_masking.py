"""No secret gets through the masker, in whatever shape it is written; innocent text does, unchanged."""

import json
from urllib.parse import quote_plus

import pytest

from svodka.observability import Masker

JWT = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJyb2xlIjoic2VydmljZV9yb2xlIn0.4Adcj3UFYzPUVaVF43FmMab6RlaQD8A9V8wFzzht-KQ"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("GET https://api.telegram.org/bot123:ABC-d_e/getMe", "ABC-d_e"),
        ("http://127.0.0.1:8081/file/bot1:x/documents/1.csv", "bot1:x"),
        ("token 7234567890:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw8 refused", "AAHdqTcv"),
        ("could not connect to postgresql+asyncpg://bot:hunter2@db.host:5432/x", "hunter2"),
        ("redis://:hunter2@cache:6379/0", "hunter2"),
        ("postgres://bot:p@ss/w:rd@db.host/x", "p@ss/w:rd"),
        ("https://x.supabase.co?apikey=hunter2&a=1", "hunter2"),
        ("?sslmode=require&password=hunter2", "hunter2"),
        ("{'apikey': 'hunter2', 'a': 1}", "hunter2"),
        ('{"SUPABASE_SERVICE_ROLE_KEY": "hunter2"}', "hunter2"),
        (f"Authorization: Bearer {JWT}", JWT[:20]),
        (f"the key {JWT} is refused", JWT[:20]),
        ("the key sb_secret_N7UND0UgjKTVK is refused", "N7UND0"),
        ("Authorization: Basic dXNlcjpodW50ZXIy", "dXNlcjpodW50ZXIy"),
        ("BOT_TOKEN=1:hunter2", "hunter2"),
    ],
)
def test_a_secret_is_known_by_its_shape(text: str, secret: str) -> None:
    masked = Masker()(text)

    assert secret not in masked
    assert "***" in masked


@pytest.mark.parametrize("secret", ["hunter2", 'quo"te\\d', "space and/slash+ü", "пароль"])
def test_a_configured_secret_is_hidden_in_every_form(secret: str) -> None:
    mask = Masker([secret])

    for form in (secret, repr(secret), json.dumps(secret), quote_plus(secret)):
        masked = mask(f"before {form} after")
        assert secret not in masked
        assert form.strip("'\"") not in masked
        assert masked.startswith("before ")
        assert masked.endswith(" after")


def test_the_longest_of_nested_secrets_is_hidden_whole() -> None:
    assert Masker(["hunter", "hunter2hunter"])("x hunter2hunter y") == "x *** y"


@pytest.mark.parametrize(
    "text",
    [
        "upload stored bytes=3 object_key=17/2026/03/019a.csv",
        "https://project.supabase.co:443/storage/v1/object/csv-files/17/a.csv",
        "2026-03-31T12:30:01.123 row 12:30",
        "the basic reading took 3 s",
    ],
)
def test_innocent_text_is_left_alone(text: str) -> None:
    assert Masker(["hunter2"])(text) == text


def test_the_name_of_a_key_is_enough_to_hide_its_value() -> None:
    mask = Masker()

    assert mask.value("password", "two words") == "***"
    assert mask.value("supabase_service_role_key", "two words") == "***"
    assert mask.value("object_key", "two words") == "two words"


def test_a_hostile_line_is_masked_in_linear_time() -> None:
    hostile = "a://b:" * 20_000 + "token" * 20_000

    assert Masker()(hostile) == hostile
