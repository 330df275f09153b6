"""A real nginx with the configuration that operators get, in front of a running site."""

import os
import shutil
import subprocess
import time
import urllib.request
from pathlib import Path

from tests.running_site import BASE, free_port

MAIN = """
{user}
worker_processes 1;
daemon off;
pcre_jit on;
pid {folder}/pid;
error_log {folder}/error.log error;
events {{ worker_connections 512; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


class Nginx:
    """nginx on a free port; ``site_port`` is where the site listens."""

    def __init__(self, folder: Path, *, data: Path, pages: Path, site_port: int) -> None:
        self.folder, self.data, self.pages, self.site_port = folder, data, pages, site_port
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Nginx":
        """Start it, and wait until it answers."""
        user = "user root;" if os.geteuid() == 0 else ""  # the folders of tests are their user's alone
        (self.folder / "main.conf").write_text(MAIN.format(folder=self.folder, user=user))
        (self.folder / "site.conf").write_text(self._site_conf())
        program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
        assert program, "nginx is missing: apt-get install nginx-light"
        command = [program, "-c", str(self.folder / "main.conf"), "-p", str(self.folder), "-e", "stderr"]
        self.process = subprocess.Popen(command)
        for _attempt in range(200):
            assert self.process.poll() is None, "nginx ended by itself"
            try:
                urllib.request.urlopen(f"{self.url}/healthz", timeout=5).close()
            except OSError:
                time.sleep(0.02)
            else:
                return self
        raise AssertionError((self.folder / "error.log").read_text())

    def stop(self) -> None:
        assert self.process is not None
        self.process.terminate()
        self.process.wait(20)

    def _site_conf(self) -> str:
        text = (BASE / "deploy" / "nginx.conf").read_text()
        for ours, theirs in {
            "/srv/newsblog/data": str(self.data),
            "/srv/newsblog/pages": str(self.pages),
            "server_name news.example.com": "server_name 127.0.0.1",
            "127.0.0.1:8000": f"127.0.0.1:{self.site_port}",
            "listen 80": f"listen 127.0.0.1:{self.port}",
            "listen [::]:80": f"listen [::1]:{self.port}",
        }.items():
            assert ours in text
            text = text.replace(ours, theirs)
        return text
