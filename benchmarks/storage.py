"""What a transfer through the storage service costs: time, memory above idle, and the event loop's worst gap.

Run: `.venv/bin/python benchmarks/storage.py` (Linux), with `--mb 20` for the size. Each place is measured in a
process of its own; Supabase's stand-in and moto's server run in others. `--hang` measures a storage that accepts
and never answers instead: when the call returns, and what it leaves.
"""

import argparse
import asyncio
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, thread_time
from typing import Final, TypeVar
from urllib.request import Request, urlopen

from svodka.errors import StorageTimeoutError
from svodka.rehearsal.servers.storage import BUCKET, SERVICE_KEY
from svodka.storage import (
    Place,
    S3Place,
    StorageRules,
    StorageService,
    SupabasePlace,
    open_storage,
)

_MIB: Final = 1 << 20
_BEAT_S: Final = 0.001
T = TypeVar("T")
_SERVERS: Final = {"supabase": ["svodka.rehearsal.servers.storage", "0"], "s3": ["moto.server", "-p", "0"]}


@dataclass
class Heart:
    """Beats in the loop every millisecond; the longest wait beyond that is the worst gap.

    On a machine that others use too, a gap may be theirs: `worst_work_s` is what the loop itself did at a time.
    """

    worst_gap_s: float = 0.0
    worst_work_s: float = 0.0

    async def beat(self) -> None:
        while True:
            last, worked = monotonic(), thread_time()
            await asyncio.sleep(_BEAT_S)
            self.worst_gap_s = max(self.worst_gap_s, monotonic() - last - _BEAT_S)
            self.worst_work_s = max(self.worst_work_s, thread_time() - worked)

    def __str__(self) -> str:
        return f"gap {self.worst_gap_s * 1e3:.1f} ms, of work {self.worst_work_s * 1e3:.1f} ms"


def memory(what: str) -> float:
    """Return MB of this process's memory: `VmRSS` now, or the most since the peak was reset, `VmHWM`."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition(f"{what}:")[2].split()[0]) / 1024


async def stream(size: int) -> AsyncIterator[bytes]:
    """Give bytes as a download does, in chunks of 64 KiB."""
    chunk = os.urandom(64 * 1024)
    while size:
        yield chunk[:size]
        size -= len(chunk[:size])
        await asyncio.sleep(0)


@contextmanager
def server(name: str) -> Iterator[str]:
    """Run the server of a place and give its address."""
    if name not in _SERVERS:
        yield ""
        return
    with subprocess.Popen(
        [sys.executable, "-u", "-m", *_SERVERS[name]],
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        try:
            assert process.stdout is not None
            found = (re.search(r"http://127\.0\.0\.1:\d+", line) for line in process.stdout)
            address = next(match[0] for match in found if match)
            threading.Thread(target=process.stdout.read, daemon=True).start()
            yield address
        finally:
            process.terminate()


def place_of(name: str, address: str, folder: Path) -> Place:
    match name:
        case "supabase":
            return SupabasePlace(url=address, key=SERVICE_KEY, bucket=BUCKET)
        case "s3":
            with urlopen(Request(f"{address}/bucket", method="PUT")):
                return S3Place(bucket="bucket", access_key="a", secret_key="b", endpoint=address)
        case _:
            return folder / "objects"


async def measured(what: str, size: int, transfer: Coroutine[object, object, T]) -> T:
    """Wait for a transfer and print what it cost."""
    Path("/proc/self/clear_refs").write_text("5")  # resets the peak
    heart, idle, begun = Heart(), memory("VmRSS"), monotonic()
    beating = asyncio.create_task(heart.beat())
    result = await transfer
    took, above = monotonic() - begun, memory("VmHWM") - idle
    beating.cancel()
    print(f"{what:18} {size / _MIB:.0f} MB {took:6.2f} s  +{above:.1f} MB  {heart}")
    return result


async def measure(name: str, size: int) -> None:
    with tempfile.TemporaryDirectory() as folder, server(name) as address:
        place = place_of(name, address, Path(folder))
        async with open_storage(place, scratch=Path(folder), rules=StorageRules()) as service:
            key = await upload(service, 1000)
            (await service.download_csv_to_temp(key)).unlink()
            key = await measured(f"{name} upload", size, upload(service, size))
            await measured(f"{name} download", size, service.download_csv_to_temp(key))


async def upload(service: StorageService, size: int) -> str:
    return await service.upload_stream(stream(size), size=size, user_id=7, filename="a.csv")


async def hang(size: int) -> None:
    """Call a storage that accepts the connection and does nothing, and count what is left of the call."""
    with socket.create_server(("127.0.0.1", 0)) as silent, tempfile.TemporaryDirectory() as folder:
        place = SupabasePlace(
            url=f"http://127.0.0.1:{silent.getsockname()[1]}", key=SERVICE_KEY, bucket=BUCKET
        )
        async with open_storage(place, scratch=Path(folder), rules=StorageRules()) as service:
            before, begun, heart = left(folder), monotonic(), Heart()
            beating = asyncio.create_task(heart.beat())
            try:
                await upload(service, size)
            except StorageTimeoutError:
                print(
                    f"hang, {size} bytes: back after {monotonic() - begun:.2f} s, {heart}; more than before: ",
                    end="",
                )
            beating.cancel()
            await asyncio.wait([beating])
            print(", ".join(f"{count - before[what]} {what}" for what, count in left(folder).items()))


def left(folder: str) -> dict[str, int]:
    return {
        "tasks": len(asyncio.all_tasks()),
        "threads": threading.active_count(),
        "open files and sockets": sum(1 for _ in Path("/proc/self/fd").iterdir()),
        "temporary files": sum(1 for _ in Path(folder).iterdir()),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mb", type=int, default=20)
    parser.add_argument("--hang", action="store_true")
    parser.add_argument("places", nargs="*", default=["local", "supabase", "s3"])
    given = parser.parse_args()
    if given.hang:
        for size in (1000, 5 * _MIB, 20 * _MIB):
            asyncio.run(hang(size))
    elif len(given.places) == 1:
        asyncio.run(measure(given.places[0], given.mb * _MIB))
    else:
        for name in given.places:
            subprocess.run([sys.executable, __file__, "--mb", str(given.mb), name], check=True)


if __name__ == "__main__":
    main()
