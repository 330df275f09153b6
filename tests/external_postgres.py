"""A second PostgreSQL for the tests alone: on TCP, with a password, as an operator's own server would be."""

import contextlib
import os
import secrets
import socket
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from newsblog.postgres import programs
from newsblog.postgres.launch import Launch


def find_programs() -> Path:
    """Debian's PostgreSQL where the machine has it, else the embedded one."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return versions[-1].parent.parent if versions else programs.installed()


@contextlib.contextmanager
def running() -> Iterator[str]:
    """Start the server in a folder that is removed afterwards; gives its DATABASE_URL."""
    password = secrets.token_urlsafe(16)
    account = programs.server_account(Path("/nonexistent"))
    with tempfile.TemporaryDirectory(prefix="newsblog-external-") as name:
        folder = Path(name)
        secret = folder / "password"
        secret.write_text(password)
        cluster = folder / "cluster"
        cluster.mkdir(mode=0o700)
        if account:
            for path in (folder, secret, cluster):
                os.chown(path, account.pw_uid, account.pw_gid)
        with Launch.on(cluster, account) as launch:
            launch = Launch(find_programs(), account, launch.folder, launch.descriptors)
            launch.run(
                "initdb", "-U", "news", "--auth=scram-sha-256", f"--pwfile={secret}", "-E", "UTF8", "--locale=C.UTF-8"
            )
            port = _free_port()
            pid = launch.spawn(
                "postgres", "-h", "127.0.0.1", "-p", str(port), "-k", str(folder), output=folder / "server.log"
            )
        url = f"postgres://news:{password}@127.0.0.1:{port}/postgres"
        try:
            _wait(url)
            yield url
        finally:
            os.kill(pid, 2)
            while (cluster / "postmaster.pid").exists():
                time.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(url: str) -> None:
    for _attempt in range(200):
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(url).close()
            return
        time.sleep(0.1)
    raise RuntimeError("the external PostgreSQL doesn't answer")
