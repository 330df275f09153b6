"""Views of pages that nginx served by itself: it tells of them by datagrams of syslog (RFC 3164)."""

import atexit
import json
import logging
import re
import socket
import threading
from contextlib import suppress
from pathlib import Path

from django.db import DatabaseError, close_old_connections

from articles import counting
from articles.models import Article

logger = logging.getLogger(__name__)
SOCKET = "visits.sock"
MOST_KNOWN = 20_000
LONGEST = 65_536
_ARTICLE = re.compile(r"/articles/([A-Za-z0-9_-]+)/(?:\?.*)?", re.ASCII)


class Visits:
    """Listens for views. Nothing of a visitor is kept but what ``articles.counting`` keeps."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / SOCKET
        self._articles: dict[str, int | None] = {}
        self._at_work = threading.Lock()

    def start(self) -> None:
        """Take the place of whoever listened before, and listen in a thread of its own."""
        receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            self.path.unlink(missing_ok=True)
            receiver.bind(str(self.path))
            self.path.chmod(0o666)  # nginx runs as somebody else
        except OSError as error:
            logger.warning("Views of pages that nginx serves can't be counted: %s", error)
            return
        threading.Thread(target=self._listen, args=[receiver], name="visits", daemon=True).start()
        atexit.register(self._finish, receiver)

    def forget(self) -> None:
        """Ask anew which article has which address."""
        self._articles.clear()

    def _listen(self, receiver: socket.socket) -> None:
        while True:
            datagram = receiver.recv(LONGEST)
            with self._at_work:
                self._take_safely(datagram)

    def _finish(self, receiver: socket.socket) -> None:
        """Count what was told until now; what is told after this is for the next process."""
        with self._at_work:
            with suppress(BlockingIOError):
                while datagram := receiver.recv(LONGEST, socket.MSG_DONTWAIT):
                    self._take_safely(datagram)
            counting.views.flush()

    def _take_safely(self, datagram: bytes) -> None:
        try:
            self.take(datagram)
        except Exception:
            logger.exception("A view could not be counted")

    def take(self, datagram: bytes) -> None:
        """Count the view that a datagram tells of."""
        try:
            # Header lines are bytes; WSGI's way to read them gives the same reader the same name on both ways in.
            method, address, visitor, agent, purpose = json.loads(datagram[datagram.index(b"[") :].decode("latin-1"))
        except ValueError:
            return  # cut off on its way
        match = _ARTICLE.fullmatch(address)
        article = self._article(match[1]) if match else None
        if article:
            environ = {"REQUEST_METHOD": method, "REMOTE_ADDR": visitor, "HTTP_USER_AGENT": agent}
            counting.views.seen(article, {**environ, "HTTP_SEC_PURPOSE": purpose})

    def _article(self, slug: str) -> int | None:
        if slug not in self._articles:
            try:
                found = Article.objects.published().filter(slug=slug).values_list("pk", flat=True).first()
            except DatabaseError:
                return None
            finally:
                close_old_connections()
            if len(self._articles) >= MOST_KNOWN:
                self._articles.clear()
            self._articles[slug] = found
        return self._articles[slug]
