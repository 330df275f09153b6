"""``make run`` takes a Python that is new enough, and says clearly when there is none."""

import subprocess
from pathlib import Path

from tests.running_site import BASE


def find(path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", str(BASE / "deploy" / "find-python")],
        env={"PATH": str(path), "HOME": str(path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def fake(path: Path, name: str, *, new_enough: bool) -> Path:
    """A Python that answers the question for its version."""
    program = path / name
    answer = 'echo "Python 3.11.2"; [ "$1" = --version ]' if not new_enough else f'echo "{program}"'
    program.write_text(f"#!/bin/sh\n{answer}\n")
    program.chmod(0o755)
    return program


def test_an_old_python_is_named_with_what_to_do(tmp_path: Path) -> None:
    fake(tmp_path, "python3", new_enough=False)
    result = find(tmp_path)
    assert result.returncode == 1
    assert "needs Python 3.12 or newer" in result.stderr
    assert "Python 3.11.2" in result.stderr


def test_no_python_at_all_is_said_too(tmp_path: Path) -> None:
    result = find(tmp_path)
    assert result.returncode == 1
    assert "here is no Python" in result.stderr


def test_a_new_one_is_found_behind_an_old_one(tmp_path: Path) -> None:
    fake(tmp_path, "python3", new_enough=False)
    new = fake(tmp_path, "python3.12", new_enough=True)
    assert find(tmp_path).stdout.strip() == str(new)


def test_the_operator_may_name_one(tmp_path: Path) -> None:
    elsewhere = tmp_path / "opt"
    elsewhere.mkdir()
    new = fake(elsewhere, "python", new_enough=True)
    assert find(tmp_path, PYTHON=str(new)).stdout.strip() == str(new)
