"""Readers find that a comment should not be there."""

from django.db import transaction

from comments.models import Comment, Decision, Report
from newsblog.site.models import SiteSettings

from . import decisions

SIGNAL = "reported"
WEIGHT = 1.0


def report(comment: Comment, visitor: str, reason: str) -> bool:
    """Store what a visitor thinks of a published comment, once a day; whether it is the first time.

    So many reports as the site's settings say hide the comment until a person has looked at it. Those from before a
    person's last decision about it don't count any more.
    """
    with transaction.atomic():
        _report, is_new = Report.objects.get_or_create(comment=comment, visitor=visitor, defaults={"reason": reason})
        if is_new:
            _hide_when_many(comment)
    return is_new


def _hide_when_many(comment: Comment) -> None:
    stored = Comment.objects.select_for_update(of=("self",)).filter(pk=comment.pk).first()
    if stored is None or not stored.is_published:
        return
    reports = Report.objects.filter(comment=stored)
    if stored.decided_at:
        reports = reports.filter(created_at__gt=stored.decided_at)
    most = SiteSettings.load().reports_to_hide
    if len(reports.values_list("pk")[:most]) < most:
        return
    stored.signals[SIGNAL] = WEIGHT
    stored.save(update_fields=["signals"])
    decisions.automatic(stored, Decision.Verb.REPORT, before=stored.status, after=Comment.Status.PENDING)
    comment.status, comment.signals = stored.status, stored.signals
