"""``make check``: everything about the code that needs no running site."""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import polib

BASE = Path(__file__).resolve().parent.parent
CATALOGUES = [BASE / "newsblog" / "locale" / name / "LC_MESSAGES" / "django.po" for name in ("zh_Hans", "zh_Hant")]


# Where Chinese and other letters meet, the style sheets make room.
CHINESE = r"[\u3400-\u9fff，。：；、（）“”《》…]"
BLANK = re.compile(rf"{CHINESE} [\w%{{#@]|[\w%)}}] {CHINESE}")


def command(*words: str) -> Callable[[], str]:
    """Run a command; what it printed when it fails, else nothing."""

    def run() -> str:
        result = subprocess.run(words, cwd=BASE, capture_output=True, text=True, check=False)
        return "" if result.returncode == 0 else result.stdout + result.stderr or f"exit code {result.returncode}"

    return run


def python(*arguments: str) -> Callable[[], str]:
    return command(sys.executable, "-m", *arguments)


def program(name: str, *arguments: str) -> Callable[[], str]:
    """A program of the environment that can't be run as a module."""
    return command(str(Path(sys.executable).with_name(name)), *arguments)


def templates() -> str:
    files = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "templates/*.html"],
        cwd=BASE,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    return program("djade", "--check", "--target-version", "6.0", *files)()


def migrations() -> str:
    return python("tests.manage", "makemigrations", "--check", "--dry-run")()


def translations() -> str:
    """Every text of the code and the templates is in the catalogue and translated, without blanks beside Chinese, and
    the compiled file is current."""
    if shutil.which("xgettext") is None:
        return "gettext is missing. Install it with: apt-get install gettext"
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "site"
        shutil.copytree(BASE, copy, ignore=shutil.ignore_patterns(".git", ".venv", "var", "seeds", "tests", ".*_cache"))
        shutil.copytree(BASE / "tests", copy / "tests", ignore=shutil.ignore_patterns("browser"))
        collect = [
            sys.executable,
            "-m",
            "tests.manage",
            "makemessages",
            "--locale",
            "zh_Hans",
            "--no-obsolete",
            "--ignore",
            "tests",
        ]
        result = subprocess.run(collect, cwd=copy, capture_output=True, text=True, check=False)
        if result.returncode != 0:
            return result.stdout + result.stderr
        wanted = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(copy / CATALOGUES[0].relative_to(BASE)))}
    return "".join(_incomplete(path, wanted) for path in CATALOGUES)


def _incomplete(path: Path, wanted: set[tuple[str | None, str]]) -> str:
    catalogue = polib.pofile(str(path))
    translated = {(entry.msgctxt, entry.msgid) for entry in catalogue.translated_entries()}
    missing = sorted(text for _context, text in wanted - translated)
    if missing:
        return f"Not translated in {path.relative_to(BASE)}:\n" + "\n".join(f"  {text}" for text in missing)
    said = (text for entry in catalogue for text in (entry.msgstr, *entry.msgstr_plural.values()))
    if spaced := [text for text in said if BLANK.search(text)]:
        return f"Blanks beside Chinese in {path.relative_to(BASE)}:\n" + "\n".join(f"  {text}" for text in spaced)
    compiled = polib.mofile(str(path.with_suffix(".mo")))
    texts = {(entry.msgid, entry.msgstr, str(entry.msgstr_plural)) for entry in compiled}
    if texts != {(entry.msgid, entry.msgstr, str(entry.msgstr_plural)) for entry in catalogue.translated_entries()}:
        return f"{path.with_suffix('.mo').relative_to(BASE)} is older than its source: run make messages"
    return ""


CHECKS: dict[str, Callable[[], str]] = {
    "lint": python("ruff", "check", "--no-cache", "--quiet", "."),
    "format": python("ruff", "format", "--no-cache", "--quiet", "--check", "."),
    "templates": templates,
    "types": python("mypy"),
    "layers": program("lint-imports"),
    "migrations": migrations,
    "translations": translations,
}


def main() -> int:
    failed = 0
    for name, check in CHECKS.items():
        print(f"{name:14}", end="", flush=True)
        complaint = check().strip()
        print("failed" if complaint else "ok", flush=True)
        if complaint:
            failed += 1
            print(complaint + "\n", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
