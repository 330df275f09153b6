"""The entries of the menu, as editors write them: a label, and an address of the site or of another one."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

MOST = 12
LABEL_LENGTH = 30
ADDRESS_LENGTH = 500


def validate_menu(value: Any) -> None:
    """At most ``MOST`` entries with ``label`` and ``address``, and none that leads anywhere but to a page."""
    if not isinstance(value, list) or not all(_is_entry(entry) for entry in value):
        raise ValidationError(_("An entry of the menu has a label and an address."), code="menu")
    if len(value) > MOST:
        raise ValidationError(_("A menu has at most %(most)s entries.") % {"most": MOST}, code="menu")
    problems = [
        _("Entry %(number)s: %(problem)s") % {"number": number, "problem": problem}
        for number, entry in enumerate(value, 1)
        if (problem := _problem(**entry))
    ]
    if problems:
        raise ValidationError([ValidationError(problem, code="menu") for problem in problems])


def is_category(address: str) -> bool:
    """Whether it is the address of a category's page; then the label may be left to the category's name."""
    try:
        return resolve(address).view_name == "articles:category"
    except Resolver404:
        return False


def _is_entry(entry: Any) -> bool:
    return (
        isinstance(entry, dict)
        and entry.keys() == {"label", "address"}
        and all(isinstance(value, str) for value in entry.values())
    )


def _problem(label: str, address: str) -> str:
    if len(label) > LABEL_LENGTH:
        return _("the label has more than %(most)s characters.") % {"most": LABEL_LENGTH}
    if any(not character.isprintable() for character in label + address):
        return _("it has characters that can't be shown.")
    if not _leads_to_page(address):
        return _("the address is a path of this site, such as /archive/, or begins with https://.")
    if not label and not is_category(address):
        return _("only a category can do without a label.")
    return ""


def _leads_to_page(address: str) -> bool:
    if len(address) > ADDRESS_LENGTH or " " in address or "\\" in address:
        return False
    if address.startswith("/"):
        return not address.startswith("//")
    try:
        parts = urlsplit(address)
        return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False
