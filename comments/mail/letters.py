"""Mails as they are written: in the site's language, as plain text and as simple HTML."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.template import loader
from django.utils import timezone, translation

from newsblog.mail.models import OutgoingMail
from newsblog.site.models import SiteSettings


def send(
    template: str,
    key: str,
    to: str,
    context: dict[str, Any],
    *,
    stop_url: str = "",
    not_before: datetime | None = None,
) -> bool:
    """Write the mail of a template, and queue it; False when one with this key was queued before.

    The template ``mail/<template>.txt`` begins with the subject on a line of its own. ``stop_url`` is where one click
    of a mail program ends such mails (RFC 8058).
    """
    site = SiteSettings.load()
    with translation.override(site.language), timezone.override(site.zone):
        whole = {"site": site, "site_url": settings.SITE_URL, "stop_url": stop_url, **context}
        subject, _newline, text = loader.render_to_string(f"mail/{template}.txt", whole).strip().partition("\n")
        html = loader.render_to_string(f"mail/{template}.html", {**whole, "subject": subject})
    headers = {"List-Unsubscribe": f"<{stop_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    queued = OutgoingMail.send_later(
        key, to, subject, text.strip() + "\n", html, headers=headers if stop_url else {}, not_before=not_before
    )
    return queued is not None
