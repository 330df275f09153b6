"""Tells search engines at once what was published, where the site's settings allow it.

By the IndexNow protocol, https://www.indexnow.org/documentation: the addresses of new articles are sent to one engine,
which passes them on to the others; a file on the site with a key proves that they come from it.
"""

import json
import urllib.request
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_safe
from procrastinate.contrib.django import app

from articles.metadata import absolute
from articles.models import Article

from .queue import RETRY
from .site.models import SiteSettings

# What is older was not published just now, but the setting was turned on.
RECENT = timedelta(days=1)
MOST = 1000
TIMEOUT_SECONDS = 10


def key() -> str:
    """The site's key, 32 hexadecimal digits; it is public."""
    return salted_hmac("newsblog.indexnow", settings.SITE_URL, algorithm="sha256").hexdigest()[:32]


@require_safe
def key_file(request: HttpRequest, name: str) -> HttpResponse:
    if name != key():
        raise Http404
    return HttpResponse(key(), content_type="text/plain")


def announce() -> int:
    """Send what was published since the last time, scheduled articles too; the number of addresses.

    Raises:
        OSError: when the engine can't be reached or refuses; nothing counts as sent then.
    """
    site = SiteSettings.load()
    if not site.indexnow or site.is_hidden:
        return 0
    with transaction.atomic():
        fresh = Article.objects.published().filter(published_at__gt=timezone.now() - RECENT, announced_at=None)
        articles = list(fresh.newest().only("slug").select_for_update(of=("self",), skip_locked=True)[:MOST])
        Article.objects.filter(pk__in=[article.pk for article in articles]).update(announced_at=timezone.now())
    if not articles:
        return 0
    try:
        _send([absolute(article.get_absolute_url()) for article in articles])
    except OSError:
        Article.objects.filter(pk__in=[article.pk for article in articles]).update(announced_at=None)
        raise
    return len(articles)


@app.periodic(cron="* * * * *")
@app.task(queue="newsblog", queueing_lock="newsblog.indexnow", retry=RETRY, name="newsblog.indexnow")
def announce_new(timestamp: int) -> None:
    """Announce once a minute."""
    announce()


def _send(addresses: list[str]) -> None:
    message = {
        "host": urlsplit(settings.SITE_URL).netloc,
        "key": key(),
        "keyLocation": absolute(reverse("indexnow-key", args=[key()])),
        "urlList": addresses,
    }
    request = urllib.request.Request(  # noqa: S310 - the address is the operator's
        settings.INDEXNOW_ENDPOINT,
        json.dumps(message).encode(),
        {"Content-Type": "application/json; charset=utf-8"},
    )
    with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS):  # noqa: S310
        pass
