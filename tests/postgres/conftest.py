import contextlib
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

BASE = Path(__file__).resolve().parent.parent.parent

PRELUDE = """
import sys, os, time, signal
from pathlib import Path
import psycopg
from newsblog.postgres.cluster import Cluster
cluster = Cluster(Path(sys.argv[1]))
def connect():
    return psycopg.connect(host=str(cluster.socket_folder), user="newsblog", dbname="newsblog", autocommit=True)
def server_pid():
    return int((cluster.folder / "postmaster.pid").read_text().split()[0])
"""


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A data folder; whatever server is left on it is stopped afterwards."""
    folder = tmp_path / "data"
    yield folder
    for lock_file in tmp_path.rglob("postmaster.pid"):
        with contextlib.suppress(OSError, ValueError):
            os.kill(int(lock_file.read_text().split()[0]), signal.SIGQUIT)


@pytest.fixture
def process() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start a Python process that has ``cluster``, ``connect()`` and ``server_pid()`` for a data folder."""
    started: list[subprocess.Popen[str]] = []

    def start(data: Path, code: str, **options: object) -> subprocess.Popen[str]:
        one = subprocess.Popen(
            [options.pop("python", sys.executable), "-c", PRELUDE + textwrap.dedent(code), str(data)],
            cwd=options.pop("cwd", BASE),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            **options,
        )
        started.append(one)
        return one

    yield start
    for one in started:
        if one.poll() is None:
            one.kill()
        one.communicate()


@pytest.fixture
def run(process: Callable[..., subprocess.Popen[str]]) -> Callable[..., str]:
    """Run such a process to its end and give what it printed."""

    def run_to_end(data: Path, code: str, **options: object) -> str:
        one = process(data, code, **options)
        output, _ = one.communicate(timeout=120)
        assert one.returncode == 0, output
        return output.strip()

    return run_to_end
