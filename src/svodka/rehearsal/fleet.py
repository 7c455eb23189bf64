"""The fleet: all parts of an installation as processes of this machine, talking over real sockets.

Telegram is the simulator, the storage may be a stand-in; PostgreSQL, Redis and every process of ours are what
they are in production. `open_fleet` is the way in; the drill, the load test and the tests use it.
"""

import asyncio
import json
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    asynccontextmanager,
    contextmanager,
    suppress,
)
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from sqlalchemy import text

from svodka.database import Database, open_database
from svodka.rehearsal.leftovers import SCRATCH_LOCK, LeftOver, files_below
from svodka.rehearsal.process import Process
from svodka.rehearsal.proxy import Proxy, open_proxy
from svodka.rehearsal.sampling import SESSIONS_EVERY_S, Samples, sampled
from svodka.rehearsal.servers import Postgres, Redis, open_postgres, open_redis
from svodka.rehearsal.servers.storage import SERVICE_KEY, RemoteStandIn, open_storage_process
from svodka.rehearsal.usage import descendants_of, processes_with
from svodka.simulator import DEFAULT_TOKEN, RemoteSimulator, open_remote_simulator

_DATABASE: Final = "svodka"
_ROLE: Final = "svodka"
_SESSIONS_GONE_S: Final = 5.0
_LOOK_S: Final = 0.05


class Way(StrEnum):
    """The ways over the network, each from our processes to one server."""

    TELEGRAM = "telegram"
    DATABASE = "database"
    QUEUE = "queue"
    STORAGE = "storage"


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What to start. `commands` are `svodka`'s, one a process: any of bot, worker, web, as often as wanted.

    `proxied` puts a proxy on every way (it costs this process CPU time). Without `stand_in` files are kept in
    the fleet's own folder. `settings` are variables for every process; `postgres` is for postgresql.conf.
    """

    commands: tuple[str, ...] = ("bot", "worker", "worker")
    session_limit: int = 4
    proxied: bool = False
    stand_in: bool = True
    flood_limits: bool = False
    settings: Mapping[str, str] = field(default_factory=dict)
    postgres: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Servers:
    """What is not ours, running. `pids` are of the processes that were started for it."""

    telegram: RemoteSimulator
    telegram_url: str
    postgres: Postgres
    redis: Redis
    storage: RemoteStandIn | None
    ways: Mapping[Way, Proxy]
    telegram_pid: int

    @property
    def pids(self) -> dict[str, int]:
        """The id of each server's first process, by its name."""
        found = {"simulator": self.telegram_pid}
        if self.storage is not None:
            found["storage"] = self.storage.pid
        return found | self.postgres.pids | self.redis.pids


@dataclass(frozen=True, kw_only=True)
class Fleet:
    """Everything, running. `operator` sees the database with other eyes than the service: as its superuser."""

    plan: Plan
    folder: Path
    servers: Servers
    operator: Database
    processes: Mapping[str, Process]

    @property
    def telegram(self) -> RemoteSimulator:
        """The simulated Telegram: people, faults, what was called."""
        return self.servers.telegram

    @property
    def bot(self) -> Process:
        """The (first) process that speaks to Telegram."""
        return next(each for each in self.processes.values() if each.command in ("bot", "run"))

    @property
    def workers(self) -> Sequence[Process]:
        """The processes that analyse."""
        return [each for each in self.processes.values() if each.command == "worker"]

    @property
    def log(self) -> str:
        """What all processes logged, one after the other, as JSON lines."""
        return "".join(line for process in self.processes.values() for line in process.log)

    @property
    def scratch(self) -> Path:
        """The folder for temporary files, of all processes."""
        return self.folder / "var" / "tmp"

    def way(self, way: Way) -> Proxy:
        """Return the proxy on a way; the plan must have asked for proxies."""
        return self.servers.ways[way]

    async def start(self, more: Mapping[str, str] | None = None) -> None:
        """Start every process that does not run, with more settings for this once."""
        asleep = [process for process in self.processes.values() if not process.running]
        await asyncio.gather(*(process.start(more) for process in asleep))

    async def stop(self) -> dict[str, int]:
        """Stop every process that runs (SIGTERM); return exit codes by name."""
        running = [process for process in self.processes.values() if process.running]
        codes = await asyncio.gather(*(process.stop() for process in running))
        return dict(zip((process.name for process in running), codes, strict=True))

    async def kill(self, *processes: Process) -> None:
        """Kill these processes (SIGKILL), or all that run, at once."""
        doomed = processes or [process for process in self.processes.values() if process.running]
        await asyncio.gather(*(process.kill() for process in doomed))

    async def ask(self, question: str, **values: object) -> Any:
        """Ask the database for one value. Raises PassingError while it is away."""
        async with self.operator.works() as work:
            return await work.uploads.connection.scalar(text(question), values)

    async def rows(self, question: str, **values: object) -> Sequence[Mapping[str, Any]]:
        """Ask the database for rows. Raises PassingError while it is away."""
        async with self.operator.works() as work:
            found = await work.uploads.connection.execute(text(question), values)
            return [dict(row) for row in found.mappings()]

    async def do(self, *statements: str) -> None:
        """Have statements done in one transaction, as the superuser. Raises PassingError as `ask` does."""
        async with self.operator.works() as work:
            for statement in statements:
                await work.uploads.connection.execute(text(statement))

    async def sessions(self) -> int:
        """Count the service's database sessions."""
        return int(await self.ask("SELECT count(*) FROM pg_stat_activity WHERE usename = :role", role=_ROLE))

    def sampled(self, *, sessions_every_s: float = SESSIONS_EVERY_S) -> AbstractAsyncContextManager[Samples]:
        """Sample sessions (each time costs a question), CPU time and memory (every second) in a block."""
        return sampled(self.sessions, self._pids, sessions_every_s=sessions_every_s)

    async def left_over(self) -> LeftOver:
        """Count what is left when all work is done; of what runs, only what it should not have counts."""
        runs = any(process.running for process in self.processes.values())
        files = [name for name in files_below(self.scratch) if not (runs and name.endswith(SCRATCH_LOCK))]
        return LeftOver(
            temp_files=tuple(files),
            objects=tuple(sorted(await self._keys() - await self._named())),
            sessions=await self._sessions_left(self.plan.session_limit if runs else 0),
            processes=len(self._strays()),
        )

    def kill_strays(self) -> None:
        """Kill what has outlived the process of ours that it belonged to."""
        for pid in self._strays():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def _strays(self) -> set[int]:
        """Find processes of ours that belong to none that runs."""
        families = {
            member
            for process in self.processes.values()
            if process.running
            for member in (process.pid, *descendants_of(process.pid))
        }
        return set(processes_with("SVODKA_DATA_DIR", str(self.folder / "var"))) - families

    def _pids(self) -> dict[str, int]:
        ours = {name: process.pid for name, process in self.processes.items() if process.running}
        return ours | self.servers.pids

    async def _keys(self) -> set[str]:
        if self.servers.storage is not None:
            return await self.servers.storage.keys()
        return set(files_below(self.folder / "var" / "objects"))

    async def _named(self) -> set[str]:
        named: set[str] = set()
        for row in await self.rows("SELECT object_key, results FROM uploads"):
            results = row["results"]
            named |= {
                row["object_key"],
                *(json.loads(results) if isinstance(results, str) else results).values(),
            }
        return named

    async def _sessions_left(self, allowed: int) -> int:
        """Count the sessions past those allowed, once the server has had the time to see that they ended."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_SESSIONS_GONE_S):
                while await self.sessions() > allowed:  # noqa: ASYNC110  # nobody tells us when one ends
                    await asyncio.sleep(_LOOK_S)
        return max(await self.sessions() - allowed, 0)


@asynccontextmanager
async def open_fleet(
    plan: Plan | None = None, *, folder: Path | None = None, start: bool = True
) -> AsyncIterator[Fleet]:
    """Start servers and processes (unless `start` is false: then only the servers), and end all with the block.

    Raises ProgramsMissingError where PostgreSQL or Redis is not there. Nothing is kept: not in `folder`, which
    is made and removed where none is given, nor elsewhere. SIGTERM cancels the task that holds the fleet, for
    no process must outlive it.
    """
    plan = plan or Plan()
    async with AsyncExitStack() as stack:
        stack.enter_context(_cancelled_by_sigterm())
        if folder is None:
            made = tempfile.TemporaryDirectory(prefix="svodka-fleet-", ignore_cleanup_errors=True)
            folder = Path(stack.enter_context(made))
        servers = await _open_servers(plan, stack)
        async with open_database(servers.postgres.url(_DATABASE, user=_ROLE), pool_size=1) as owned:
            await owned.migrate()
        operator = await stack.enter_async_context(
            open_database(servers.postgres.url(_DATABASE), pool_size=4)
        )
        settings = _settings(plan, folder, servers)
        processes = {process.name: process for process in _processes(plan.commands, settings)}
        fleet = Fleet(plan=plan, folder=folder, servers=servers, operator=operator, processes=processes)
        try:
            if start:
                await fleet.start()
            yield fleet
        finally:
            await fleet.kill()
            fleet.kill_strays()


@contextmanager
def _cancelled_by_sigterm() -> Iterator[None]:
    """Let SIGTERM cancel this task while the block lasts; outside of the main thread it does not arrive."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None
    try:
        loop.add_signal_handler(signal.SIGTERM, task.cancel)
    except RuntimeError:
        yield
        return
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGTERM)


@asynccontextmanager
async def open_telegram_process(*options: str) -> AsyncIterator[tuple[str, int, RemoteSimulator]]:
    """Run the simulator while the block lasts; gives its address, its process's id and somebody to drive it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "svodka.simulator", *options, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        url = (await process.stdout.readline()).decode().strip()
        async with open_remote_simulator(url) as simulator:
            yield url.rstrip("/"), process.pid, simulator
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


async def _open_servers(plan: Plan, stack: AsyncExitStack) -> Servers:
    postgres = stack.enter_context(open_postgres(over_tcp=True, **plan.postgres))
    redis = stack.enter_context(open_redis(over_tcp=True))
    postgres.do(f"CREATE ROLE {_ROLE} LOGIN")
    postgres.do(f"CREATE DATABASE {_DATABASE} OWNER {_ROLE}")
    options = ["--flood-limits"] if plan.flood_limits else []
    url, pid, telegram = await stack.enter_async_context(open_telegram_process(*options))
    storage = await stack.enter_async_context(open_storage_process()) if plan.stand_in else None
    ways: dict[Way, Proxy] = {}
    if plan.proxied:
        targets = {Way.TELEGRAM: url, Way.STORAGE: storage and storage.url}
        ports = {way: int(url.rpartition(":")[2]) for way, url in targets.items() if url}
        ports |= {Way.DATABASE: postgres.port or 0, Way.QUEUE: redis.port or 0}
        for way, port in ports.items():
            ways[way] = await stack.enter_async_context(open_proxy(port))
    return Servers(
        telegram=telegram,
        telegram_url=url,
        postgres=postgres,
        redis=redis,
        storage=storage,
        ways=ways,
        telegram_pid=pid,
    )


def _settings(plan: Plan, folder: Path, servers: Servers) -> dict[str, str]:
    """Say what every process is told, each server by its proxy's port where it has one."""
    ports = {way: proxy.port for way, proxy in servers.ways.items()}
    settings = {
        "BOT_TOKEN": DEFAULT_TOKEN,
        "SVODKA_TELEGRAM_API_URL": _via(servers.telegram_url, ports.get(Way.TELEGRAM)),
        "DATABASE_URL": servers.postgres.url(_DATABASE, user=_ROLE, port=ports.get(Way.DATABASE)),
        "REDIS_URL": servers.redis.tcp_url(ports.get(Way.QUEUE)),
        "SUPABASE_SESSION_LIMIT": str(plan.session_limit),
        "SVODKA_PROCESSES": str(len(plan.commands)),
        "SVODKA_DATA_DIR": str(folder / "var"),
        "SVODKA_LIVE_UPLOADS": "1000",
        "SVODKA_DAILY_UPLOADS": "1000",
    }
    if servers.storage is not None:
        settings["SUPABASE_URL"] = _via(servers.storage.url, ports.get(Way.STORAGE))
        settings["SUPABASE_SERVICE_ROLE_KEY"] = SERVICE_KEY
    if not plan.flood_limits:
        settings["SVODKA_MESSAGES_PER_SECOND"] = "1000"
    return settings | dict(plan.settings)


def _via(url: str, port: int | None) -> str:
    return url if port is None else f"http://127.0.0.1:{port}"


def _processes(commands: Sequence[str], settings: dict[str, str]) -> list[Process]:
    """Name each process by its command, and by a number where there are several."""
    names = [
        f"{command}-{commands[:place].count(command) + 1}" if commands.count(command) > 1 else command
        for place, command in enumerate(commands)
    ]
    return [Process(name, command, settings) for name, command in zip(names, commands, strict=True)]
