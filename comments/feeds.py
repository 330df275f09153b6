"""The comments of an article as a feed."""

from datetime import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.feeds.feed import Entry, Writer, tag_uri
from articles.feeds.views import FeedView
from articles.metadata import absolute
from articles.models import Article
from articles.pages import Numbered

from .models import Comment


class CommentFeed(FeedView):
    """The published comments of a published article, the newest first."""

    def about(self) -> dict[str, str]:
        if not self.request.site_settings.comment_feeds:
            raise Http404
        articles = Article.objects.published().only("title", "slug")
        self.article = get_object_or_404(articles, slug=self.kwargs["slug"])
        title = _("Comments on “%(title)s”") % {"title": self.article.title}
        return {"title": title, "page": self.article.get_absolute_url(), "subtitle": self.request.site_settings.name}

    def rows(self) -> Numbered:
        rows = Comment.objects.published().filter(article=self.article)
        return Numbered(rows.order_by("-created_at", "-id"), rows.count())

    def changed(self, row: Comment) -> datetime:
        return row.edited_at or row.created_at

    def entry(self, row: Comment) -> Entry:
        return Entry(
            id=tag_uri("comment", row.pk, row.created_at),
            url=absolute(reverse("comments:comment", args=[row.public_id])),
            title=_("%(name)s on “%(title)s”") % {"name": row.name, "title": self.article.title},
            html=row.html,
            published=row.created_at,
            updated=row.edited_at or row.created_at,
            writer=Writer(row.name, row.website),
        )
