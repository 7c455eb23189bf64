"""The sandbox: each file is analysed in a process of its own that may be killed without harm to anybody.

A forkserver that has the engine imported makes such a process in milliseconds. It is started once, from a
clean point: nothing of ours (sockets, sessions, tokens) is in it.
"""

import asyncio
import json
import logging
import multiprocessing
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, nullcontext
from dataclasses import asdict, dataclass
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import Any, Final, Never, cast

from svodka.errors import (
    BankExchangeError,
    DamagedFileError,
    EmptyFileError,
    FileTooLargeError,
    OptionMismatchError,
    SandboxCrashedError,
    TableTooComplexError,
    TooManyColumnsError,
    UnreadableFileError,
)
from svodka.workers.hearing import Ear, hearing, until_readable
from svodka.workers.sandboxed import Job, Layers, Work, analyse_file, run, tell_layers

log: Final = logging.getLogger(__name__)

_REFUSALS: Final = {
    error.code: error
    for error in (
        UnreadableFileError,
        BankExchangeError,
        EmptyFileError,
        DamagedFileError,
        FileTooLargeError,
        OptionMismatchError,
        TableTooComplexError,
        TooManyColumnsError,
    )
}
_ENDINGS: Final = ((TableTooComplexError, "killed"), (UnreadableFileError, "refused"))
# The most that a sandbox may say at once; its artefacts are files.
_MESSAGE_BYTES: Final = 1024 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class SandboxAnalysis:
    """What a sandbox made of a file; see `svodka.uploads.Analysis`."""

    summary: dict[str, Any]
    artefacts: Mapping[str, Path]


def _unheard(_outcome: str) -> None:
    """Stand in for whoever wants to know how sandboxes end."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sandbox:
    """Analyses strangers' files; see `svodka.uploads.Analyst`. Limits are for one file.

    `heard` is told how each ended: `done`, `refused`, `killed` (for what it took), `crashed` or `stopped`;
    `traced` stands around each.
    """

    scratch: Path
    wall_s: float
    memory_mb: int
    context: ForkServerContext
    layers: Layers
    work: Work = analyse_file
    heard: Callable[[str], None] = _unheard
    traced: Callable[[], AbstractContextManager[object]] = nullcontext

    @asynccontextmanager
    async def analyse(
        self, path: Path, *, name: str, language: str, progress: Callable[[str], Awaitable[None]]
    ) -> AsyncIterator[SandboxAnalysis]:
        """Run one analysis; artefacts live until the block ends. Errors as `svodka.uploads.Analyst` says."""
        folder = Path(tempfile.mkdtemp(prefix="sandbox-", dir=self.scratch))
        try:
            job = Job(
                path=path,
                name=name,
                language=language,
                folder=folder,
                memory_mb=self.memory_mb,
                cpu_s=int(self.wall_s) + 1,
            )
            with self._told(), self.traced():
                analysis = _understood(await self._run(job, progress), folder)
            yield analysis
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tell whoever listens how the block ended."""
        outcome = "stopped"
        try:
            yield
            outcome = "done"
        except Exception as error:
            outcome = next((word for kind, word in _ENDINGS if isinstance(error, kind)), "crashed")
            raise
        finally:
            self.heard(outcome)

    async def _run(self, job: Job, progress: Callable[[str], Awaitable[None]]) -> dict[str, Any]:
        ours, theirs = self.context.Pipe(duplex=False)
        process = self.context.Process(target=run, args=(job, theirs, self.work), daemon=True)
        try:
            await asyncio.to_thread(process.start)
            theirs.close()
            async with asyncio.timeout(self.wall_s):
                with hearing(ours.fileno(), most_bytes=_MESSAGE_BYTES) as ear:
                    return await _listen(ear, process, progress)
        except TimeoutError:
            raise TableTooComplexError(f"no result within {self.wall_s} s") from None
        finally:
            if process.pid is not None:
                process.kill()
                await _ended(process)
                process.close()
            ours.close()


async def _listen(
    ear: Ear, process: ForkServerProcess, progress: Callable[[str], Awaitable[None]]
) -> dict[str, Any]:
    """Hear the sandbox out until it says what came of the file."""
    while True:
        try:
            message = json.loads(await ear.message())
        except (EOFError, OSError, ValueError) as error:
            await _ended(process)
            _blame(process.exitcode, error)
        match message:
            case {"kind": "stage", "stage": str(stage)}:
                await progress(stage)
            case {"kind": "refused", "code": str(code), "message": str(text), "figures": dict(figures)}:
                raise _REFUSALS.get(code, UnreadableFileError)(text, **figures)
            case {"kind": "failed", "error": str(error_type), "where": str(where)}:
                raise SandboxCrashedError(f"{error_type} in the sandbox: {where}")
            case {"kind": "done"}:
                return cast("dict[str, Any]", message)
            case _:
                raise SandboxCrashedError(f"the sandbox said something unknown: {message!r:.200}")


def _blame(exit_code: int | None, error: Exception) -> Never:
    if exit_code == -signal.SIGXCPU:
        raise TableTooComplexError("the sandbox used up its CPU time") from error
    raise SandboxCrashedError(f"the sandbox ended with exit code {exit_code}") from error


async def _ended(process: ForkServerProcess) -> None:
    """Wait until the process has ended; joining it takes no time then."""
    await until_readable(process.sentinel)
    process.join()


def _understood(message: dict[str, Any], folder: Path) -> SandboxAnalysis:
    """Take the answer apart; a file outside its folder is none of the sandbox's artefacts."""
    artefacts = {name: Path(path) for name, path in message["artefacts"].items()}
    strays = [path for path in artefacts.values() if path.parent != folder or path.is_symlink()]
    if strays:
        raise SandboxCrashedError(f"the sandbox named files outside its folder: {strays}")
    return SandboxAnalysis(summary=message["summary"], artefacts=artefacts)


@asynccontextmanager
async def open_sandbox(
    scratch: Path,
    *,
    wall_s: float,
    memory_mb: int,
    work: Work = analyse_file,
    heard: Callable[[str], None] = _unheard,
    traced: Callable[[], AbstractContextManager[object]] = nullcontext,
) -> AsyncIterator[Sandbox]:
    """Start the forkserver with the engine imported, so that the first file is as fast as the next."""
    context = multiprocessing.get_context("forkserver")
    # The main module too: else each process would import it anew.
    context.set_forkserver_preload(["__main__", "svodka.workers.warmed"])
    layers = await asyncio.to_thread(_layers, context, scratch)
    is_isolated = bool(layers.landlock) and layers.seccomp
    log.log(logging.INFO if is_isolated else logging.WARNING, "sandbox layers", extra=asdict(layers))
    yield Sandbox(
        scratch=scratch,
        wall_s=wall_s,
        memory_mb=memory_mb,
        context=context,
        layers=layers,
        work=work,
        heard=heard,
        traced=traced,
    )


def _layers(context: ForkServerContext, scratch: Path) -> Layers:
    """Make a first process, with which the forkserver starts, and ask it what isolates it."""
    ours, theirs = context.Pipe(duplex=False)
    with ours:
        process = context.Process(target=tell_layers, args=(theirs, scratch), daemon=True)
        process.start()
        theirs.close()
        try:
            return Layers(**json.loads(ours.recv_bytes(_MESSAGE_BYTES)))
        except (EOFError, OSError) as error:
            process.join()
            raise SandboxCrashedError(f"the first sandbox ended with exit code {process.exitcode}") from error
        finally:
            process.join()
            process.close()
