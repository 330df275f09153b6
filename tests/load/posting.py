"""Visitors who comment, as many and as fast as the site takes them.

What is sent is what browsers send: forms with a stamp, a key and a proof of work that are good, each from an address
and in words of its own. They are made beforehand with the site's own secret, since solving them would cost more than
taking them. The site must believe addresses that this machine names (``TRUSTED_PROXIES=127.0.0.1``).
"""

import json
import random
import re
import secrets
import socket
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Thread
from urllib.parse import urlencode, urlsplit

CLIENTS = 8
# No site takes more a second; so many forms are made for each second.
MOST_PER_SECOND = 1500
WRITING_SECONDS = 20
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Posted:
    """What came of it; times in milliseconds."""

    seconds: float
    accepted: int
    refused: int
    stored: int
    median: float
    p99: float

    @property
    def per_second(self) -> float:
        return self.accepted / self.seconds


def post_comments(url: str, slug: str, seconds: float, clients: int = CLIENTS) -> Posted:
    """Comment for so long on the article of the site at ``url``, whose settings and data folder are this process's.

    The clients are another process, so that the caller's threads don't slow them down. ``stored`` is the number of
    comments that the database got meanwhile, which is ``accepted`` if none was lost or doubled.
    """
    from comments.models import Comment

    before = Comment.objects.count()
    requests = "\n".join(map(json.dumps, forms(round(seconds * MOST_PER_SECOND))))
    command = [sys.executable, "-m", __name__, url, slug, str(seconds), str(clients)]
    result = subprocess.run(command, input=requests, capture_output=True, text=True, check=True)
    took, refused, times = json.loads(result.stdout)
    times.sort()
    return Posted(
        seconds=took,
        accepted=len(times),
        refused=refused,
        stored=Comment.objects.count() - before,
        median=times[len(times) // 2] if times else 0.0,
        p99=times[len(times) * 99 // 100] if times else 0.0,
    )


def forms(number: int) -> Iterator[tuple[str, str]]:
    """An address and a filled in form for each comment."""
    from comments.posting import stamp
    from tests.load.corpus import sentences

    said = list(sentences())
    chance = random.Random()  # noqa: S311 - words, not a secret
    first = chance.randrange(1 << 16)
    for one in range(first, first + number):
        fields = {
            "name": f"读者{chance.randrange(100_000)}",
            "email": "",
            "website": "",
            "body": "".join(chance.sample(said, 3)),
            "parent": "",
            "stamp": stamp.stamp(),
            "key": secrets.token_hex(8),
            "altcha": _solved(chance.randrange(60_000)),
            "phone": "",
        }
        yield f"20.{one >> 8 & 255}.{one & 255}.7", urlencode(fields)


def _solved(number: int) -> str:
    """A proof of work whose solution is known beforehand."""
    from altcha import v1 as altcha

    from comments.posting import proof

    made = altcha.create_challenge(
        altcha.ChallengeOptions(
            algorithm="SHA-256",
            number=number,
            hmac_key=proof._key(),
            expires=datetime.now(UTC) + proof.LIFETIME,
            params={"made": str(int(time.time()) - WRITING_SECONDS)},
        )
    )
    parts = {"algorithm": made.algorithm, "challenge": made.challenge, "salt": made.salt, "signature": made.signature}
    return b64encode(json.dumps({**parts, "number": number, "took": 100}).encode()).decode()


class Client(Thread):
    """One visitor after the other on one connection that is kept open."""

    def __init__(self, url: str, requests: Iterator[bytes], until: float) -> None:
        super().__init__()
        self.place, self.requests, self.until = (urlsplit(url).hostname, urlsplit(url).port), requests, until
        self.times: list[float] = []
        self.refused = 0

    def run(self) -> None:
        while time.monotonic() < self.until:
            with socket.create_connection(self.place) as connection:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                while time.monotonic() < self.until and (request := next(self.requests, None)):
                    if not self._send(connection, request):
                        break

    def _send(self, connection: socket.socket, request: bytes) -> bool:
        """Whether the connection can be used again."""
        began = time.monotonic()
        connection.sendall(request)
        head, _end, body = self._receive(connection, b"", lambda data: b"\r\n\r\n" in data).partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        self._receive(connection, body, lambda data: len(data) >= int(length[1] if length else 0))
        if head.startswith(b"HTTP/1.1 303 "):
            self.times.append(round((time.monotonic() - began) * 1000, 2))
        else:
            self.refused += 1
        return b"connection: close" not in head.lower()

    def _receive(self, connection: socket.socket, data: bytes, is_whole: Callable[[bytes], bool]) -> bytes:
        """By hand: what the clients take of the machine is taken from the site."""
        while not is_whole(data):
            part = connection.recv(65536)
            if not part:
                raise ConnectionError("an answer ended too soon")
            data += part
        return data


def main(url: str, slug: str, seconds: float, clients: int) -> None:
    """Send the forms of the standard input; what came of it is printed as JSON."""
    requests = [_request(url, slug, *json.loads(line)) for line in sys.stdin]
    began = time.monotonic()
    left = iter(requests)
    all_clients = [Client(url, left, began + seconds) for _ in range(clients)]
    for client in all_clients:
        client.start()
    for client in all_clients:
        client.join()
    took = time.monotonic() - began
    times = [one for client in all_clients for one in client.times]
    print(json.dumps([took, sum(client.refused for client in all_clients), times]))


def _request(url: str, slug: str, address: str, form: str) -> bytes:
    head = (
        f"POST /articles/{slug}/comments/ HTTP/1.1\r\nHost: {urlsplit(url).netloc}\r\nX-Forwarded-For: {address}\r\n"
        f"User-Agent: Mozilla/5.0\r\nOrigin: {url}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(form)}\r\n\r\n"
    )
    return (head + form).encode()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4]))
