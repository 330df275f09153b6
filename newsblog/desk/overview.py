"""What the first screen shows, to each as much as their permissions allow. Every part is a bounded query."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Article, FailedSearch, InternalLink, PlannedChange
from articles.models.status import Status
from comments.models import Comment
from comments.moderation import queue
from newsblog.queue.models import Job

from .charts import Chart
from .models import Day

DAYS = 30
SHOWN = 8
MOST_COUNTED = 100
CHANGES = "admin:articles_article_changelist"


@dataclass(frozen=True)
class Waiting:
    """Something that somebody should look at."""

    text: str
    url: str


class Overview:
    """The first screen of one person; each part is asked for when it is shown."""

    def __init__(self, user: AbstractBaseUser | AnonymousUser) -> None:
        self.user: Any = user
        self.may_write = user.has_perm("articles.view_article") or user.has_perm("articles.change_article")  # type: ignore[union-attr]
        self.may_publish = self.may("articles.publish_article")

    def may(self, permission: str) -> bool:
        return bool(self.user.has_perm(permission))

    @cached_property
    def waiting(self) -> list[Waiting]:
        """What waits for this person, with the way there."""
        parts = (self._reviews, self._comments, self._links, self._changes, self._jobs)
        return [found for part in parts if (found := part())]

    @cached_property
    def scheduled(self) -> list[tuple[Any, Article, str]]:
        """The next times at which something will happen by itself: when, to which article, and what."""
        if not self.may_write:
            return []
        articles = Article.objects.only("title", "slug", "published_at", "withdraw_at", "status")
        coming = articles.filter(status=Status.SCHEDULED, published_at__gt=Now()).order_by("published_at")
        going = articles.filter(status__in=[Status.SCHEDULED, Status.PUBLISHED], withdraw_at__gt=Now()).order_by(
            "withdraw_at"
        )
        changing = PlannedChange.objects.waiting().select_related("article")
        found: list[tuple[Any, Article, str]] = [
            *((one.published_at, one, _("appears")) for one in coming[:SHOWN]),
            *((one.withdraw_at, one, _("is withdrawn")) for one in going[:SHOWN]),
            *((change.at, change.article, _("changes")) for change in changing[:SHOWN]),
        ]
        return sorted(found, key=lambda one: one[0])[:SHOWN]

    @cached_property
    def drafts(self) -> QuerySet[Article]:
        """What this person is writing, the latest first."""
        mine = Article.objects.kept().filter(Q(user=self.user) | Q(author__user=self.user))
        open_ones = mine.filter(status__in=[Status.DRAFT, Status.IN_REVIEW])
        return open_ones.only("title", "status", "saved_at").order_by("-saved_at")[:SHOWN]

    @cached_property
    def charts(self) -> list[Chart]:
        """Views and comments of the last days."""
        days = Day.last(DAYS)
        return [
            Chart("views", _("Views"), [(day.date, day.views) for day in days]),
            Chart("comments", _("Comments"), [(day.date, day.comments) for day in days]),
        ]

    @cached_property
    def top(self) -> list[Any]:
        """The most read articles of the last week."""
        return list(Article.objects.published().most_read(timedelta(days=7)).only("title", "slug")[:SHOWN])

    @cached_property
    def failed_searches(self) -> list[FailedSearch]:
        return FailedSearch.most(SHOWN)

    def _reviews(self) -> Waiting | None:
        number = _bounded(Article.objects.kept().filter(status=Status.IN_REVIEW)) if self.may_publish else 0
        words = ngettext("%(number)s article to review", "%(number)s articles to review", number)
        url = reverse(CHANGES) + "?state=in-review"
        return Waiting(words % {"number": _shown(number)}, url) if number else None

    def _comments(self) -> Waiting | None:
        if not self.may("comments.moderate_comment") or not Comment.objects.waiting().exists():
            return None
        return Waiting(queue.waiting(), reverse("admin:comments_comment_changelist"))

    def _links(self) -> Waiting | None:
        number = _bounded(InternalLink.objects.broken()) if self.may_publish else 0
        words = ngettext("%(number)s broken link", "%(number)s broken links", number)
        return Waiting(words % {"number": _shown(number)}, reverse(CHANGES) + "?links=broken") if number else None

    def _changes(self) -> Waiting | None:
        month = timezone.now() - timedelta(days=DAYS)
        failed = PlannedChange.objects.filter(state=PlannedChange.State.FAILED, finished_at__gt=month)
        change = failed.order_by("-finished_at").first() if self.may_publish else None
        if change is None:
            return None
        number = _bounded(failed)
        words = ngettext("%(number)s planned change was not made", "%(number)s planned changes were not made", number)
        url = reverse("admin:articles_article_change", args=[change.article_id])
        return Waiting(words % {"number": _shown(number)}, url)

    def _jobs(self) -> Waiting | None:
        number = _bounded(Job.objects.filter(status="failed")) if self.may("queue.view_job") else 0
        words = ngettext("%(number)s job failed", "%(number)s jobs failed", number)
        url = reverse("admin:queue_job_changelist") + "?state=failed"
        return Waiting(words % {"number": _shown(number)}, url) if number else None


def _bounded(rows: QuerySet[Any]) -> int:
    return rows.order_by()[: MOST_COUNTED + 1].count()


def _shown(number: int) -> str:
    return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number)
