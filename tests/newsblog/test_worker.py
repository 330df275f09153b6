"""The background worker as a process: jobs, signals, violent ends, and a database that goes away."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest
from procrastinate.exceptions import ConnectorException
from psycopg.types.json import Jsonb

from newsblog.postgres.cluster import DATABASE, ROLE, Cluster
from newsblog.worker import note_lost_task
from tests.running_site import BASE

pytestmark = [pytest.mark.embedded]

SETTINGS = """
from newsblog.settings import *
PROCRASTINATE_IMPORT_PATHS = ["work_to_do"]
"""
# Each is written as jobs are: what was done already is not done again. The effect is a line in a file.
WORK = """
import os
import signal
import time
from pathlib import Path
from procrastinate.contrib.django import app

@app.task(queue="tests", name="tests.write")
def write(path, seconds=0.0):
    Path(path + ".begun").write_text("")
    while not Path(path + ".go").exists() and seconds:
        time.sleep(0.05)
    if not Path(path).exists():
        Path(path).write_text("done")

@app.task(queue="tests", name="tests.fell")
def fell(path, postmaster):
    if not Path(path).exists():
        Path(path).write_text("done")
        os.kill(postmaster, signal.SIGKILL)
"""


class Workshop:
    """A database of its own, and workers on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "work_settings.py").write_text(SETTINGS)
        (folder / "work_to_do.py").write_text(WORK)
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            "NEWSBLOG_DATA": str(folder / "data"),
            "DJANGO_SETTINGS_MODULE": "work_settings",
            "PYTHONPATH": str(folder),
            "PYTHONUNBUFFERED": "1",
        }
        self.cluster = Cluster(folder / "data")
        self.log = folder / "worker.log"
        self.workers: list[subprocess.Popen[str]] = []

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        with self.log.open("w") as log:
            command = [sys.executable, "-m", "newsblog.worker", *arguments]
            worker = subprocess.Popen(command, cwd=BASE, env=self.environment, stdout=log, stderr=log, text=True)
        self.workers.append(worker)
        return worker

    def ask(self, query: str, *values: Any) -> list[tuple]:
        with self._connect() as connection:
            result = connection.execute(query, values)  # type: ignore[arg-type]
            return result.fetchall() if result.description else []

    def queue(self, path: Path, seconds: float = 0) -> int:
        return self.defer("tests.write", path=str(path), seconds=seconds)

    def defer(self, task: str, **arguments: Any) -> int:
        query = "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('tests', %s, %s) RETURNING id"
        return int(self.ask(query, task, Jsonb(arguments))[0][0])

    @property
    def postmaster(self) -> int:
        return int((self.folder / "data" / "postgres" / "postmaster.pid").read_text().split()[0])

    def state(self, job: int) -> str:
        return str(self.ask("SELECT status::text FROM procrastinate_jobs WHERE id = %s", job)[0][0])

    def wait(self, job: int, state: str) -> None:
        for _attempt in range(600):
            if self.state(job) == state:
                return
            time.sleep(0.1)
        raise AssertionError(f"{self.state(job)}, not {state}:\n{self.log.read_text()}")

    def _connect(self) -> "psycopg.Connection[tuple]":
        for _attempt in range(200):
            try:
                return psycopg.connect(host=str(self.cluster.socket_folder), user=ROLE, dbname=DATABASE)
            except psycopg.OperationalError:
                time.sleep(0.1)
        raise AssertionError(f"no database:\n{self.log.read_text()}")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    shop = Workshop(tmp_path_factory.mktemp("worker"))
    shop.cluster.use()
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=BASE, env=shop.environment, check=True)
    yield shop
    shop.cluster.release()


@pytest.fixture
def workshop(shop: Workshop) -> Iterator[Workshop]:
    yield shop
    for worker in shop.workers:
        worker.kill()
        worker.wait()
    shop.workers.clear()
    shop.ask("DELETE FROM procrastinate_jobs")
    shop.ask("DELETE FROM procrastinate_workers")


def wait_for(path: Path) -> None:
    for _attempt in range(600):
        if path.exists():
            return
        time.sleep(0.05)
    raise AssertionError(f"no {path.name}")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_does_what_is_queued_until_it_is_told_to_stop(workshop: Workshop, tmp_path: Path, number: int) -> None:
    worker = workshop.start()
    workshop.wait(workshop.queue(tmp_path / "effect"), "succeeded")
    assert (tmp_path / "effect").read_text() == "done"
    worker.send_signal(number)
    assert worker.wait(30) == 0
    assert workshop.ask("SELECT * FROM procrastinate_workers") == []
    assert workshop.log.read_text() == ""


def test_a_job_that_runs_is_finished_first_however_often_the_signal_comes(workshop: Workshop, tmp_path: Path) -> None:
    path = tmp_path / "effect"
    worker = workshop.start()
    job = workshop.queue(path, 1)
    wait_for(Path(f"{path}.begun"))
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGTERM):
        worker.send_signal(number)
        time.sleep(0.2)
    assert worker.poll() is None
    Path(f"{path}.go").touch()
    assert worker.wait(30) == 0
    assert (workshop.state(job), path.read_text()) == ("succeeded", "done")


def test_a_job_that_takes_too_long_is_done_by_the_next_worker(workshop: Workshop, tmp_path: Path) -> None:
    path = tmp_path / "effect"
    worker = workshop.start()
    job = workshop.queue(path, 1)
    wait_for(Path(f"{path}.begun"))
    worker.terminate()
    assert worker.wait(30) == 0
    assert workshop.state(job) == "doing"
    be_silent(workshop)
    Path(f"{path}.go").touch()
    workshop.start()
    workshop.wait(job, "succeeded")
    assert path.read_text() == "done"


def be_silent(workshop: Workshop) -> None:
    """Let the last word of a worker be a minute old."""
    workshop.ask("UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 minute'")


def test_what_a_killed_worker_had_begun_is_done_by_another_one(workshop: Workshop, tmp_path: Path) -> None:
    path = tmp_path / "effect"
    worker = workshop.start()
    job = workshop.queue(path, 1)
    wait_for(Path(f"{path}.begun"))
    worker.kill()
    worker.wait()
    be_silent(workshop)
    workshop.start()
    Path(f"{path}.go").touch()
    workshop.wait(job, "succeeded")
    assert path.read_text() == "done"
    assert workshop.ask("SELECT attempts FROM procrastinate_jobs WHERE id = %s", job) == [(2,)]


def test_a_worker_outlives_its_database(workshop: Workshop, tmp_path: Path) -> None:
    worker = workshop.start()
    for number in range(2):
        workshop.wait(workshop.queue(tmp_path / f"before{number}"), "succeeded")
        os.kill(workshop.postmaster, signal.SIGKILL)
        workshop.wait(workshop.queue(tmp_path / f"after{number}"), "succeeded")
    assert worker.poll() is None
    said = workshop.log.read_text()
    assert "Background work was interrupted" in said
    assert len(said.splitlines()) < 20, said
    assert "Traceback" not in said


def test_a_job_during_which_the_database_dies_is_done_anew(workshop: Workshop, tmp_path: Path) -> None:
    workshop.start()
    job = workshop.defer("tests.fell", path=str(tmp_path / "effect"), postmaster=workshop.postmaster)
    wait_for(tmp_path / "effect")
    workshop.wait(workshop.queue(tmp_path / "after"), "succeeded")
    be_silent(workshop)
    workshop.wait(job, "succeeded")
    assert "Traceback" not in workshop.log.read_text()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ConnectorException("lost"), ["The end of a job could not be noted: ConnectorException: lost"]),
        (ValueError("odd"), ["Task exception was never retrieved"]),
    ],
)
def test_a_task_that_nobody_waits_for_says_what_it_died_of(
    caplog: pytest.LogCaptureFixture, error: Exception, said: list[str]
) -> None:
    async def die() -> None:
        raise error

    async def work() -> None:
        asyncio.get_running_loop().set_exception_handler(note_lost_task)
        task = asyncio.create_task(die())
        await asyncio.sleep(0.01)
        del task

    with ThreadPoolExecutor() as pool:  # a browser's loop may run in this thread
        pool.submit(asyncio.run, work()).result()
    assert [record.getMessage().splitlines()[0] for record in caplog.records] == said


def test_a_worker_ends_with_the_process_that_it_belongs_to(workshop: Workshop) -> None:
    assert workshop.start("--parent", str(2**22 + 1)).wait(30) == 0
