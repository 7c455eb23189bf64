"""Every code has a sentence in both languages, for singular and plural, and none leaks a placeholder."""

import re
from importlib.resources import files

import pytest

from svodka import texts
from svodka.analysis.model import Column, Issue, Lang, Role, Severity, Type
from svodka.analysis.profiling.quality import Finding
from svodka.analysis.reading.issues import FIGURES, Code
from svodka.analysis.sentences import finding_advice, finding_sentence, issue_sentence, placed_sentence
from svodka.analysis.wording import Wording

LANGS: tuple[Lang, ...] = ("ru", "en")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("code", list(Code))
@pytest.mark.parametrize("count", [1, 2, 5, 1_234])
def test_each_issue_has_a_sentence(code: Code, count: int, lang: Lang) -> None:
    figures: dict[str, str | int | object] = dict.fromkeys(FIGURES.get(code, ()), "7")
    issue = Issue(code=code, row=41, column="Дата", count=count, value="01/02", figures=figures)  # type: ignore[arg-type]
    text = placed_sentence(issue, Wording(lang))

    assert text.endswith(".")
    assert "{" not in text
    assert ".." not in text
    assert "42" in text


def test_an_unknown_code_is_named_rather_than_hidden() -> None:
    assert "brand_new" in issue_sentence(Issue(code="brand_new"), Wording("en"))


@pytest.mark.parametrize("lang", LANGS)
def test_each_finding_has_a_sentence_and_advice(lang: Lang) -> None:
    codes = [
        code for code in texts.codes(lang) if code.startswith("finding-") and not code.endswith("-advice")
    ]
    assert codes
    for code in codes:
        needed = re.findall(r"\$(\w+)", _source_of(code, lang) + _source_of(f"{code}-advice", lang))
        figures = {name: "x" for name in needed if name not in {"count", "column", "share"}}
        finding = Finding(
            code=code.removeprefix("finding-"),
            severity=Severity.WARNING,
            count=3,
            share=0.5,
            cost=1,
            column=Column(index=0, name="Город", type=Type.TEXT, role=Role.CATEGORY),
            figures=figures,
        )
        assert finding_sentence(finding, Wording(lang)).endswith(".")
        assert finding_advice(finding, Wording(lang)).endswith(".")


def _source_of(code: str, lang: str) -> str:
    source = (files("svodka.texts") / lang / "analysis.ftl").read_text("utf-8")
    found = re.search(rf"^{code} = (.*?)(?=^\S)", source + "\n#", re.MULTILINE | re.DOTALL)
    assert found is not None, code
    # A selector's end brace stands at the beginning of a line: go on to the next message.
    rest = source[found.start() :]
    return re.split(r"\n(?=[a-z#])", rest)[0]


def test_both_languages_have_the_same_codes_with_the_same_figures() -> None:
    assert texts.codes("ru") == texts.codes("en")
    for code in texts.codes("ru"):
        if code.startswith(
            ("issue-", "finding-", "insight-", "chart-", "page-", "chat-", "overview-", "lens-")
        ):
            russian, english = (set(re.findall(r"\$(\w+)", _source_of(code, lang))) for lang in LANGS)
            assert russian == english, code
