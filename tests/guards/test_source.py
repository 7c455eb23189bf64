"""Rules for the source that no linter keeps: short files, names that say something, nothing left for later."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
MOST_LINES = 400
# As Telegram, Supabase, Amazon and OpenSSH make them. Tests have some of these shapes, made up.
SECRETS = re.compile(
    r"\b\d{8,10}:[\w-]{35}\b|\beyJ[\w-]{20,}\.[\w-]{20,}\.|\bsb_secret_\w{20,}|\bAKIA[A-Z0-9]{16}\b|BEGIN \w* ?PRIVATE KEY"
)
# Telegram's documentation shows the first one; the simulator knows the second.
EXAMPLES = ("AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "AAsimulator")
SAYS_NOTHING = {"utils", "util", "common", "helpers", "helper", "misc"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT / "src")))
def test_a_source_file_is_short_says_what_it_is_for_and_leaves_nothing_undone(path: Path) -> None:
    text = path.read_text("utf-8")

    assert len(text.splitlines()) <= MOST_LINES
    assert (ast.get_docstring(ast.parse(text)) or "").strip()
    assert not re.findall(r"\b(?:TODO|FIXME|XXX)\b", text)
    assert not SAYS_NOTHING & set(path.relative_to(ROOT).with_suffix("").parts)


def test_every_ignore_names_its_code_and_its_reason() -> None:
    bare = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in SOURCES
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if re.search(r"#\s*(?:noqa|type:\s*ignore)", line)
        and not re.search(
            r"#\s*(?:noqa:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*|type:\s*ignore\[[\w-]+\])\s*(?:#|-)\s*\S", line
        )
    ]

    assert bare == []


def test_no_secret_is_kept_in_the_repository() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    paths = [ROOT / name for name in listed.decode().split("\0") if name]
    found = [
        f"{path.relative_to(ROOT)}: {match[0][:12]}…"
        for path in paths
        if path.is_file() and path.suffix not in {".png", ".ttf"}
        for match in SECRETS.finditer(path.read_text("utf-8", errors="replace"))
        if path.parts[len(ROOT.parts)] != "tests" and not any(example in match[0] for example in EXAMPLES)
    ]

    assert found == []
    names = {path.name for path in paths}
    assert not {".env", "svodka.db", "id_rsa"} & names


def test_the_lock_for_work_holds_the_lock_for_running() -> None:
    run, dev = (
        set(re.findall(r"^[a-z0-9-]+==\S+", (ROOT / "requirements" / name).read_text("utf-8"), re.MULTILINE))
        for name in ("run.txt", "dev.txt")
    )

    assert run
    assert run <= dev


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    locked = (ROOT / "requirements" / "run.txt").read_text("utf-8")

    for requirement in project["dependencies"]:
        name = re.split(r"[\[<>=]", requirement)[0]
        assert re.search(rf"^{re.escape(name)}==", locked, re.MULTILINE), requirement
