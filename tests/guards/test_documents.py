"""The documents name only what exists: targets, commands, options, settings, pages."""

import re
import runpy
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from svodka.cli import COMMANDS, application
from svodka.config import VARIABLES

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))

each_document = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))


def code_in(path: Path) -> Iterator[str]:
    """Yield each line of a code block, and each piece of code in a sentence."""
    text = path.read_text("utf-8")
    for block in re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        yield from block.splitlines()
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))


def calls_of(program: str, path: Path) -> Iterator[list[str]]:
    """Yield the arguments of each call of a program."""
    for line in code_in(path):
        bare = re.sub(r"^(?:[A-Z_]+=\S*\s+)*", "", line.strip())
        if match := re.match(rf"(?:\.venv/bin/)?{program}\s+(.*)", bare):
            yield shlex.split(match[1], comments=True)


def options_of(name: str) -> set[str]:
    group: Any = typer.main.get_command(application(name))
    parameters = group.commands[name].params
    return {"--help", *(option for each in parameters for option in [*each.opts, *each.secondary_opts])}


@each_document
def test_every_make_target_exists(path: Path) -> None:
    named = {words[0] for words in calls_of("make", path)}

    assert named - TARGETS == set()


@each_document
def test_every_command_exists_with_its_options(path: Path) -> None:
    for name, *words in calls_of("svodka", path):
        if name.startswith("--") or name == "COMMAND":
            continue
        assert name in COMMANDS
        assert {word.partition("=")[0] for word in words if word.startswith("--")} - options_of(name) == set()


@each_document
def test_every_setting_exists(path: Path) -> None:
    named = set(re.findall(r"\bSVODKA_[A-Z_]+[A-Z]\b", path.read_text("utf-8")))

    assert named - set(VARIABLES) == set()


@each_document
def test_every_page_that_is_linked_exists(path: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text("utf-8"))

    assert [link for link in links if not (path.parent / link).exists()] == []


def test_pages_made_from_the_code_are_up_to_date() -> None:
    pages = runpy.run_path(str(ROOT / "scripts" / "reference_pages.py"))["pages"]()

    for page, text in pages.items():
        assert page.read_text("utf-8") == text, "run make pages"


def test_every_decision_is_listed_and_half_a_page() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = re.findall(r"\]\((\d{4}-[a-z-]+\.md)\)", (folder / "README.md").read_text("utf-8"))

    assert listed == sorted(path.name for path in folder.glob("0*.md"))
    for name in listed:
        words = (folder / name).read_text("utf-8").split()
        assert len(words) < 400, name


def test_both_readmes_show_the_same_commands() -> None:
    def names(readme: str) -> list[str]:
        return [words[0] for program in ("make", "svodka") for words in calls_of(program, ROOT / readme)]

    assert names("README.md") == names("README.ru.md")
