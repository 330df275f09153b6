"""What the codes in ``Comment.signals`` mean."""

from django.utils.translation import gettext as _


def signal_labels() -> dict[str, str]:
    """The words for moderators, in the current language, of everything that may speak against a comment."""
    return {
        "no-script": _("No proof of work: scripts are off, or a machine"),
        "fast": _("Sent within two seconds"),
        "old-form": _("Form of an old page"),
        "forged-form": _("Form that the site never sent"),
        "honeypot": _("Filled in the hidden field"),
        "links": _("Many links"),
        "repeated": _("The same over and over"),
        "duplicate": _("Same words elsewhere"),
        "word": _("Word of the list"),
        "classifier": _("Reads like spam"),
        "many-from-address": _("Many comments from one address"),
        "many-from-network": _("Many comments from one network"),
        "looks-like-staff": _("Name looks like staff"),
        "akismet": _("Akismet"),
        "first-visit": _("First visit"),
        "all-held": _("Everything is held here"),
        "reported": _("Reported by readers"),
        "rule": _("Rule for this visitor"),
    }
