"""One reader, or one editor, with one connection: how long a single request takes, and what it says."""

import http.client
import random
import re
import time
from urllib.parse import urlencode, urlsplit

from tests.running_site import PASSWORD


class Visitor:
    """Comes with every request from another address, as far as a site knows that trusts this machine."""

    def __init__(self, url: str) -> None:
        self.place = urlsplit(url).netloc
        self.connection = http.client.HTTPConnection(self.place, timeout=60)
        self.cookies: dict[str, str] = {}
        self.chance = random.Random()  # noqa: S311 - an address, not a secret

    def get(self, path: str) -> tuple[float, str]:
        """The milliseconds until all was read, and the page.

        Raises:
            RuntimeError: another answer than 200.
        """
        took, status, body = self._ask("GET", path)
        if status != 200:
            raise RuntimeError(f"{path} answers {status}")
        return took, body

    def post(self, path: str, form: dict[str, str]) -> int:
        """Send a form; the status."""
        return self._ask("POST", path, urlencode(form))[1]

    def log_in(self) -> "Visitor":
        """As the owner of the site."""
        _took, page = self.get("/admin/login/?next=/admin/")
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token
        form = {"username": "admin", "password": PASSWORD, "next": "/admin/", "csrfmiddlewaretoken": token[1]}
        if self.post("/admin/login/?next=/admin/", form) != 302:
            raise RuntimeError("the login was refused")
        return self

    def _ask(self, method: str, path: str, form: str | None = None) -> tuple[float, int, str]:
        headers = {"X-Forwarded-For": f"20.{self.chance.randrange(256)}.{self.chance.randrange(256)}.7"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if form is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{self.place}"}
        began = time.perf_counter()
        try:
            answer = self._send(method, path, form, headers)
        except (http.client.HTTPException, ConnectionError):  # idle connections end
            self.connection.close()
            began = time.perf_counter()
            answer = self._send(method, path, form, headers)
        body = answer.read().decode()
        took = (time.perf_counter() - began) * 1000
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return took, answer.status, body

    def _send(self, method: str, path: str, form: str | None, headers: dict[str, str]) -> http.client.HTTPResponse:
        self.connection.request(method, path, form, headers)
        return self.connection.getresponse()
