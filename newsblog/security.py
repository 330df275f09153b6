"""Where to tell of a weakness (RFC 9116)."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

# The file must not be trusted for longer than a year; the end of a month keeps it the same for a while.
LIFETIME = timedelta(days=330)


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """The address that the site's mails come from, or the site itself, where none is set up."""
    contact = f"mailto:{settings.MAIL_FROM}" if settings.MAIL_ENABLED else f"{settings.SITE_URL}/"
    expires = (timezone.now() + LIFETIME).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {contact}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: zh, en",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
