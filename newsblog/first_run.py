"""What a new site starts with: an account for its owner, and demo content."""

import secrets
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command

from newsblog import environment
from newsblog.site.models import SiteSettings

SEEDS = settings.BASE_FOLDER / "seeds"
ADMIN = "admin"


def run(say: Callable[[str], None]) -> None:
    """Do what is left of the first run. The demo content comes with the site's settings in one transaction, so the
    settings tell whether it was there before."""
    if not SiteSettings.objects.exists():
        say("  Demo content:")
        call_command("import_content", str(SEEDS))
        SiteSettings.load().save()
    users = get_user_model().objects
    if not users.filter(is_superuser=True).exists():
        given = environment.text("NEWSBLOG_ADMIN_PASSWORD")
        password = given or secrets.token_urlsafe(12)
        users.create_superuser(ADMIN, password=password)
        shown = "the one in NEWSBLOG_ADMIN_PASSWORD" if given else f"{password}   (shown only this once)"
        say(f"\n  Account for the admin: {ADMIN}\n  Password: {shown}")
