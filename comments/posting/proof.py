"""Proof of work: the visitor's browser computes for a moment in the background, a sender of thousands for long.

The challenge is ALTCHA's (https://altcha.org/docs/): find the number whose hash with the salt is given. It is signed,
so nothing is stored until a solution is used, and each can be used once.
"""

import base64
import json
import time
import urllib.parse
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from altcha import v1 as altcha
from django.utils import timezone
from django.utils.crypto import salted_hmac

# About a fifth of a second on a laptop, a second on a slow phone.
MAX_NUMBER = 60_000
LIFETIME = timedelta(hours=2)
LONGEST = 2000


@dataclass(frozen=True)
class Proof:
    """A right solution of the challenge of this name, which was made ``age`` seconds ago."""

    name: str
    age: float

    @property
    def spending(self) -> dict[str, Any]:
        """What is noted of it when it is used: its name, and when it is too old to be used again."""
        return {"proof": self.name, "forgotten_at": timezone.now() + LIFETIME}


def challenge() -> dict[str, str | int]:
    """What a browser has to solve."""
    made = altcha.create_challenge(
        altcha.ChallengeOptions(
            algorithm="SHA-256",
            max_number=MAX_NUMBER,
            hmac_key=_key(),
            expires=datetime.now(UTC) + LIFETIME,
            params={"made": str(int(time.time()))},
        )
    )
    return {
        "algorithm": made.algorithm,
        "challenge": made.challenge,
        "maxnumber": made.max_number,
        "salt": made.salt,
        "signature": made.signature,
    }


def read(solution: str) -> Proof | None:
    """The proof in what the browser sent; None when there is none, or it is wrong or too old."""
    payload = _payload(solution)
    if payload is None or not altcha.verify_solution(payload, _key())[0]:
        return None
    made = urllib.parse.parse_qs(payload["salt"].partition("?")[2]).get("made", ["0"])[0]
    return Proof(name=payload["challenge"], age=time.time() - int(made))


def _payload(solution: str) -> Any:
    if not 0 < len(solution) <= LONGEST:
        return None
    try:
        payload = json.loads(base64.b64decode(solution))
    except ValueError:
        return None
    texts = ("algorithm", "challenge", "salt", "signature")
    is_whole = isinstance(payload, dict) and all(isinstance(payload.get(name), str) for name in texts)
    return payload if is_whole and isinstance(payload.get("number"), int) else None


def _key() -> str:
    return salted_hmac("newsblog.comments.proof", "key", algorithm="sha256").hexdigest()
