"""Load by ``wrk``: one thread, sixteen connections that are kept open."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).with_suffix(".lua")
CONNECTIONS = 16
MISSING = "wrk is missing: apt-get install wrk (or see https://github.com/wg/wrk), then run this again."


@dataclass(frozen=True)
class Load:
    """What came of it; times in milliseconds. ``wrong`` are answers without status 200, and those that never came."""

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
    own = {"TITLE": title, "PATHS": str(paths or "")}
    environment = {name: value for name, value in (os.environ | own).items() if name not in own or value}
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "20s", "-s", str(SCRIPT)]
    if encoding:
        command += ["-H", f"Accept-Encoding: {encoding}"]
    result = subprocess.run([*command, url], env=environment, capture_output=True, text=True, check=True)
    return Load(**json.loads(result.stdout.splitlines()[-1]))


def write_paths(paths: Iterable[str], file: Path) -> Path:
    file.write_text("".join(f"{path}\n" for path in paths))
    return file
