"""How often somebody may guess. Each try is counted beforehand, so that many at the same moment are counted too."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from comments import fingerprints
from comments.posting import limits

QUARTER, DAY = 15 * 60, 24 * 3600
# So many tries from one address, and so many at one account from all addresses together, within a quarter of an hour.
OF_ADDRESS, OF_ACCOUNT = 10, 50
# Codes have six digits, and who guesses them knows the password already: far fewer.
OF_CODE, OF_CODE_IN_A_DAY = 5, 30
OF_PASSKEY = 30


@dataclass(frozen=True)
class Tries:
    """What is counted, for how many seconds, and up to where."""

    limits: Sequence[tuple[str, int, int]]

    def count(self) -> bool:
        """Count one more; whether it may be tried."""
        counts = limits.count(self._entries)
        return all(number <= most for number, (_name, _seconds, most) in zip(counts, self.limits, strict=True))

    def forget(self) -> None:
        """Who was right has not guessed."""
        limits.forget(self._entries)

    @property
    def _entries(self) -> list[tuple[str, int]]:
        return [(name, seconds) for name, seconds, _most in self.limits]


def of_password(request: HttpRequest, name: str) -> Tries:
    account = fingerprints.digest("login account", name.casefold())
    return Tries(((f"login {_place(request)}", QUARTER, OF_ADDRESS), (f"login {account}", QUARTER, OF_ACCOUNT)))


def of_code(user: Any) -> Tries:
    key = f"login code {fingerprints.digest('login code', str(user.pk))}"
    return Tries(((key, QUARTER, OF_CODE), (key, DAY, OF_CODE_IN_A_DAY)))


def of_passkey(request: HttpRequest) -> Tries:
    return Tries(((f"passkey {_place(request)}", QUARTER, OF_PASSKEY),))


def _place(request: HttpRequest) -> str:
    return fingerprints.digest("login", limits.network(request.META.get("REMOTE_ADDR", ""), wide=False))
