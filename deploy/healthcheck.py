"""Says whether a container lives: asks the pages where its process serves some; the others live or have ended."""

import os
import sys
from pathlib import Path
from urllib.request import urlopen

DEFAULT_PORT = "8080"  # of `svodka web`
TIMEOUT_S = 3


def main(command_line: Path = Path("/proc/1/cmdline")) -> int:
    """Return 0 where all is well."""
    words = command_line.read_bytes().split(b"\0")
    port = os.environ.get("SVODKA_WEB_PORT") or (DEFAULT_PORT if b"web" in words else None)
    if port is None or not {b"web", b"run"} & set(words):
        return 0
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=TIMEOUT_S) as answer:
            return 0 if answer.status == 200 else 1
    except OSError as error:
        print(error, file=sys.stderr)  # noqa: T201 - `docker inspect` shows it
        return 1


if __name__ == "__main__":
    sys.exit(main())
