"""Run the programs of PostgreSQL on a folder, as the account that the folder belongs to."""

import contextlib
import os
import pwd
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import programs
from .programs import PostgresError

# The shell leaves at once, so that the server is nobody's child here and is reaped by init when it ends.
DETACH = 'log=$1; shift; "$@" >"$log" 2>&1 </dev/null & echo $!'


@dataclass(frozen=True)
class Launch:
    """What every program is started with."""

    programs: Path
    account: pwd.struct_passwd | None
    folder: str
    descriptors: tuple[int, ...] = ()

    @classmethod
    @contextlib.contextmanager
    def on(cls, folder: Path, account: pwd.struct_passwd | None) -> Iterator["Launch"]:
        """Prepare to run programs on ``folder``; as ``account`` when we are root.

        That account gets the folder as an open descriptor: it needs no permission on the folders above then, and
        none of them is opened to it.
        """
        if account is None:
            yield cls(programs.installed(), None, str(folder))
            return
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            yield cls(programs.readable_by(account), account, f"/proc/self/fd/{descriptor}", (descriptor,))
        finally:
            os.close(descriptor)

    def run(self, program: str, *arguments: str, mode: str | None = None, text: str = "") -> None:
        """Run a program to its end, with ``text`` as its input.

        Raises:
            PostgresError: it failed; with what it printed.
        """
        result = self._execute(self._command(program, *arguments, mode=mode), text)
        if result.returncode != 0:
            raise PostgresError(f"{program} failed:\n{result.stdout}")

    def spawn(self, program: str, *arguments: str, output: Path) -> int:
        """Start a program that outlives this process and return its process number; ``output`` gets its first
        words, before it opens a log of its own."""
        with output.open("w") as log:
            log_name = f"/proc/self/fd/{log.fileno()}" if self.account else str(output)
            shell = ["/bin/sh", "-c", DETACH, "sh", log_name, *self._command(program, *arguments)]
            if self.account:
                os.fchown(log.fileno(), self.account.pw_uid, self.account.pw_gid)
            result = self._execute(shell, descriptors=(*self.descriptors, log.fileno()))
        return int(result.stdout)

    def _command(self, program: str, *arguments: str, mode: str | None = None) -> list[str]:
        first = [mode] if mode else []
        return [str(self.programs / "bin" / program), *first, "-D", self.folder, *arguments]

    def _execute(
        self, command: list[str], text: str = "", descriptors: tuple[int, ...] | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            user=self.account.pw_uid if self.account else None,
            group=self.account.pw_gid if self.account else None,
            extra_groups=[] if self.account else None,
            pass_fds=self.descriptors if descriptors is None else descriptors,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            input=text,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            text=True,
            errors="replace",
            check=False,
        )
