"""`svodka analyze`: what is in a table, with no bot at all."""

import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from svodka.analysis import ReadOptions, Report, analyze
from svodka.analysis.reading import Trace
from svodka.cli import _reading
from svodka.cli._exits import FAILED, REFUSED, complain
from svodka.cli._languages import Lang, LangOption, language
from svodka.cli._writing import written
from svodka.errors import UnreadableFileError

_PNG_SCALE = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class _Task:
    """One file and where its results go; `png_prefix` stands before the names of its charts."""

    file: Path
    html: Path | None
    clean: Path | None
    png: Path | None
    png_prefix: str


def command(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="Tables: CSV, TSV, XLSX, XLS, ODS, HTML.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print a line of JSON for each file.")] = False,
    html: Annotated[
        Path | None, typer.Option(metavar="OUT", help="Write the page; a directory for several files.")
    ] = None,
    png: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write the charts into this directory.")
    ] = None,
    clean: Annotated[
        Path | None,
        typer.Option(
            metavar="OUT",
            help="Write the cleaned table: CSV, XLSX or Parquet, by the name, and what was changed beside it;"
            " a directory for several.",
        ),
    ] = None,
    lang: LangOption = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Print on stderr how each file was understood.")
    ] = False,
    encoding: _reading.Encoding = None,
    delimiter: _reading.Delimiter = None,
    header_row: _reading.HeaderRow = None,
    no_header: _reading.NoHeader = False,
    decimal: _reading.Decimal = None,
    dayfirst: _reading.DayFirst = None,
    skip_rows: _reading.SkipRows = 0,
    sheet: _reading.Sheet = None,
) -> None:
    """Say what is in tables: columns, sums, what is odd.

    Exit code 2 means that a file cannot be read as a table; the others are analysed all the same.
    """
    options = _reading.read_options(
        encoding=encoding,
        delimiter=delimiter,
        header_row=header_row,
        no_header=no_header,
        decimal=decimal,
        dayfirst=dayfirst,
        skip_rows=skip_rows,
        sheet=sheet,
    )
    tasks = _tasks(files, html=html, clean=clean, png=png)
    work = _Work(language(lang), options, as_json=as_json, explains=explain)
    raise typer.Exit(max(work.do(task) for task in tasks))


class _Work:
    """What is done with each file."""

    def __init__(self, lang: Lang, options: ReadOptions, *, as_json: bool, explains: bool) -> None:
        self._lang = lang
        self._options = options
        self._as_json = as_json
        self._explains = explains

    def do(self, task: _Task) -> int:
        """Analyse one file and return the exit code that it deserves."""
        trace = Trace() if self._explains else None
        try:
            report = self._read(task.file, trace)
        except (UnreadableFileError, OSError) as error:
            complain(_reading.refusal(task.file, error, self._lang))
            return REFUSED
        finally:
            if trace is not None:
                complain("\n".join(trace.lines()))
        with report:
            self._print(report)
            try:
                _write(report, task)
            except OSError as error:
                complain(f"{error.filename or task.file}: {error.strerror or error}")
                return FAILED
        return 0

    def _read(self, file: Path, trace: Trace | None) -> Report:
        if not sys.stderr.isatty():
            return analyze(file, lang=self._lang, options=self._options, trace=trace)
        from svodka.cli._progress import progress_bar  # noqa: PLC0415 - nobody watches a pipe

        with progress_bar(file.name, lang=self._lang) as bar:
            return analyze(file, lang=self._lang, options=self._options, progress=bar, trace=trace)

    def _print(self, report: Report) -> None:
        if self._as_json:
            typer.echo(json.dumps(report.to_dict(), ensure_ascii=False).encode())
        else:
            from svodka.cli._summary import print_summary  # noqa: PLC0415 - JSON is printed without Rich

            print_summary(report, self._lang)


def _write(report: Report, task: _Task) -> None:
    if task.html:
        with written(task.html) as draft:
            draft.write_text(report.to_html(), "utf-8")
    if task.clean:
        with written(task.clean) as draft:
            report.clean(draft)
        if task.clean.suffix.lower() != ".xlsx":  # a workbook has the changes on a sheet of its own
            with written(task.clean.with_name(f"{task.clean.stem}.changes.csv")) as draft:
                report.clean_log(draft)
    if task.png:
        for chart in report.charts:
            with written(task.png / f"{task.png_prefix}{chart.name}.png") as draft:
                draft.write_bytes(chart.png(_PNG_SCALE))


def _tasks(files: list[Path], *, html: Path | None, clean: Path | None, png: Path | None) -> list[_Task]:
    """Give each file its places. Raises typer.BadParameter where two results, or a source, would share one."""
    many = len(files) > 1
    tasks = [
        _Task(
            file=file,
            html=_place(html, file.stem + ".html", many=many),
            clean=_place(clean, file.stem + ".csv", many=many),
            png=png,
            png_prefix=f"{file.stem}-" if many else "",
        )
        for file in files
    ]
    sources = [file.resolve() for file in files]
    if png and many:
        _refuse_doubles([png / task.png_prefix for task in tasks], [], "--png")
    _refuse_doubles([task.html for task in tasks if task.html], sources, "--html")
    _refuse_doubles([task.clean for task in tasks if task.clean], sources, "--clean")
    return tasks


def _place(wanted: Path | None, name: str, *, many: bool) -> Path | None:
    if wanted is not None and (many or wanted.is_dir()):
        return wanted / name
    return wanted


def _refuse_doubles(targets: list[Path], sources: list[Path], option: str) -> None:
    counted = Counter([*sources, *(target.resolve() for target in targets)])
    for target in targets:
        if counted[target.resolve()] > 1:
            raise typer.BadParameter(f"would write over {target}", param_hint=option)
