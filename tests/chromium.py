"""The Chromium that browser tests drive."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
INSTALL = "apt-get install -y chromium fonts-noto-cjk"
# Without the background flags Chromium looks up hosts of its maker at every start.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find() -> str | None:
    """The path of a Chromium or Chrome: one on the PATH, a Mac's, or Playwright's own."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    mac = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
    if mac.exists():
        return str(mac)
    caches = (Path.home() / ".cache/ms-playwright", Path.home() / "Library/Caches/ms-playwright")
    for cache in caches:
        for path in sorted(cache.glob("chromium-*/*/chrome*"), reverse=True):
            if path.is_file() and os.access(path, os.X_OK):
                return str(path)
    return None


def ensure() -> None:
    """Install Debian's package where none is there and we may; else end with the line that does it."""
    if find():
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium for the browser tests ...", flush=True)
        subprocess.run(["apt-get", "update", "-qq"], check=False, stdout=subprocess.DEVNULL)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(INSTALL.split(), check=False, stdout=subprocess.DEVNULL, env=environment)
    if not find():
        sys.exit(f"The browser tests need Chromium. Install it with: sudo {INSTALL}")
