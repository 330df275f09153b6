"""The real site in a process of its own, started as ``make run`` starts it."""

import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from newsblog.background import NAME

BASE = Path(__file__).resolve().parent.parent
WORKERS = 2
PASSWORD = "correct-horse-battery"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class RunningSite:
    """A site on a data folder; started and stopped as often as a test likes."""

    def __init__(self, data: Path, **settings: str) -> None:
        self.data = data
        self.settings = settings
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[str] | None = None
        self.output = ""

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in {"SITE_URL", "DATABASE_URL"}}
        return {
            **kept,
            "NEWSBLOG_DATA": str(self.data),
            "PORT": str(self.port),
            "NEWSBLOG_ADMIN_PASSWORD": PASSWORD,
            "WEB_CONCURRENCY": str(WORKERS),
            "PYTHONUNBUFFERED": "1",
            **self.settings,
        }

    def start(self) -> "RunningSite":
        """Start it, and wait until it serves."""
        log = self.data.with_name(f"{self.data.name}.log")
        with log.open("w") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "newsblog"], cwd=BASE, env=self.environment, stdout=file, stderr=file, text=True
            )
        for _attempt in range(3600):
            self.output = log.read_text()
            if self.process.poll() is not None:
                raise AssertionError(f"the site ended by itself:\n{self.output}")
            if "Newsblog is at" not in self.output:  # what answers already may be a dying worker of a killed site
                time.sleep(0.05)
                continue
            try:
                with urllib.request.urlopen(f"{self.url}/readyz", timeout=5):
                    if len(self.workers) == WORKERS:
                        return self
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)
        raise AssertionError(f"the site doesn't answer:\n{self.output}")

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and wait for the end; the exit code."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(60)

    def manage(self, *arguments: str) -> str:
        """Run a management command on the same data folder."""
        result = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=BASE,
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return result.stdout.strip()

    def get(self, path: str = "/") -> tuple[int, str]:
        try:
            with urllib.request.urlopen(self.url + path, timeout=20) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def post(self, path: str, data: bytes) -> int:
        """The status of the answer; redirects are not followed."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("POST", path, data, {"Content-Type": "application/x-www-form-urlencoded"})
        status = connection.getresponse().status
        connection.close()
        return status

    @property
    def server_pid(self) -> int:
        return int((self.data / "postgres" / "postmaster.pid").read_text().split()[0])

    @property
    def workers(self) -> list[int]:
        """The processes that serve readers."""
        return [pid for pid in self._children if not _is_background(pid)]

    @property
    def background(self) -> list[int]:
        """The process that works in the background."""
        return [pid for pid in self._children if _is_background(pid)]

    @property
    def _children(self) -> list[int]:
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(pid) for pid in children]


def started_before(data: Path, **settings: str) -> RunningSite:
    """A site with the demo content, to be started again: a copy of one that all tests of a run share, since a first
    start takes its time."""
    first = RunningSite(Path(os.environ["NEWSBLOG_TEST_DATA"]) / "first-start" / "data")
    first.data.parent.mkdir(exist_ok=True)
    done = first.data.with_name("done")
    with first.data.with_name("lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            first.start().stop()
            done.touch()
    subprocess.run(["cp", "-a", first.data, data], check=True)  # with the owners of its files
    return RunningSite(data, **settings)


def _is_background(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/comm").read_bytes().strip() == NAME
    except OSError:
        return False
