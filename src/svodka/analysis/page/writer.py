"""Writes the page: template, styles and script in one file, under a policy that allows nothing else."""

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import Any, Final

import jinja2

from svodka import __version__
from svodka.analysis.charts import page_rules, page_variables
from svodka.analysis.page import view
from svodka.analysis.page.view import Detail, PageContent
from svodka.analysis.plain import clipped
from svodka.analysis.wording import Wording

MAX_PAGE_BYTES: Final = 300_000


def render_page(content: PageContent, wording: Wording) -> str:
    """Return the page, with as much detail as keeps it within its size."""
    page = ""
    for detail in (view.FULL, view.LESS, view.LEAST):
        page = _render(content, wording, detail)
        if len(page.encode()) <= MAX_PAGE_BYTES:
            break
    return page


def _render(content: PageContent, wording: Wording, detail: Detail) -> str:
    style, script = _style(), _asset("page.js")
    rest = content.profile.columns[detail.columns :]
    return _template().render(
        lang=wording.lang,
        say=wording.say,
        policy=_policy(style, script),
        style=style,
        script=script,
        title=content.title,
        kind=content.kind,
        empty=not content.profile.rows,
        file_name=clipped(content.file.name, 200),
        facts=view.facts(content, wording),
        overview=content.overview,
        charts=[chart.inline for chart in content.charts],
        quality=view.quality_items(content, wording),
        associated=view.associated_items(content, wording),
        assumed=view.assumed_items(content, wording),
        cards=view.column_cards(content, wording, detail),
        rest=[clipped(each.column.name, 40) for each in rest],
        limit=detail.columns,
        version=__version__,
    )


def _policy(style: str, script: str) -> str:
    """Allow our one style sheet and our one script, by their hashes, and nothing else at all."""
    return (
        f"default-src 'none'; style-src '{_source(style)}'; script-src '{_source(script)}';"
        " base-uri 'none'; form-action 'none'"
    )


def _source(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"sha256-{digest}"


@cache
def _style() -> str:
    light, dark = page_variables(dark=False), page_variables(dark=True)
    themes = f":root{{{light}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}"
    # Paper is white whatever the screen is set to.
    return f"{themes}{page_rules()}{_asset('page.css')}@media print{{:root{{{light}}}}}"


def _asset(name: str) -> str:
    return (files("svodka.analysis.page") / name).read_text("utf-8")


@cache
def _template() -> jinja2.Template:
    environment: Any = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    template: jinja2.Template = environment.from_string(_asset("report.html.j2"))
    return template
