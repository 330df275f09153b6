"""What is measured and what it is measured by: the site, a bare application under gunicorn, files under nginx."""

import gzip
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from tests.nginx import Nginx
from tests.running_site import BASE, WORKERS, RunningSite, free_port

STATIC = """
server {{
    listen 127.0.0.1:{port};
    root {folder};
    default_type text/html;
    sendfile on;
    tcp_nopush on;
    access_log off;
    gzip_static on;
}}
"""


@contextmanager
def site(folder: Path, **chosen: str) -> Iterator[RunningSite]:
    """The site as operators start it, behind a proxy on this machine, and with more that they may have ``chosen``."""
    running = RunningSite(folder, TRUSTED_PROXIES="127.0.0.1", **chosen)
    try:
        yield running.start()
    finally:
        if running.process and running.process.poll() is None:
            running.stop()


@contextmanager
def bare(body: bytes, folder: Path) -> Iterator[str]:
    """The address of an application that does nothing but return ``body``, under gunicorn as the site has it."""
    file = folder / "body"
    file.write_bytes(body)
    url = f"http://127.0.0.1:{free_port()}"
    options = ["-k", "gthread", "-w", str(WORKERS), "--threads", str(settings.THREADS_PER_WORKER), "--preload"]
    options += ["--log-level", "warning", "-b", url.removeprefix("http://")]
    command = [sys.executable, "-m", "gunicorn", *options, "tests.load.bare:application"]
    process = subprocess.Popen(command, cwd=BASE, env={**os.environ, "BARE_BODY": str(file)})
    try:
        _wait_for(url)
        yield url
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


class StaticNginx(Nginx):
    """nginx with nothing but files."""

    def _site_conf(self) -> str:
        return STATIC.format(port=self.port, folder=self.data)


@contextmanager
def static(body: bytes, folder: Path) -> Iterator[str]:
    """The address of a file with ``body``, plain and compressed, that nginx serves as quickly as it can."""
    files = folder / "files"
    files.mkdir()
    (files / "page.html").write_bytes(body)
    (files / "page.html.gz").write_bytes(gzip.compress(body, 6))
    (files / "healthz").touch()
    with _started(StaticNginx(_folder(folder, "limit"), data=files, pages=files, site_port=0)) as server:
        yield f"{server.url}/page.html"


@contextmanager
def behind_nginx(folder: Path, work: Path) -> Iterator[str]:
    """The address of the site at nginx with ``deploy/nginx.conf``."""
    pages = work / "pages"
    server = Nginx(_folder(work, "front"), data=folder, pages=pages, site_port=0)
    with site(folder, PAGES_FOLDER=str(pages), SITE_URL=server.url) as running:
        server.site_port = running.port
        with _started(server):
            yield server.url


def lacks_nginx() -> str:
    """What is missing for nginx; "" when nothing is."""
    if not (BASE / "deploy" / "nginx.conf").exists():
        return "deploy/nginx.conf is missing"
    path = f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin"
    return "" if shutil.which("nginx", path=path) else "nginx is missing: apt-get install nginx-light"


@contextmanager
def _started(server: Nginx) -> Iterator[Nginx]:
    try:
        yield server.start()
    finally:
        server.stop()


def _folder(above: Path, name: str) -> Path:
    folder = above / name
    folder.mkdir()
    return folder


def _wait_for(url: str) -> None:
    for _attempt in range(200):
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"{url} doesn't answer")
