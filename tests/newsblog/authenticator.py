"""An authenticator app of a phone, for tests: RFC 6238 once more, in another way than the site's."""

import base64
import hashlib
import hmac
import re
import struct
from typing import Any

from django.utils import timezone

SET_UP = "/admin/account/second-factor/"


def code(secret: str, *, steps: int = 0) -> str:
    """What the app shows, ``steps`` of 30 seconds from now."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    counter = int(timezone.now().timestamp()) // 30 + steps
    digest = hmac.new(key, struct.pack(">Q", counter), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def secret_on(page: Any) -> str:
    found = re.search(r'access-secret"[^>]*>([A-Z2-7 ]+)<', page.content.decode())
    assert found
    return found[1].replace(" ", "")


def recovery_codes_on(page: Any) -> list[str]:
    return re.findall(r"<code>([a-z0-9-]{19})</code>", page.content.decode())


def set_up(client: Any) -> tuple[str, list[str]]:
    """Set up a second factor; its secret and the recovery codes. The code of the step before was used for it, so that
    the present one is still good."""
    secret = secret_on(client.get(SET_UP))
    page = client.post(SET_UP, {"code": code(secret, steps=-1)})
    assert page.status_code == 200
    return secret, recovery_codes_on(page)
