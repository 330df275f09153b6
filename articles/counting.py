"""Who reads what, counted in batches: a view costs its reader nothing, and the database little.

Each process keeps what it saw in memory for some seconds. What is kept of a reader is a keyed digest of address,
browser and article, for an hour; neither address nor browser is stored, and no cookie is set.
"""

import atexit
import functools
import hashlib
import ipaddress
import logging
import re
import threading
import time
from collections.abc import Mapping

from django.db import DatabaseError, close_old_connections
from django.utils.crypto import salted_hmac

from .models import ArticleViews

logger = logging.getLogger(__name__)

FLUSH_SECONDS = 10
HOUR_SECONDS = 3600
# While the database is away, or under an attack: what is beyond is not counted, and memory stays bounded.
MOST = 100_000
# Robots say what they are, or name the page that does, as their operators ask of each other.
_ROBOT = re.compile(r"bot\b|bot[/_-]|crawl|spider|slurp|preview|monitor|archiver|facebookexternalhit|\+?https?:", re.I)
_FETCHED_AHEAD = ("prefetch", "prerender", "preview")


class Counter:
    """Collects the visits of a process; nothing is written until ``flush`` or, after ``start``, every ten seconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._new: dict[int, int] = {}
        self._known: dict[int, float] = {}
        self._runs = False
        self._wanted = False

    def start(self) -> None:
        """From the first visit on, write by itself, also when the process ends."""
        self._wanted = True

    def seen(self, article: int, headers: Mapping[str, str]) -> None:
        """Somebody asked for the page of an article.

        ``headers`` is the request's WSGI environment, in which the address is already the visitor's own. Robots, pages
        that a browser fetches ahead, and reloads within the hour don't count.
        """
        if headers.get("REQUEST_METHOD") != "GET" or _is_ahead(headers):
            return
        agent = headers.get("HTTP_USER_AGENT", "")
        if is_robot(agent):
            return
        digest, now = _digest(article, headers.get("REMOTE_ADDR", ""), agent), time.monotonic()
        if self._known.get(digest, now) > now or len(self._new) >= MOST:
            return
        with self._lock:
            if len(self._known) >= MOST:
                self._known.clear()  # the table knows them too
            self._known[digest] = now + HOUR_SECONDS
            self._new[digest] = article
        if self._wanted and not self._runs:
            self._run()

    def flush(self) -> None:
        """Write what was seen; what could not be written is kept for the next time."""
        now = time.monotonic()
        with self._lock:
            visits, self._new = self._new, {}
            self._known = {digest: until for digest, until in self._known.items() if until > now}
        if not visits:
            return
        try:
            ArticleViews.count(visits)
        except DatabaseError:
            logger.warning("%d views could not be written yet.", len(visits))
            with self._lock:
                self._new = visits | self._new

    def _run(self) -> None:
        with self._lock:
            if self._runs:
                return
            self._runs = True
        atexit.register(self.flush)
        threading.Thread(target=self._write_now_and_then, name="views", daemon=True).start()

    def _write_now_and_then(self) -> None:
        while True:
            time.sleep(FLUSH_SECONDS)
            self.flush()
            close_old_connections()


views = Counter()


@functools.lru_cache(4096)
def is_robot(agent: str) -> bool:
    """Whether a browser's name is that of a machine that reads for itself."""
    return bool(_ROBOT.search(agent))


def _is_ahead(headers: Mapping[str, str]) -> bool:
    purpose = headers.get("HTTP_SEC_PURPOSE") or headers.get("HTTP_PURPOSE") or headers.get("HTTP_X_MOZ", "")
    return bool(purpose) and any(word in purpose.lower() for word in _FETCHED_AHEAD)


def _digest(article: int, address: str, agent: str) -> int:
    text = f"{article}\n{_network(address)}\n{agent}".encode(errors="replace")
    return int.from_bytes(hashlib.blake2b(text, digest_size=8, key=_key()).digest(), signed=True)


@functools.lru_cache(4096)
def _network(address: str) -> str:
    """One household is one network of IPv6."""
    try:
        version = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network(f"{address}/64", strict=False)) if version.version == 6 else address


@functools.cache
def _key() -> bytes:
    return salted_hmac("newsblog.articles.counting", "key", algorithm="sha256").digest()
