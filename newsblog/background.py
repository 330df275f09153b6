"""The process beside the web workers that runs the jobs of the queue, as a child of the start command."""

import atexit
import ctypes
import os
import signal
import sys
import time
from contextlib import suppress
from typing import NoReturn

from django.conf import settings
from gunicorn.arbiter import Arbiter

from newsblog import worker

# So long after its end it is started anew; the pause doubles while it doesn't live for long.
SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
LOOK_SECONDS = 0.05
# What ``ps`` and ``top`` call it, which have room for fifteen letters.
NAME = b"newsblog-jobs"
PR_SET_NAME = 15
MOST_FILES = 65_536


class BackgroundWorker:
    """Started anew when it dies. It begins as a copy of the process that keeps it, whose memory it shares."""

    def __init__(self) -> None:
        self.pid = 0
        self.began = 0.0
        self.pause = SHORTEST_PAUSE

    def keep(self) -> None:
        """Start it, unless it lives or died just now. Called about once a second."""
        now = time.monotonic()
        if self.pid and (self.lives() or now < self.began + self.pause):
            return
        lived_long = now - self.began > 2 * LONGEST_PAUSE
        self.pause = SHORTEST_PAUSE if lived_long else min(self.pause * 2, LONGEST_PAUSE)
        self.began = now
        self.pid = os.fork() or _work()

    def lives(self) -> bool:
        try:
            return os.waitpid(self.pid, os.WNOHANG)[0] == 0
        except ChildProcessError:  # somebody else has waited for it
            return False

    def tell(self) -> None:
        """Tell it to end the job that it does, and to end then."""
        if self.pid and self.lives():
            os.kill(self.pid, signal.SIGTERM)

    def stop(self) -> None:
        """The same, and wait for its end."""
        self.tell()
        deadline = time.monotonic() + worker.GRACE_SECONDS + 2
        while self.pid and self.lives():
            if time.monotonic() > deadline:
                os.kill(self.pid, signal.SIGKILL)
            time.sleep(LOOK_SECONDS)


def _work() -> NoReturn:
    """Become the background worker, and end without what the copied process would do at its end."""
    status = 1
    try:
        parent = os.getppid()
        for number in (*Arbiter.SIGNALS, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        _let_go()
        status = worker.run(parent)
    except SystemExit:
        status = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        atexit._run_exitfuncs()
        os._exit(status)


def _let_go() -> None:
    """Be a process of one's own: without the port and the locks of the copied one, which may end before."""
    from newsblog.postgres.base import cluster

    os.closerange(3, MOST_FILES)
    cluster.forget()
    settings.DATABASES["default"]["OPTIONS"].pop("pool", None)  # that is for the threads of web workers
    with suppress(OSError, AttributeError):  # another system
        ctypes.CDLL(None).prctl(PR_SET_NAME, NAME)
