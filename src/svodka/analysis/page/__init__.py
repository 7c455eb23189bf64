"""The report as one HTML page: opens offline, loads nothing, can be read without script."""

from svodka.analysis.page.view import PageContent
from svodka.analysis.page.writer import render_page

__all__ = ["PageContent", "render_page"]
