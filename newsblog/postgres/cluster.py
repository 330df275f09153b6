"""One PostgreSQL server in the data folder, shared by every process of the site."""

import atexit
import contextlib
import fcntl
import hashlib
import os
import pwd
import shutil
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

from . import programs
from .launch import Launch
from .programs import PostgresError

ROLE = "newsblog"
DATABASE = "newsblog"
SOCKET_NAME = ".s.PGSQL.5432"
# sockaddr_un holds 108 bytes on Linux and 104 on macOS, the final NUL included.
LONGEST_SOCKET_PATH = 103
START_SECONDS = 300  # a crash recovery replays the write-ahead log first
ORPHAN_SECONDS = 15  # how long the last processes of a killed server may refuse a new one
STOP_SECONDS = 120
CONFIGURATION = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "on",
    "log_directory": "log",
    "log_filename": "postgresql-%a.log",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
}


class Cluster:
    """The server of one data folder.

    Every process that uses the server holds a shared lock on ``postgres.users`` while it lives, and the one that lets
    go last stops the server. The kernel drops the lock of a killed process, so a server that lost all its users just
    keeps running and is found by the next one. ``postgres.lock`` is held only to decide, start or stop.
    """

    def __init__(self, data: Path) -> None:
        self.data = data.absolute()
        self.folder = self.data / "postgres"
        self._users: int | None = None
        self._user_pid: int | None = None

    @property
    def socket_folder(self) -> Path:
        """The folder of the Unix socket: the cluster's own, or a short private one where that can't serve.

        The path may be too long for a socket address, or (when we are root) in a folder that the server's account
        can't reach. The place depends on nothing but who we are and the cluster, so all processes agree on it; a new
        cluster at an old path gets another one, since the server of a deleted cluster may live on for a while.
        """
        as_root = os.geteuid() == 0
        if not as_root and len(os.fsencode(self.folder / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
            return self.folder
        identity = self.folder.stat().st_ino if self.folder.exists() else 0
        digest = hashlib.sha256(os.fsencode(self.folder.resolve()) + b"%d" % identity).hexdigest()[:16]
        return Path("/run" if as_root and Path("/run").is_dir() else "/tmp") / f"newsblog-{digest}"  # noqa: S108

    def is_running(self) -> bool:
        """Whether the server takes connections."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            client.settimeout(5)
            try:
                client.connect(str(self.socket_folder / SOCKET_NAME))
            except OSError:
                return False
        status = self._lock_file_lines()[7:8]
        return bool(status) and status[0].strip() == "ready"

    def use(self) -> None:
        """Make sure that the server runs, and keep it running as long as this process lives.

        Raises:
            PostgresError: the server can't be started; the message says why.
        """
        if self._user_pid is None:
            self._register()
        elif not self.is_running():
            with self._deciding():
                self._ensure_running()

    def release(self) -> None:
        """Stop using the server; its last user stops it. Does nothing in a forked child of a user."""
        if self._users is None or self._user_pid != os.getpid():
            return
        with self._deciding():
            os.close(self._users)
            self._users = self._user_pid = None
            with self._lock("postgres.users") as descriptor:
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return
                self._stop()

    def forget(self) -> None:
        """Be no user yet, in a forked child of a user that lives on its own and has closed what it inherited."""
        self._users = self._user_pid = None

    def _register(self) -> None:
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._deciding(), self._lock("postgres.users") as descriptor:
            fcntl.flock(descriptor, fcntl.LOCK_SH)
            self._ensure_running()
            self._users, self._user_pid = os.dup(descriptor), os.getpid()
        atexit.register(self.release)

    @contextlib.contextmanager
    def _deciding(self) -> Iterator[None]:
        with self._lock("postgres.lock") as descriptor:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield

    @contextlib.contextmanager
    def _lock(self, name: str) -> Iterator[int]:
        try:
            descriptor = os.open(self.data / name, os.O_RDWR | os.O_CREAT, 0o600)
        except PermissionError as error:
            raise PostgresError(
                f"{self.data} belongs to another user. Run the command as that user, or choose another folder "
                "with NEWSBLOG_DATA."
            ) from error
        try:
            yield descriptor
        finally:
            os.close(descriptor)

    # The rest is called with the decision lock held.

    def _ensure_running(self) -> None:
        if self.is_running():
            return
        account = programs.server_account(self.folder)
        if not self.folder.exists():
            self._initialise(account)
        self._make_socket_folder(account)
        self._start(account)

    def _initialise(self, account: pwd.struct_passwd | None) -> None:
        """Make the cluster beside its place and move it there complete: it is there whole or not at all."""
        staging = self.folder.with_name("postgres.new")
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir(mode=0o700)
        if account:
            os.chown(staging, account.pw_uid, account.pw_gid)
        with Launch.on(staging, account) as launch:
            # Everybody who reaches the socket is trusted: only the server's account and root can.
            launch.run(
                "initdb",
                f"--username={ROLE}",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                *(f"--set={name}={value}" for name, value in CONFIGURATION.items()),
            )
            launch.run("postgres", "postgres", mode="--single", text=f"CREATE DATABASE {DATABASE};\n")
        staging.rename(self.folder)

    def _make_socket_folder(self, account: pwd.struct_passwd | None) -> None:
        folder = self.socket_folder
        if folder == self.folder:
            return
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.is_symlink() or folder.stat().st_uid != os.geteuid() != 0:
            raise PostgresError(f"{folder} belongs to somebody else. Remove it and start again.")
        if account:
            os.chown(folder, account.pw_uid, account.pw_gid)

    def _start(self, account: pwd.struct_passwd | None) -> None:
        """Start the server and wait until it takes connections.

        The last processes of a killed server refuse a new one for a moment, so a start that fails is tried again.
        Lock files are PostgreSQL's own business and never removed here.
        """
        output = self.data / "postgres.start.log"
        began = time.monotonic()
        with Launch.on(self.folder, account) as launch:
            while True:
                pid = launch.spawn("postgres", "-k", str(self.socket_folder), output=output)
                if self._becomes_ready(pid, began + START_SECONDS):
                    return
                if time.monotonic() - began > ORPHAN_SECONDS:
                    break
                time.sleep(0.5)
        raise PostgresError(f"The database in {self.folder} doesn't start. It said:\n{self._last_words(output)}")

    def _last_words(self, output: Path) -> str:
        """What the server wrote last, before it opened its log and in it."""
        logs = sorted((self.folder / "log").glob("*.log"), key=lambda path: path.stat().st_mtime)
        lines = [line for path in (output, *logs[-1:]) for line in path.read_text(errors="replace").splitlines()[-8:]]
        return "\n".join(lines)

    def _becomes_ready(self, pid: int, deadline: float) -> bool:
        while time.monotonic() < deadline:
            if self.is_running():
                return True
            if not _is_alive(pid):
                return False
            time.sleep(0.02)
        return False

    def _stop(self) -> None:
        """Fast shutdown: sessions are ended, everything committed is on disk."""
        lines = self._lock_file_lines()
        if not lines or not self.is_running():
            return
        pid = int(lines[0])
        os.kill(pid, signal.SIGINT)
        deadline = time.monotonic() + STOP_SECONDS
        while _is_alive(pid) and (self.folder / "postmaster.pid").exists():
            if time.monotonic() > deadline:
                raise PostgresError(f"The database (process {pid}) did not stop in {STOP_SECONDS} seconds.")
            time.sleep(0.02)
        if self.socket_folder != self.folder:
            shutil.rmtree(self.socket_folder, ignore_errors=True)

    def _lock_file_lines(self) -> list[str]:
        """The lines of postmaster.pid (PostgreSQL: src/include/utils/pidfile.h); none while there is no server."""
        try:
            return (self.folder / "postmaster.pid").read_text(errors="replace").splitlines()
        except OSError:
            return []


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
