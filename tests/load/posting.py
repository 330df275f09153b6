"""Visitors who comment, as many and as fast as the site takes them.

What is sent is what browsers send: forms with a stamp, a key and a proof of work that are good, each from an address
and in words of its own. They are made beforehand with the site's own secret, since solving them would cost more than
taking them. The site must believe addresses that this machine names (``TRUSTED_PROXIES=127.0.0.1``).
"""

import json
import random
import secrets
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

from . import wrk

CLIENTS = 8
# No site takes more a second; so many forms are made for each second.
MOST_PER_SECOND = 1500
WRITING_SECONDS = 20


@dataclass(frozen=True)
class Posted:
    """What came of it: comments that were ``accepted``, the answers to others that were ``refused``, and comments that
    were ``lost`` or doubled."""

    load: wrk.Load
    accepted: int
    refused: int
    lost: int

    @property
    def per_second(self) -> float:
        return self.accepted / self.load.seconds


def post_comments(url: str, slug: str, seconds: int, clients: int = CLIENTS) -> Posted:
    """Comment for so long on the article of the site at ``url``, whose settings and data folder are this process's."""
    from comments.models import Comment

    before = Comment.objects.count()
    with tempfile.NamedTemporaryFile("w", suffix=".forms") as file:
        file.writelines(f"{address} {form}\n" for address, form in forms(seconds * MOST_PER_SECOND))
        file.flush()
        load = wrk.post(f"{url}/articles/{slug}/comments/", seconds, Path(file.name), clients)
    accepted = load.requests - load.wrong
    # Of those that were on their way when the time was over, nobody saw the answer.
    unseen = Comment.objects.count() - before - accepted
    return Posted(load, accepted, load.wrong, 0 if 0 <= unseen <= clients else abs(unseen))


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
