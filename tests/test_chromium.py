"""The suite says in one line how to get the browser that it needs."""

import os
import subprocess
import sys
from pathlib import Path

from tests.running_site import BASE


def ensure(path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from tests import chromium; chromium.ensure(); print(chromium.find())"],
        cwd=BASE,
        env={**os.environ, "PATH": str(path), "HOME": str(path)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_missing_browser_is_named_with_the_line_that_installs_it(tmp_path: Path) -> None:
    result = ensure(tmp_path)
    assert result.returncode == 1
    assert result.stderr.strip().endswith("sudo apt-get install -y chromium fonts-noto-cjk")


def test_a_browser_that_is_there_is_taken(tmp_path: Path) -> None:
    program = tmp_path / "google-chrome"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    assert ensure(tmp_path).stdout.strip() == str(program)


def test_playwrights_own_browser_is_found(tmp_path: Path) -> None:
    program = tmp_path / ".cache" / "ms-playwright" / "chromium-1200" / "chrome-linux" / "chrome"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    assert ensure(tmp_path).stdout.strip() == str(program)
