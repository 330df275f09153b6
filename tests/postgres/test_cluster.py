"""The embedded PostgreSQL starts anywhere, is shared by many processes, and loses nothing."""

import contextlib
import os
import shutil
import signal
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.embedded

Run = Callable[..., str]
Start = Callable[..., subprocess.Popen[str]]

WRITE = """
cluster.use()
with connect() as connection:
    connection.execute("CREATE TABLE IF NOT EXISTS kept (row integer)")
    connection.execute("INSERT INTO kept VALUES (1)")
"""
COUNT = """
cluster.use()
with connect() as connection:
    print(connection.execute("SELECT count(*) FROM kept").fetchone()[0])
"""


def wait_for(process: subprocess.Popen[str], word: str) -> None:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.strip() == word, line + process.stdout.read()


def test_rows_outlive_the_process_and_the_server_stops_with_its_last_user(data: Path, run: Run) -> None:
    run(data, WRITE)
    assert not (data / "postgres" / "postmaster.pid").exists()
    assert run(data, COUNT) == "1"


def test_nothing_is_left_of_a_socket_outside_of_the_folder(tmp_path: Path, run: Run) -> None:
    code = "cluster.use(); print(cluster.socket_folder); print(cluster.folder)"
    socket_folder, folder = run(tmp_path / ("x" * 120) / "data", code).split("\n")
    assert socket_folder != folder
    assert not Path(socket_folder).exists()


def test_writes_are_flushed_to_disk(data: Path, run: Run) -> None:
    code = """
        cluster.use()
        for name in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums"):
            print(connect().execute(f"SHOW {name}").fetchone()[0])
    """
    assert run(data, code).split() == ["on"] * 4


def test_nothing_listens_on_the_network(data: Path, run: Run) -> None:
    assert run(data, 'cluster.use(); print(repr(connect().execute("SHOW listen_addresses").fetchone()[0]))') == "''"


@pytest.mark.parametrize("name", ["数据 与 空格", "x" * 120, 'it\'s "quoted" $HOME'])
def test_any_path_serves(tmp_path: Path, data: Path, run: Run, name: str) -> None:
    folder = tmp_path / name / "data"
    run(folder, WRITE)
    assert run(folder, COUNT) == "1"


def test_no_folder_above_is_opened(tmp_path: Path, data: Path, run: Run) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    before = {path: stat.S_IMODE(path.stat().st_mode) for path in (private, *private.parents)}
    run(private / "home" / "data", WRITE)
    assert {path: stat.S_IMODE(path.stat().st_mode) for path in before} == before
    assert stat.S_IMODE((private / "home" / "data" / "postgres").stat().st_mode) == 0o700


def test_processes_share_one_server_and_the_last_one_stops_it(data: Path, run: Run, process: Start) -> None:
    first = process(data, "cluster.use(); print('up', flush=True); sys.stdin.readline()")
    wait_for(first, "up")
    second = process(data, "cluster.use(); print('up', flush=True); sys.stdin.readline(); connect(); print('still')")
    wait_for(second, "up")
    first.communicate("\n", timeout=60)
    output, _ = second.communicate("\n", timeout=60)
    assert output.strip() == "still"
    assert not (data / "postgres" / "postmaster.pid").exists()


def test_many_first_users_at_once_make_one_cluster(data: Path, process: Start) -> None:
    code = "cluster.use(); print(server_pid(), flush=True); sys.stdin.readline()"
    users = [process(data, code) for _ in range(5)]
    pids = {user.stdout.readline().strip() for user in users if user.stdout}
    assert len(pids) == 1
    assert pids.pop().isdigit()


def test_a_killed_user_leaves_a_server_that_the_next_one_finds(data: Path, run: Run, process: Start) -> None:
    run(data, WRITE)
    user = process(data, "cluster.use(); print(server_pid(), flush=True); sys.stdin.readline()")
    assert user.stdout is not None
    pid = user.stdout.readline().strip()
    user.kill()
    user.wait()
    os.kill(int(pid), 0)
    assert run(data, "cluster.use(); print(server_pid())") == pid
    assert run(data, COUNT) == "1"


def test_a_killed_server_is_started_again_with_every_row(data: Path, run: Run) -> None:
    code = """
        cluster.use()
        with connect() as connection:
            connection.execute("CREATE TABLE kept (row integer)")
            for row in range(100):
                connection.execute("INSERT INTO kept VALUES (%s)", [row])
        for attempt in range(3):
            pid = server_pid()
            os.kill(pid, signal.SIGKILL)
            while Path(f"/proc/{pid}").exists():
                time.sleep(0.01)
            cluster.use()
        print(connect().execute("SELECT count(*) FROM kept").fetchone()[0])
    """
    assert run(data, code) == "100"


def test_everything_killed_at_once_is_found_by_the_next_start(data: Path, run: Run, process: Start) -> None:
    run(data, WRITE)
    user = process(data, "cluster.use(); print(server_pid(), flush=True); sys.stdin.readline()")
    assert user.stdout is not None
    server = int(user.stdout.readline())
    user.kill()
    os.kill(server, 9)
    assert run(data, COUNT) == "1"


def test_a_new_cluster_starts_though_the_server_of_a_deleted_one_lives_on(data: Path, run: Run, process: Start) -> None:
    old = process(data, "cluster.use(); print('up', flush=True); sys.stdin.readline()")
    wait_for(old, "up")
    pid = int((data / "postgres" / "postmaster.pid").read_text().split()[0])
    shutil.rmtree(data)
    try:
        run(data, WRITE)
        assert run(data, COUNT) == "1"
    finally:
        with contextlib.suppress(ProcessLookupError):  # it may have noticed that its folder is gone
            os.kill(pid, signal.SIGQUIT)


def test_an_interrupted_first_start_is_begun_anew(data: Path, run: Run) -> None:
    (data / "postgres.new" / "base").mkdir(parents=True)
    (data / "postgres.new" / "PG_VERSION").write_text("18\n")
    run(data, WRITE)
    assert run(data, COUNT) == "1"


def test_a_foreign_folder_is_not_touched_and_the_message_says_why(data: Path, run: Run) -> None:
    (data / "postgres").mkdir(parents=True, mode=0o700)
    (data / "postgres" / "letter.txt").write_text("mine")
    code = """
        from newsblog.postgres import cluster as module
        module.ORPHAN_SECONDS = 0
        try:
            cluster.use()
        except module.PostgresError as error:
            print(error)
    """
    assert "doesn't start" in run(data, code)
    assert (data / "postgres" / "letter.txt").read_text() == "mine"


def test_a_forked_child_does_not_stop_the_server_of_its_parent(data: Path, run: Run) -> None:
    code = """
        cluster.use()
        if os.fork() == 0:
            cluster.release()
            os._exit(0)
        os.wait()
        connect()
        print("still")
    """
    assert run(data, code) == "still"
