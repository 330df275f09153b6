"""Who found a weakness learns where to tell of it."""

from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone


def fields(client: Client) -> dict[str, str]:
    answer = client.get("/.well-known/security.txt")
    assert answer["Content-Type"].startswith("text/plain")
    return dict(line.split(": ", 1) for line in answer.content.decode().splitlines())


def test_it_says_where_and_until_when(client: Client, db: None, settings: Any) -> None:
    said = fields(client)
    assert said["Contact"] == f"{settings.SITE_URL}/"
    assert said["Canonical"] == f"{settings.SITE_URL}/.well-known/security.txt"
    left = datetime.fromisoformat(said["Expires"]) - timezone.now()
    assert timedelta(days=200) < left < timedelta(days=366)
    settings.MAIL_ENABLED, settings.MAIL_FROM = True, "news@example.com"
    assert fields(client)["Contact"] == "mailto:news@example.com"
