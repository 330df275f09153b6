"""A worker of the site with its page cache, asked as a WSGI server asks."""

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import psycopg
from django.core.wsgi import get_wsgi_application
from django.db import connection

from newsblog.page_cache.cache import PageCache
from newsblog.page_cache.listener import CHANNEL, Listener
from newsblog.page_cache.store import Files, Memory

HOST = "testserver"
STAMP = re.compile(r'name="stamp" value="[^"]*"')


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def how(self) -> str:
        return self.headers.get("server-timing", "").removeprefix("cache;desc=")

    @property
    def text(self) -> str:
        """Without what is another one in each minute."""
        return STAMP.sub("", self.body.decode())


class Front:
    """A worker of the site with its page cache, and the one who hears what the database tells."""

    def __init__(self, folder: Path) -> None:
        self.files = Files(folder)
        self.cache: Any = PageCache(get_wsgi_application(), Memory(), self.files)
        parameters = connection.get_connection_params()
        names = {
            name: parameters[name] for name in ("dbname", "user", "password", "host", "port") if name in parameters
        }
        self.on = psycopg.connect(**names, autocommit=True)
        self.on.execute(f"LISTEN {CHANNEL}")

    def heard(self) -> list[str]:
        """Hear what was told until now; the tags."""
        payloads = [notice.payload for notice in self.on.notifies(timeout=0.05)]
        Listener([], lambda: True).hear(payloads)
        return sorted({tag for payload in payloads for tag in payload.split()})

    def ask(self, address: str, method: str = "GET", **headers: str) -> Answer:
        return _answer(self.cache, _environ(address, method, headers))

    def made_anew(self, address: str) -> str:
        """The page of this address, made without anything that is kept."""
        return _answer(self.cache.application, _environ(address, "GET", {})).text


def _environ(address: str, method: str, headers: dict[str, str]) -> dict[str, Any]:
    path, _mark, query = address.partition("?")
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "RAW_URI": address,
        "QUERY_STRING": query,
        "HTTP_HOST": HOST,
        "REMOTE_ADDR": "127.0.0.1",
        "SERVER_NAME": HOST,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": BytesIO(),
        **headers,
    }


def _answer(application: Any, environ: dict[str, Any]) -> Answer:
    said: list[tuple[str, list[tuple[str, str]]]] = []
    body = b"".join(application(environ, lambda status, given, *_more: said.append((status, given))))
    status, given = said[-1]
    return Answer(int(status[:3]), {name.lower(): value for name, value in given}, body)
