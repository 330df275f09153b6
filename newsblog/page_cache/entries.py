"""A kept page, and how it is given to those who ask."""

import functools
import gzip
import hashlib
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import brotli

from . import versions
from .versions import Stamp

Headers = list[tuple[str, str]]
FRESH_SECONDS = 20
"""So long numbers of views and "3 minutes ago" may stay as they are."""
# What is said anew of each copy, or concerns one connection alone.
_OWN = {"content-length", "content-encoding", "etag", "vary", "server-timing", "connection", "date"}
_QUALITY = re.compile(r"^\s*([\w*-]+)\s*(?:;\s*q=([0-9.]+)\s*)?$", re.ASCII)
# Smaller ones would grow.
_WORTH_PACKING = 200
_PACK: dict[str, Callable[[bytes], bytes]] = {
    "br": functools.partial(brotli.compress, quality=5),
    "gzip": functools.partial(gzip.compress, compresslevel=6, mtime=0),
}


@dataclass
class Entry:
    """A page as everybody gets it; ``made`` is the time, in seconds since 1970."""

    headers: Headers
    body: bytes
    stamp: Stamp
    article: int | None
    made: float
    _checked: int = -1
    _forms: dict[str, tuple[bytes, str, Headers]] = field(default_factory=dict)

    @classmethod
    def of(cls, headers: Headers, body: bytes, stamp: Stamp, article: int | None) -> "Entry":
        kept = [(name, value) for name, value in headers if name.lower() not in _OWN]
        return cls(kept, body, stamp, article, time.time())

    @property
    def size(self) -> int:
        """Bytes in memory, packed forms included (text packs to a quarter at the most)."""
        return len(self.body) * 3 // 2 + 2000

    @property
    def is_fresh(self) -> bool:
        return is_fresh(self.made)

    def is_right(self) -> bool:
        """Whether nothing of what it shows changed since it was made."""
        last = versions.last()
        if last == self._checked:
            return True
        if self.stamp.good():
            self._checked = last
            return True
        return False

    def is_right_for(self, heard: int) -> bool:
        """Whether it is right for a request that came when this was the last change: one that began to be made later
        shows all that such a request has to see, though something may have changed since."""
        return self.stamp.number >= heard or self.is_right()

    def give(self, environ: dict[str, Any], start_response: Callable[..., Any], how: str) -> Iterable[bytes]:
        """Answer with it, packed as the client likes; ``how`` it came about is said in Server-Timing."""
        encoding = best_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        body, etag, headers = self._forms.get(encoding) or self._packed(encoding)
        timing = ("Server-Timing", f"cache;desc={how}")
        if self._is_known(environ, etag):
            kept = [(name, value) for name, value in headers if name not in {"Content-Length", "Content-Encoding"}]
            start_response("304 Not Modified", [*kept, timing])
            return []
        start_response("200 OK", [*headers, timing])
        return [body] if environ["REQUEST_METHOD"] == "GET" else []

    def _packed(self, encoding: str) -> tuple[bytes, str, Headers]:
        pack = _PACK.get(encoding) if len(self.body) >= _WORTH_PACKING else None
        body = pack(self.body) if pack else self.body
        digest = hashlib.blake2b(self.body, digest_size=10).hexdigest()
        etag = f'"{digest}-{encoding}"' if pack else f'"{digest}"'
        own = [("Content-Length", str(len(body))), ("ETag", etag), ("Vary", "Accept-Encoding")]
        headers = [*self.headers, *own, *([("Content-Encoding", encoding)] if pack else [])]
        self._forms[encoding] = body, etag, headers
        return self._forms[encoding]

    def _is_known(self, environ: dict[str, Any], etag: str) -> bool:
        """RFC 9110, 13.1: by the tag, or else by the date that the page itself gave."""
        if (known := environ.get("HTTP_IF_NONE_MATCH")) is not None:
            return known.strip() == "*" or etag in (one.strip().removeprefix("W/") for one in known.split(","))
        since = environ.get("HTTP_IF_MODIFIED_SINCE")
        return bool(since) and ("Last-Modified", since) in self.headers


def is_fresh(made: float) -> bool:
    """Whether what was made at this time, in seconds since 1970, needn't be made anew."""
    return time.time() - FRESH_SECONDS < made


@functools.lru_cache(1024)
def best_encoding(accepted: str) -> str:
    """ "br", "gzip" or "" for Accept-Encoding (RFC 9110, 12.5.3)."""
    wanted: dict[str, float] = {}
    for part in accepted.lower().split(","):
        if match := _QUALITY.match(part):
            try:
                wanted[match[1]] = float(match[2] or 1)
            except ValueError:
                continue
    offered = {name: wanted.get(name, wanted.get("*", 0.0)) for name in _PACK}
    best = max(offered, key=lambda name: offered[name])
    return best if offered[best] > 0 else ""
