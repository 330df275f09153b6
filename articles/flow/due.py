"""What time alone does with articles: each thing once, however many workers there are and however long none ran.

Readers see an article appear and go by comparison with the clock, to the second and without any of this; what hangs on
it (the state that editors see, the history, those who want to be told) follows here.
"""

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from articles.models import Article, PlannedChange
from articles.models.status import PUBLIC, Status
from articles.signals import moved

from . import planning
from .moves import Move

DUE = {
    Move.APPEAR: (Q(status=Status.SCHEDULED, published_at__lte=Now()), Status.PUBLISHED),
    Move.EXPIRE: (PUBLIC & Q(withdraw_at__lte=Now(), published_at__lte=Now()), Status.WITHDRAWN),
}


def do_all() -> None:
    """Publish, change and withdraw what is due."""
    for move in DUE:
        while _move_one(move):
            pass
    while _change_one():
        pass


def _move_one(move: Move) -> bool:
    """Move one article that is due and that no other worker has; whether there was one."""
    condition, state = DUE[move]
    with transaction.atomic():
        due = Article.objects.filter(condition).order_by("pk").select_for_update(of=("self",), skip_locked=True)
        article = due.first()
        if article is None:
            return False
        article.status = state
        # Not by save(): the text is the same, and who is writing in it goes on without being told of another version.
        Article.objects.filter(pk=article.pk).update(status=state, saved_at=timezone.now())
        article.record_revision(None)
        moved.send(Article, article=article, move=move, by=None)
    return True


def _change_one() -> bool:
    with transaction.atomic():
        waiting = PlannedChange.objects.waiting().filter(at__lte=Now()).order_by("at", "pk")
        change = waiting.select_for_update(of=("self",), skip_locked=True).select_related("made_by").first()
        if change is None:
            return False
        planning.carry_out(change)
    return True
