"""Load by ``wrk``: one thread, sixteen connections that are kept open."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

SCRIPT = Path(__file__).with_suffix(".lua")
CONNECTIONS = 16
MISSING = "wrk is missing: apt-get install wrk (or see https://github.com/wg/wrk), then run this again."


@dataclass(frozen=True)
class Load:
    """What came of it; times in milliseconds. ``wrong`` are answers without the right status, and those that never
    came."""

    requests: int
    seconds: float
    p50: float
    p99: float
    wrong: int

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds


def is_there() -> bool:
    return shutil.which("wrk") is not None


def load(url: str, seconds: int, *, encoding: str = "", title: str = "", paths: Path | None = None) -> Load:
    """Ask for a page for so long.

    With ``title`` an answer without these words is wrong too; looking costs wrk time. With ``paths``, a file, each
    request is for one of its lines at the same host, by another visitor.
    """
    headers = ["-H", f"Accept-Encoding: {encoding}"] if encoding else []
    return _run(url, seconds, CONNECTIONS, headers, TITLE=title, PATHS=str(paths or ""))


def post(url: str, seconds: int, forms: Path, connections: int) -> Load:
    """Send the lines of a file for so long, each once: a visitor's address, a blank, and a filled in form. What isn't
    taken is ``wrong``."""
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(url))
    return _run(url, seconds, connections, ["-H", f"Origin: {origin}"], FORMS=str(forms))


def _run(url: str, seconds: int, connections: int, options: list[str], **own: str) -> Load:
    environment = os.environ | {name: value for name, value in own.items() if value}
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "20s", "-s", str(SCRIPT), *options, url]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return Load(**json.loads(result.stdout.splitlines()[-1]))


def write_paths(paths: Iterable[str], file: Path) -> Path:
    file.write_text("".join(f"{path}\n" for path in paths))
    return file
