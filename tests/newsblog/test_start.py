"""The start command: first start, second start, and every way of ending badly. One site for all, in one process."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.running_site import BASE, RunningSite, free_port

pytestmark = [pytest.mark.embedded]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    one = RunningSite(tmp_path_factory.mktemp("start") / "数据 folder").start()
    yield one
    if one.process and one.process.poll() is None:
        one.stop()


@pytest.fixture
def running(site: RunningSite) -> RunningSite:
    if site.process is None or site.process.poll() is not None:
        site.start()
    return site


def articles(site: RunningSite) -> list[str]:
    return re.findall(r'href="(/articles/[^"/]+/)"', site.get("/")[1])


def comment(site: RunningSite, text: str) -> int:
    path = f"{articles(site)[0]}comments/"
    return site.post(path, f"name=reader&body={quote(text)}".encode())


def number_of_comments(site: RunningSite) -> int:
    code = "from comments.models import Comment; print(Comment.objects.count())"
    return int(site.manage("shell", "--no-imports", "-c", code))


def sockets_of(pid: int) -> int:
    """How many sockets a process has open."""
    files = Path(f"/proc/{pid}/fd").iterdir()
    return sum(str(file.readlink()).startswith("socket:") for file in files)


def is_gone(pid: int) -> bool:
    for _attempt in range(200):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def test_the_first_start_makes_a_whole_site(running: RunningSite) -> None:
    status, home = running.get("/")
    assert status == 200
    assert len(set(articles(running))) >= 10
    assert "Account for the admin: admin" in running.output
    assert re.search(r"Migrations \.\.\. ready", running.output)
    key = running.data / "secret_key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert running.data.stat().st_mode & 0o077 == 0
    style = re.search(r'href="(/static/css/site\.[0-9a-f]+\.css)"', home)
    assert style
    status, sheet = running.get(style[1])
    assert status == 200
    assert "@import" not in sheet
    assert ".comment-form" in sheet
    with urllib.request.urlopen(urllib.request.Request(running.url, headers={"Accept-Encoding": "gzip"})) as response:
        assert response.headers["Content-Encoding"] == "gzip"
        assert len(response.read()) < len(home.encode()) / 2


def test_the_second_start_keeps_everything_and_loads_nothing_again(running: RunningSite) -> None:
    assert comment(running, "重启之前") == 303
    before = number_of_comments(running)
    running.stop()
    running.start()
    assert "Demo content" not in running.output
    assert "Password" not in running.output
    assert number_of_comments(running) == before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_all_that_was_started(running: RunningSite, number: int) -> None:
    pids = [*running.workers, background_of(running), running.server_pid]
    assert len(pids) >= 4
    running.stop(number)
    assert all(is_gone(pid) for pid in pids)
    assert not (running.data / "postgres" / "postmaster.pid").exists()
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", running.port))


def test_readers_who_never_finish_keep_nothing_running(running: RunningSite) -> None:
    head = b"POST /comments/preview/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n"
    head += b"Content-Type: application/x-www-form-urlencoded\r\n\r\nbo"
    readers = [socket.create_connection(("127.0.0.1", running.port), 10) for _number in range(6)]
    for reader in readers:
        reader.sendall(head)
    running.get("/healthz")
    running.stop()
    for reader in readers:
        reader.close()
    assert not (running.data / "postgres" / "postmaster.pid").exists()


def test_connections_are_spread_among_the_workers(running: RunningSite) -> None:
    running.get("/healthz")
    before = {pid: sockets_of(pid) for pid in running.workers}
    readers = [http.client.HTTPConnection("127.0.0.1", running.port, timeout=20) for _number in range(12)]
    for reader in readers:
        reader.request("GET", "/healthz")
        reader.getresponse().read()
    taken = [sockets_of(pid) - number for pid, number in before.items()]
    for reader in readers:
        reader.close()
    assert min(taken) >= 3, taken


def test_the_background_worker_holds_nothing_that_the_start_command_may_need_again(running: RunningSite) -> None:
    pid = background_of(running)
    opened = [str(file.readlink()) for file in Path(f"/proc/{pid}/fd").iterdir()]
    assert not [path for path in opened if path.endswith("site.lock")]
    port = f":{running.port:04X} 00000000:0000 0A"
    tables = Path(f"/proc/{pid}/net/tcp").read_text().splitlines()
    listening = {f"socket:[{line.split()[9]}]" for line in tables if port in line}
    assert listening
    assert not listening & set(opened)


def test_a_second_start_on_the_same_folder_says_so_and_harms_nothing(running: RunningSite) -> None:
    other = {**running.environment, "PORT": str(free_port())}
    result = subprocess.run(
        [sys.executable, "-m", "newsblog"], cwd=BASE, env=other, capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert f"already running at {running.url}" in result.stderr
    assert "Traceback" not in result.stderr
    assert running.get("/")[0] == 200


def test_a_taken_port_is_named(tmp_path: Path, running: RunningSite) -> None:
    environment = {**running.environment, "NEWSBLOG_DATA": str(tmp_path / "other")}
    result = subprocess.run(
        [sys.executable, "-m", "newsblog"], cwd=BASE, env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert f"127.0.0.1:{running.port} can't be used" in result.stderr
    assert "PORT=8001 make run" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "eighty"), ("PORT", "70000"), ("SITE_URL", "news"), ("TRUSTED_PROXIES", "x")]
)
def test_a_setting_that_makes_no_sense_is_named(tmp_path: Path, running: RunningSite, name: str, value: str) -> None:
    environment = {**running.environment, "NEWSBLOG_DATA": str(tmp_path / "other"), name: value}
    result = subprocess.run(
        [sys.executable, "-m", "newsblog"], cwd=BASE, env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert f"{name} must" in result.stderr
    assert "Traceback" not in result.stderr


def test_commands_work_beside_the_site_and_without_it(running: RunningSite) -> None:
    assert running.manage("recount") == "All counts were right."
    running.stop()
    assert running.manage("recount") == "All counts were right."
    assert not (running.data / "postgres" / "postmaster.pid").exists()


def test_a_killed_worker_is_replaced_and_no_comment_is_lost(running: RunningSite) -> None:
    before = number_of_comments(running)
    sent = 0
    for number in range(6):
        assert comment(running, f"工作进程{number}") == 303
        sent += 1
        os.kill(running.workers[0], signal.SIGKILL)
        for _attempt in range(100):
            try:
                if running.get("/healthz")[0] == 200:
                    break
            except OSError:
                time.sleep(0.05)
    assert number_of_comments(running) == before + sent


def background_of(site: RunningSite, *, other_than: int = 0) -> int:
    """The background worker, when it is there."""
    for _attempt in range(400):
        found = [pid for pid in site.background if pid != other_than]
        if found:
            return found[0]
        time.sleep(0.05)
    raise AssertionError("no worker")


def job(site: RunningSite, code: str) -> str:
    imports = "import newsblog.tasks; from procrastinate.contrib.django import app; "
    imports += "from procrastinate.contrib.django.models import ProcrastinateJob as Job; "
    return site.manage("shell", "--no-imports", "-c", imports + code)


def wait_for_job(site: RunningSite, number: str, status: str) -> None:
    for _attempt in range(60):
        found = job(site, f"print(Job.objects.get(pk={number}).status)")
        if found == status:
            return
        time.sleep(0.5)
    raise AssertionError(found)


def test_background_work_is_done_by_a_worker_that_is_replaced_when_it_dies(running: RunningSite) -> None:
    first = background_of(running)
    os.kill(first, signal.SIGKILL)
    background_of(running, other_than=first)
    number = job(running, "print(app.configure_task('newsblog.indexnow', queueing_lock='test').defer(timestamp=0))")
    wait_for_job(running, number, "succeeded")


def test_what_a_dead_worker_left_is_done_by_the_next_one(running: RunningSite) -> None:
    """A job that a worker had taken when it died is taken again once the worker has been silent for a while."""
    number = job(
        running,
        "from django.db import connection as c; "
        "later = app.configure_task('newsblog.indexnow', queueing_lock='test', schedule_in={'hours': 9}); "
        "number = later.defer(timestamp=0); "
        "cursor = c.cursor(); "
        "cursor.execute(\"INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '2 minutes') "
        'RETURNING id"); worker = cursor.fetchone()[0]; '
        "cursor.execute(\"UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s "
        'WHERE id = %s", [worker, number]); print(number)',
    )
    wait_for_job(running, number, "succeeded")


def test_a_killed_database_comes_back_by_itself_with_every_comment(running: RunningSite) -> None:
    before = number_of_comments(running)
    for number in range(3):
        assert comment(running, f"数据库{number}") == 303
        pid = running.server_pid
        os.kill(pid, signal.SIGKILL)
        assert is_gone(pid)
        for _attempt in range(100):
            if running.get("/")[0] == 200:
                break
            time.sleep(0.1)
        assert running.get("/")[0] == 200
    assert number_of_comments(running) == before + 3


def test_a_killed_site_starts_again_with_every_comment(running: RunningSite) -> None:
    before = number_of_comments(running)
    for number in range(3):
        assert comment(running, f"主进程{number}") == 303
        background = background_of(running)
        running.stop(signal.SIGKILL)
        assert is_gone(background)
        running.start()
    assert number_of_comments(running) == before + 3


def test_everything_killed_at_once_starts_again_with_every_comment(running: RunningSite) -> None:
    before = number_of_comments(running)
    assert comment(running, "断电") == 303
    assert running.process is not None
    for pid in (running.process.pid, *running.workers, running.server_pid):
        os.kill(pid, signal.SIGKILL)
    running.process.wait()
    running.start()
    assert number_of_comments(running) == before + 1


def test_a_first_start_that_was_killed_goes_on(tmp_path: Path) -> None:
    site = RunningSite(tmp_path / "data")
    for seconds in (0.4, 1.2, 2.5, 6.0):
        process = subprocess.Popen(
            [sys.executable, "-m", "newsblog"],
            cwd=BASE,
            env=site.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(seconds)
        process.kill()
        process.wait()
    site.start()
    try:
        assert len(set(articles(site))) >= 10
        assert site.manage("recount") == "All counts were right."
    finally:
        site.stop()


def raw(site: RunningSite, request: bytes) -> bytes:
    """Send bytes as they are, and read what comes."""
    with socket.create_connection(("127.0.0.1", site.port), 10) as client:
        client.sendall(request)
        client.shutdown(socket.SHUT_WR)
        answer = b""
        while part := client.recv(65536):
            answer += part
    return answer


@pytest.mark.parametrize(
    "head",
    [
        b"GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n",
        b"GET / HTTP/1.1\r\nHost: evil.example\r\n",
        b"GET / HTTP/1.1\r\nHost:\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1:99999\r\n",
        b"GET /%00 HTTP/1.1\r\nHost: 127.0.0.1\r\n",
        b"GET /?\x00 HTTP/1.1\r\nHost: 127.0.0.1\r\n",
        b"TRACE / HTTP/1.1\r\nHost: 127.0.0.1\r\n",
    ],
)
def test_malformed_requests_are_refused_by_the_real_server(running: RunningSite, head: bytes) -> None:
    answer = raw(running, head + b"Connection: close\r\n\r\n")
    assert re.match(rb"HTTP/1\.1 (400|404|405|421)", answer), answer[:200]
    assert b"evil" not in answer


def test_forwarded_headers_of_a_stranger_change_nothing_on_the_real_server(running: RunningSite) -> None:
    plain = b"GET /archive/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
    more = b"X-Forwarded-Proto: https\r\nX-Forwarded-Host: evil.example\r\nX-Forwarded-For: 6.6.6.6\r\n"
    bodies = [raw(running, head + b"\r\n").partition(b"\r\n\r\n")[2] for head in (plain, plain + more, plain)]
    assert bodies[0] == bodies[1] == bodies[2]


@pytest.mark.parametrize("size", [3_000_000, 10_000_000])
@pytest.mark.parametrize("chunked", [False, True])
def test_a_form_that_is_too_large_gets_an_answer_that_can_be_read(
    running: RunningSite, size: int, chunked: bool
) -> None:
    body = b"name=a&body=" + b"x" * size
    path = f"{articles(running)[0]}comments/".encode()
    head = b"POST " + path + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    with socket.create_connection(("127.0.0.1", running.port), 10) as client:
        if chunked:
            client.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n")
        else:
            client.sendall(head + b"Content-Length: %d\r\n\r\n" % len(body) + body)
        answer = client.recv(65536)
    assert re.match(rb"HTTP/1\.1 (400|413)", answer), answer[:200]
    assert comment(running, f"之后的小评论{size}{chunked}") == 303
