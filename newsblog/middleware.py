"""What every request passes first."""

import ipaddress
import time
from collections import Counter
from collections.abc import Callable
from threading import Lock
from urllib.parse import unquote_to_bytes, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.urls import reverse

from .errors import OUTAGES, too_many_requests, unavailable
from .proxies import is_address, take_forwarded

GetResponse = Callable[[HttpRequest], HttpResponse]
METHODS = ("GET", "HEAD", "POST", "OPTIONS")


class RequestGuard:
    """Refuses what no reader's browser sends and no view expects.

    Other methods than those of web pages; NUL, which PostgreSQL can't store, in address or cookies; a port that can't
    be; an address of another server (RFC 9112, 3.2.2: it would stand above the Host header).
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if self._is_malformed(request):
            return HttpResponseBadRequest("Bad request", content_type="text/plain")
        return self.get_response(request)

    def _is_malformed(self, request: HttpRequest) -> bool:
        meta = request.META
        host = meta.get("HTTP_HOST", "")
        port = host.rpartition(":")[2] if ":" in host and not host.endswith("]") else ""
        if port and not (port.isascii() and port.isdigit() and int(port[:6]) <= 65535):
            return True
        target = meta.get("RAW_URI", "")
        if target and not target.startswith(("/", "*")) and urlsplit(target).netloc != host:
            return True
        texts = (meta.get("PATH_INFO", ""), meta.get("HTTP_COOKIE", ""))
        return any("\0" in text for text in texts) or b"\0" in unquote_to_bytes(meta.get("QUERY_STRING", ""))


class DatabaseOutage:
    """Says with 503 that the database can't be reached just now (RFC 9110, 15.6.4), on a page that needs none."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, OUTAGES):
            return None
        return unavailable(request, exception)


class Compression(GZipMiddleware):
    """Compresses what is text; pictures are compressed already. Lengths are blurred against BREACH, as Django does."""

    TYPES = ("text/", "application/json", "application/xml", "application/atom+xml", "application/feed+json")

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not response.get("Content-Type", "").startswith(self.TYPES):
            return response
        return super().process_response(request, response)


class SearchLimit:
    """Lets one address search so often and no oftener: a search costs more than any other page.

    Counted by each worker for itself, so that it costs nothing; the next ones on a network of IPv6 count as one.
    Requests of this machine are not counted: behind a proxy that was not named, everybody comes from there.
    """

    SECONDS, MOST = 10, 60

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.window = 0
        self.counts: Counter[str] = Counter()
        self.lock = Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(reverse("articles:search")) and self._is_too_often(request.META["REMOTE_ADDR"]):
            return too_many_requests(request, self.SECONDS)
        return self.get_response(request)

    def _is_too_often(self, address: str) -> bool:
        if not is_address(address) or ipaddress.ip_address(address).is_loopback:
            return False
        network = str(ipaddress.ip_network(f"{address}/{64 if ':' in address else 32}", strict=False))
        with self.lock:
            window = int(time.monotonic() // self.SECONDS)
            if window != self.window:
                self.window, self.counts = window, Counter()
            self.counts[network] += 1
            return self.counts[network] > self.MOST


class TrustedProxies:
    """Takes the visitor's address and scheme from a proxy's headers, but only from a proxy that the operator named."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        take_forwarded(request.META)  # META is the WSGI environ, which request.scheme reads
        return self.get_response(request)
