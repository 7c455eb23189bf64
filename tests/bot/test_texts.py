"""Every sentence that the bot says exists in both languages, with the same figures."""

import ast
import re
from importlib.resources import files
from pathlib import Path

import pytest

import svodka
from svodka.bot.report.keyboards import VERBS
from svodka.texts import LANGUAGES, Figure, codes, sentence

SVODKA = Path(svodka.__file__).parent
SOURCES = [path for room in ("bot", "uploads") for path in (SVODKA / room).rglob("*.py")]
# Literals of the shape of a code that are none.
NO_CODES = {"utf-16-le", "progress-", "button-", "language-", "command-", "chart-", "slow-down"}


def catalogue(language: str) -> dict[str, set[str]]:
    text = (files("svodka.texts") / language / "bot.ftl").read_text("utf-8")
    messages = re.split(r"^(?=[a-z-]+ *=)", text, flags=re.MULTILINE)[1:]
    return {body.partition("=")[0].strip(): set(re.findall(r"\$(\w+)", body)) for body in messages}


def literals() -> set[str]:
    trees = [ast.parse(path.read_text("utf-8")) for path in SOURCES]
    constants = [node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return {text for text in constants if isinstance(text, str)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_in_the_source_has_its_sentence(language: str) -> None:
    used = {text for text in literals() if re.fullmatch(r"[a-z]+(-[a-z0-9]*)+", text)} - NO_CODES
    made = {f"button-{verb}" for verb in VERBS if verb != "page"} | {f"language-{one}" for one in LANGUAGES}

    assert {"progress-accepted", "report-unsendable", "quota-used-up"} <= used
    assert (used | made) - codes(language) == set()


def test_both_languages_hold_the_same_sentences_with_the_same_figures() -> None:
    assert catalogue("ru") == catalogue("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_can_be_said(language: str) -> None:
    figures: dict[str, Figure] = {
        "name": "Анна <&>", "limit_mb": 20, "limit": 22, "stem": "Продажи", "ahead": 3, "minutes": 2, "count": 5,
    }  # fmt: skip

    said = {code: sentence(code, language, **figures) for code in catalogue(language)}

    assert all(text.strip() and "{" not in text and "$" not in text for text in said.values())
    assert "22" in said["quota-used-up"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_telegram_limits_is_within_its_limits(language: str) -> None:
    assert len(sentence("bot-description", language)) <= 512
    assert len(sentence("bot-short-description", language)) <= 120
