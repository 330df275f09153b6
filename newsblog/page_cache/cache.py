"""Stands before Django: what everybody may share is made once, and given to all until something of it changes."""

import time
from collections.abc import Callable, Iterable
from typing import Any

from articles import counting
from newsblog.proxies import take_forwarded

from . import listener, tags, versions
from .alone import Alone
from .entries import Entry, Headers
from .requests import Key, is_made_of_shared_parts, key_of, tags_of
from .store import Files, Memory

Application = Callable[..., Iterable[bytes]]
# So long one waits for what another is making; then it is made twice.
PATIENCE_SECONDS = 5.0
# So long old copies are given without asking, when the database could not be reached.
OUTAGE_SECONDS = 2.0
# Greater ones, as lists of all addresses, are not kept.
LARGEST = 2 * 1024 * 1024
_FOR_MAKING = ("HTTP_COOKIE", "HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE")
_SAFE = {"GET", "HEAD", "OPTIONS"}


class PageCache:
    """A WSGI application around another one.

    A page whose tags changed is never given again. One that is only old is given to others while one request makes it
    anew, and to all while the database is away, for a day. One that ``keeps`` no pages makes each anew.
    """

    def __init__(
        self, application: Application, memory: Memory[Key, Entry], files: Files, *, keeps: bool = True
    ) -> None:
        self.application, self.memory, self.files, self.keeps = application, memory, files, keeps
        self._alone = Alone()
        self._away_until = 0.0

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        take_forwarded(environ)
        environ[tags.HEARD] = versions.last()
        key = key_of(environ)
        if key is None:
            return self._pass(environ, start_response)
        if not self.keeps:
            return self.application(environ | {tags.SHARED: True}, start_response)
        entry = self.memory.get(key)
        if entry is not None and not entry.is_right():
            entry = None
        if entry is not None and entry.is_fresh:
            return self._give(entry, environ, start_response, "hit")
        if time.monotonic() < self._away_until and (copy := self._copy(key)):
            return self._give(copy, environ, start_response, "stale")
        if environ["REQUEST_METHOD"] == "HEAD":
            return self.application(environ, start_response)
        return self._make_alone(key, entry, environ, start_response)

    def _pass(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if is_made_of_shared_parts(environ):
            environ[tags.SHARED] = True
        response = self.application(environ, start_response)
        if environ["REQUEST_METHOD"] not in _SAFE:
            listener.is_heard()  # so that whoever changed something sees it everywhere
        return response

    def _make_alone(
        self, key: Key, old: Entry | None, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        with self._alone.at(key, PATIENCE_SECONDS if old is None else 0) as is_alone:
            if old and not is_alone:
                return self._give(old, environ, start_response, "stale")
            meanwhile = self.memory.get(key)
            if meanwhile and meanwhile is not old and meanwhile.is_right_for(environ[tags.HEARD]):
                return self._give(meanwhile, environ, start_response, "hit")
            if another := self.files.get(key, only_good=True):  # of another worker
                self.memory.put(key, another)
                return self._give(another, environ, start_response, "hit")
            return self._make(key, environ, start_response)

    def _make(self, key: Key, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        number = versions.last()
        inner = {name: value for name, value in environ.items() if name not in _FOR_MAKING}
        address = key.path + (f"?{key.query}" if key.query else "")
        inner |= {"QUERY_STRING": key.query, "RAW_URI": address, tags.SHARED: True, tags.HEARD: number}
        said: list[tuple[str, Headers]] = []
        made = self.application(inner, lambda status, headers, *_more: said.append((status, headers)))
        try:
            body = b"".join(made)
        finally:
            getattr(made, "close", lambda: None)()
        status, headers = said[-1]
        if status.startswith("503") and (copy := self._copy(key)):
            self._away_until = time.monotonic() + OUTAGE_SECONDS
            return self._give(copy, environ, start_response, "stale")
        if not _is_for_all(status, headers) or len(body) > LARGEST:
            start_response(status, headers)
            return [body]
        article = inner.get(tags.ARTICLE)
        stamp = versions.stamp(tags_of(key.path, article), number)
        entry = Entry.of(headers, body, stamp, article)
        self.memory.put(key, entry)
        if not stamp.is_outdated():
            self.files.put(key, entry)
        return self._give(entry, environ, start_response, "miss", is_seen=True)

    def _copy(self, key: Key) -> Entry | None:
        """What may be given while the database is away: what is not known to have changed."""
        entry = self.memory.get(key) or self.files.get(key)
        if entry is None or entry.stamp.is_outdated():
            return None
        return entry

    def _give(
        self,
        entry: Entry,
        environ: dict[str, Any],
        start_response: Callable[..., Any],
        how: str,
        *,
        is_seen: bool = False,
    ) -> Iterable[bytes]:
        environ[tags.ARTICLE] = entry.article
        if entry.article and not is_seen:
            counting.views.seen(entry.article, environ)
        return entry.give(environ, start_response, how)


def _is_for_all(status: str, headers: Headers) -> bool:
    if not status.startswith("200"):
        return False
    said = {name.lower(): value.lower() for name, value in headers}
    is_kept = not any(word in said.get("cache-control", "") for word in ("private", "no-store"))
    varies = {one.strip() for one in said.get("vary", "").split(",")} - {"", "accept-encoding"}
    return is_kept and not varies and "set-cookie" not in said and "content-encoding" not in said
