"""Every text exists in both languages with the same figures, and every error has a sentence."""

from collections.abc import Iterator
from importlib.resources import files

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from svodka import analyze, errors
from svodka.texts import LANGUAGES, codes

CATALOGUES = sorted(
    {
        entry.name
        for language in LANGUAGES
        for entry in (files("svodka.texts") / language).iterdir()
        if entry.name.endswith(".ftl")
    }
)
# Errors that an operator reads, and none that a person is ever told of.
FOR_OPERATORS = {errors.SettingsError}


class Variables(Visitor):
    """Collects the names of the figures in a message."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 - the visitor's own way
        self.names.add(node.id.name)


def figures_by_code(language: str, catalogue: str) -> dict[str, set[str]]:
    text = (files("svodka.texts") / language / catalogue).read_text("utf-8")
    found: dict[str, set[str]] = {}
    for entry in FluentParser().parse(text).body:
        assert not isinstance(entry, ast.Junk), f"{language}/{catalogue}: {entry.content}"
        if isinstance(entry, ast.Message | ast.Term):
            assert entry.id.name not in found, f"{language}/{catalogue}: {entry.id.name} twice"
            variables = Variables()
            variables.visit(entry)
            found[entry.id.name] = variables.names
    return found


def error_types(root: type[errors.SvodkaError] = errors.SvodkaError) -> Iterator[type[errors.SvodkaError]]:
    yield root
    for child in root.__subclasses__():
        if child.__module__ == errors.__name__:
            yield from error_types(child)


@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_both_languages_say_the_same_things_with_the_same_figures(catalogue: str) -> None:
    assert figures_by_code("ru", catalogue) == figures_by_code("en", catalogue)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_code_is_in_two_catalogues(language: str) -> None:
    names = [code for catalogue in CATALOGUES for code in figures_by_code(language, catalogue)]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_has_a_sentence(language: str) -> None:
    needed = {error.code for error in error_types() if error not in FOR_OPERATORS}

    assert needed - codes(language) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_stage_of_an_analysis_has_a_sentence_for_who_waits(language: str) -> None:
    stages: set[str] = set()
    with analyze(b"day,amount\n2026-01-01,1\n2026-01-02,2\n", progress=lambda stage, _: stages.add(stage)):
        pass

    assert stages
    assert {f"progress-{stage}" for stage in stages} - codes(language) == set()
