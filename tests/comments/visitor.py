"""Posts comments as a visitor's browser does: with the stamp of the page, a key of its own, and a proof of work."""

import base64
import json
import re
import secrets
import time
from html import unescape
from typing import Any
from unittest import mock

from altcha import v1 as altcha
from django.test import Client

from articles.models import Article

# So long people take from the first touch of the form to its sending.
WRITING_SECONDS = 20
GOOD = {"name": "小明", "email": "", "website": "", "body": "写得好。", "parent": ""}


def field(page: str, name: str) -> str:
    """The value of a hidden field of the form."""
    tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
    assert tag, name
    value = re.search(r'value="([^"]*)"', tag[0])
    return unescape(value[1]) if value else ""


def solve(challenge: dict[str, Any]) -> str:
    """What a browser sends for a challenge."""
    solution = altcha.solve_challenge(challenge["challenge"], challenge["salt"], "SHA-256", challenge["maxnumber"])
    assert solution
    parts = {name: challenge[name] for name in ("algorithm", "challenge", "salt", "signature")}
    return base64.b64encode(json.dumps({**parts, "number": solution.number, "took": 100}).encode()).decode()


def hidden_fields(client: Client, article: Article, **extra: Any) -> dict[str, str]:
    """What scripts and the page itself add to what a visitor types."""
    page = client.get(article.get_absolute_url(), **extra).content.decode()
    with mock.patch("time.time", return_value=time.time() - WRITING_SECONDS):
        challenge = client.get("/comments/challenge/", **extra).json()
    return {"stamp": field(page, "stamp"), "key": secrets.token_hex(8), "altcha": solve(challenge)}


def post(
    client: Client,
    article: Article,
    headers: dict[str, str] | None = None,
    address: str = "127.0.0.1",
    **fields: Any,
) -> Any:
    """Fill in the form with scripts on, and send it."""
    hidden = hidden_fields(client, article, REMOTE_ADDR=address)
    return send(client, article, {**GOOD, **hidden, **fields}, headers=headers, address=address)


def send(
    client: Client,
    article: Article,
    fields: dict[str, str],
    headers: dict[str, str] | None = None,
    address: str = "127.0.0.1",
) -> Any:
    """Send exactly these fields."""
    url = f"{article.get_absolute_url()}comments/"
    return client.post(url, fields, headers=headers or {}, REMOTE_ADDR=address)
