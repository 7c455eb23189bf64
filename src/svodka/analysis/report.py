"""The whole way: a file becomes a `Report`, which can be written as JSON, page, charts, chat and clean file."""

import hashlib
import json
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from msgspec import Struct
from msgspec.structs import replace

from svodka import __version__
from svodka.analysis import document
from svodka.analysis.charts import Chart, draw_charts
from svodka.analysis.chat import Chat, chat_title, column_pages, summary
from svodka.analysis.cleaning import log_rows, write_csv, write_parquet, write_rows, write_xlsx
from svodka.analysis.document import File
from svodka.analysis.insights import Insight, find_insights
from svodka.analysis.lenses import Seen, look
from svodka.analysis.model import Issue, Lang, ReadOptions, Source
from svodka.analysis.overview import in_short, overview, quality_line
from svodka.analysis.profiling import (
    Associations,
    Coverage,
    Profile,
    associations,
    coverage,
    find_focus,
    profile,
)
from svodka.analysis.profiling.quality import Finding, find_quality
from svodka.analysis.reading import Trace, read
from svodka.analysis.table import Table
from svodka.analysis.wording import Wording

Progress = Callable[[str, float], None]


class Findings(Struct, frozen=True, kw_only=True):
    """Everything that was found out about a table; the report only says it."""

    file: File
    source: Source
    issues: Sequence[Issue]
    profile: Profile
    seen: Seen
    quality: Sequence[Finding]
    insights: Sequence[Insight]
    charts: Sequence[Chart]
    coverage: Coverage | None
    associations: Associations


class Report:
    """What a table holds, in one language. Close it when the clean file is written, or use it as a context.

    Only `clean` and `clean_log` need the table; everything else still works after `close`.
    """

    def __init__(self, table: Table, found: Findings, wording: Wording) -> None:
        self._table = table
        self._found = found
        self._wording = wording

    @property
    def charts(self) -> Sequence[Chart]:
        """The charts that answer the table's question, the most telling first."""
        return self._found.charts

    @property
    def rows(self) -> int:
        """How many rows of data the table has."""
        return self._found.profile.rows

    def to_dict(self) -> dict[str, object]:
        """Return the report as plain values: the JSON that docs/reference/json.md promises."""
        found = self._found
        return {
            "svodka": __version__,
            "file": {"name": found.file.name, "bytes": found.file.bytes, "sha256": found.file.sha256},
            "source": document.source_document(found.source),
            "table": document.table_document(found.profile),
            "time": document.time_document(found.coverage),
            "associations": document.associations_document(found.associations),
            "issues": document.issues_document(found.issues, self._wording),
            "quality": document.quality_document(found.quality, self._wording),
            "facts": document.facts_document(found.seen.view.facts),
            "insights": document.insights_document(found.insights),
            "lens": found.seen.lens,
        }

    def to_json(self) -> str:
        """Return the report as JSON text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=1)

    def to_html(self) -> str:
        """Return the report as one page that needs nothing else to be read."""
        from svodka.analysis.page import PageContent, render_page  # noqa: PLC0415 - Jinja2 is loaded for a page only

        found = self._found
        content = PageContent(
            title=chat_title(found.file.name),
            kind=found.seen.view.kind,
            file=found.file,
            source=found.source,
            profile=found.profile,
            overview=self._overview,
            charts=found.charts,
            quality=found.quality,
            issues=found.issues,
            coverage=found.coverage,
            associations=found.associations,
        )
        return render_page(content, self._wording)

    @cached_property
    def _overview(self) -> Sequence[str]:
        return overview(self._found.seen, self._found.insights)

    def chat(self) -> Chat:
        """Return the answer in the chat, within Telegram's limits."""
        found = self._found
        title = chat_title(found.file.name)
        lines = in_short(found.seen, found.insights)
        last = quality_line(found.profile, found.quality, found.issues, self._wording)
        return Chat(
            title=title,
            summary=summary(title, self._shape(), lines, last),
            columns=column_pages(found.profile, self._wording),
        )

    def _shape(self) -> str:
        profile_, say = self._found.profile, self._wording.say
        rows = say("count-rows", count=profile_.rows)
        columns = say("count-columns", count=len(profile_.columns))
        size, covered = say("chat-shape", rows=rows, columns=columns), self._found.coverage
        about = [self._found.seen.view.kind]
        if covered is not None:
            about.append(self._wording.covered(covered))
        first = " · ".join(part for part in about if part)
        return f"{first}\n{size}" if first else size

    def clean(self, target: Path) -> None:
        """Write the cleaned table; the name's ending says how.

        `.xlsx`: typed cells, and a second sheet with every change and assumption. `.parquet`: typed columns.
        Anything else: CSV for the Excel of the report's language, with `;` and decimal comma for Russian, `,`
        and point for English.
        """
        match target.suffix.lower():
            case ".xlsx":
                write_xlsx(self._table, target, self._wording)
            case ".parquet":
                write_parquet(self._table, target)
            case _:
                write_csv(self._table, target, self._wording.lang)

    def clean_log(self, target: Path) -> None:
        """Write what was changed or assumed as a CSV file beside the clean one; a workbook has it inside."""
        write_rows(log_rows(self._table, self._wording), target, self._wording.lang)

    def close(self) -> None:
        """Free the table's memory and temporary files."""
        self._table.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def analyze(
    source: Path | str | bytes,
    *,
    name: str | None = None,
    lang: Lang = "ru",
    options: ReadOptions = ReadOptions(),  # noqa: B008 - a frozen value
    progress: Progress | None = None,
    trace: Trace | None = None,
) -> Report:
    """Read a table (a path, or the bytes of a file) and find out what matters in it.

    `name` is the file's name for the report, where it differs from the path's. `progress` hears a stage
    ("reading", "profiling", "drawing", "writing") and the fraction of the whole that is done, 0 to 1.
    `trace` collects how the file was understood, also where it cannot be read.
    Raises UnreadableFileError where the file as a whole is no table.
    """
    tell = progress or (lambda stage, fraction: None)
    tell("reading", 0.0)
    path = Path(source) if isinstance(source, str) else source
    file = _file(path, name)
    table = read(path, name=file.name, options=options, trace=trace)
    try:
        return report_on(table, file, lang=lang, progress=tell)
    except BaseException:
        table.close()
        raise


def report_on(table: Table, file: File, *, lang: Lang, progress: Progress) -> Report:
    """Make the report on a table that is already read; the report owns the table from now on."""
    wording = Wording(lang)
    progress("profiling", 0.4)
    measured = profile(table, lambda done: progress("profiling", 0.4 + 0.4 * done))
    seen = look(table, measured, find_focus(measured), wording)
    focus, wording = seen.view.focus, replace(wording, names=seen.view.names)
    quality = find_quality(table, measured)
    progress("drawing", 0.85)
    charts = draw_charts(table, measured, focus, wording)
    progress("writing", 0.95)
    found = Findings(
        file=file,
        source=table.source,
        issues=table.issues,
        profile=measured,
        seen=seen,
        quality=quality,
        insights=find_insights(table, measured, focus, wording),
        charts=charts,
        coverage=coverage(table, focus.time) if focus.time is not None else None,
        associations=associations(table, measured),
    )
    report = Report(table, found, wording)
    progress("writing", 1.0)
    return report


def _file(source: Path | bytes, name: str | None) -> File:
    if isinstance(source, bytes):
        digest = hashlib.sha256(source).hexdigest()
        return File(name=name or "table", bytes=len(source), sha256=digest)
    with source.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return File(name=name or source.name, bytes=source.stat().st_size, sha256=digest)
