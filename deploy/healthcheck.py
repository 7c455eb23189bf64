"""Says whether a container works: its process shows a sign of life, and its pages answer where it serves some.

The sign is a file that the process touches after each heartbeat; one that is alive but stuck lets it grow old.
"""

import os
import sys
import time
from pathlib import Path
from urllib.request import urlopen

ROLES = ("bot", "worker", "web", "run")
DEFAULT_PORT = "8080"  # of `svodka web`
TIMEOUT_S = 3
# A heartbeat comes every 5 s; one that waits for a database that hangs gives up within a minute.
STALE_S = 90


def main(command_line: Path = Path("/proc/1/cmdline")) -> int:
    """Return 0 where all is well."""
    words = command_line.read_bytes().decode(errors="replace").split("\0")
    role = next((role for role in ROLES if role in words), None)
    if role is None:
        return 0
    trouble = stuck(Path(os.environ.get("SVODKA_DATA_DIR") or "var") / f"alive-{role}")
    port = os.environ.get("SVODKA_WEB_PORT") or (DEFAULT_PORT if role == "web" else None)
    if trouble is None and port is not None and role in {"web", "run"}:
        trouble = silent(port)
    if trouble is not None:
        print(trouble, file=sys.stderr)  # noqa: T201 - `docker inspect` shows it
    return 0 if trouble is None else 1


def stuck(sign: Path) -> str | None:
    """Say what is wrong with the sign of life, if anything is."""
    try:
        age_s = time.time() - sign.stat().st_mtime
    except OSError as error:
        return f"no sign of life: {error}"
    return f"no sign of life for {age_s:.0f} s" if age_s > STALE_S else None


def silent(port: str) -> str | None:
    """Say what is wrong with the pages, if anything is."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=TIMEOUT_S) as answer:
            return None if answer.status == 200 else f"the pages answer {answer.status}"
    except OSError as error:
        return f"the pages do not answer: {error}"


if __name__ == "__main__":
    sys.exit(main())
