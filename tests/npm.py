"""Tools for tests that are published as npm packages, fetched once into the environment."""

import base64
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / ".venv" / "npm"
# Debian's package for each program that the tests start.
PACKAGES = {"npm": "npm", "java": "default-jre-headless"}
INSTALL = "apt-get install -y --no-install-recommends"


class FetchError(Exception):
    """A package can't be had, or is not the one that was pinned."""


def ensure(*programs: str) -> None:
    """Install Debian's packages where npm or Java (or those named) is missing and we may; else end with the line that
    does it."""
    packages = _missing(programs)
    if packages and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {' and '.join(packages)} for the checks of standards ...", flush=True)
        subprocess.run(["apt-get", "update", "-qq"], check=False, stdout=subprocess.DEVNULL)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run([*INSTALL.split(), *packages], check=False, stdout=subprocess.DEVNULL, env=environment)
        packages = _missing(programs)
    if packages:
        sys.exit(f"The checks of standards need more programs. Install them with: sudo {INSTALL} {' '.join(packages)}")


def package(name: str, version: str, integrity: str) -> Path:
    """The folder of an npm package, fetched at the first call.

    ``integrity`` is the package's ``dist.integrity``. Nothing of the package is run. Raises ``FetchError``.
    """
    folder = FOLDER / f"{name}-{version}"
    with once(folder) as temporary:
        if temporary:
            tarball = _pack(f"{name}@{version}", temporary)
            _check(tarball, integrity)
            with tarfile.open(tarball) as archive:
                archive.extractall(temporary / "unpacked", filter="data")
            # All that npm packs is in one folder, which is nearly always called "package".
            (content,) = (temporary / "unpacked").iterdir()
            content.rename(folder)
    return folder


@contextmanager
def once(folder: Path) -> Iterator[Path | None]:
    """Nothing when the folder is there, else a temporary one beside it to make it in; other processes wait."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with (folder.parent / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if folder.is_dir():
            yield None
        else:
            with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".fetching-") as temporary:
                yield Path(temporary)


def run(*arguments: str) -> None:
    """Run npm quietly. Raises ``FetchError`` with what it complained about."""
    if not (program := shutil.which("npm")):
        raise FetchError(f"npm is missing. Install it with: sudo {INSTALL} {PACKAGES['npm']}")
    # In a folder without a package.json, so that npm takes nothing for a project of its own.
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
    result = subprocess.run([program, *arguments, *quiet], cwd=FOLDER, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise FetchError(f"npm {' '.join(arguments)}:\n{result.stderr}")


def _missing(programs: tuple[str, ...]) -> list[str]:
    return [PACKAGES[program] for program in programs or PACKAGES if not shutil.which(program)]


def _pack(wanted: str, folder: Path) -> Path:
    run("pack", wanted, "--pack-destination", str(folder))
    (tarball,) = folder.glob("*.tgz")
    return tarball


def _check(tarball: Path, integrity: str) -> None:
    kind, _, wanted = integrity.partition("-")
    if kind != "sha512":
        raise FetchError(f"Only sha512 is taken as integrity, not {kind}.")
    found = base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode()
    if found != wanted:
        raise FetchError(f"{tarball.name} is not the package that was pinned: sha512-{found}")
