"""What the comments below an article look like to one reader."""

from collections.abc import Iterable
from typing import cast

from django.core.paginator import InvalidPage, Page, Paginator
from django.http import Http404, HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Article
from newsblog.site.models import SiteRequest

from . import fingerprints
from .avatars import avatar
from .models import Comment, CommentQuerySet
from .posting import own

OLDEST = "oldest"
ORDERS = {
    OLDEST: (gettext_lazy("Oldest"), CommentQuerySet.in_threads),
    "newest": (gettext_lazy("Newest"), CommentQuerySet.newest),
    "liked": (gettext_lazy("Most liked"), CommentQuerySet.most_liked),
}


class CountedPaginator(Paginator):
    """Pages of rows whose number is known already."""

    def __init__(self, rows: CommentQuerySet, page_size: int, total: int) -> None:
        super().__init__(rows, page_size)
        self.total = total

    @cached_property
    def count(self) -> int:
        return self.total


def page_of(request: HttpRequest, article: Article, total: int, order: str) -> Page:
    """The published comments of the page that was asked for; those of a thread set in, when old ones come first.

    Raises:
        Http404: there is no such page.
    """
    rows = ORDERS[order][1](Comment.objects.published().filter(article=article))
    number = request.GET.get("page", "1") if request.method in {"GET", "HEAD"} else "1"
    size = cast("SiteRequest", request).site_settings.comments_page_size
    try:
        page = CountedPaginator(rows, size, total).page(number)
    except InvalidPage:
        raise Http404(_("This article has no such page of comments.")) from None
    page.object_list = list(page.object_list)
    return page


def draw(comment: Comment) -> Comment:
    """Give a comment its avatar: one picture for an e-mail address, or for a name where none was given."""
    comment.avatar = avatar(comment.name, fingerprints.lasting("avatar", comment.email.lower() or comment.name))
    return comment


def dress(comments: Iterable[Comment], article: Article, mine: dict[int, Comment], order: str) -> list[Comment]:
    """Give each comment what templates show of it beside its fields. ``mine`` are the reader's own, by number."""
    gone: set[int] = set()
    dressed = []
    for comment in comments:
        comment.article = article
        draw(comment)
        comment.indent = comment.depth if order == OLDEST else 0
        if comment.user_id:
            comment.badge = "author" if comment.user_id == article.author.user_id else "staff"
        parent = comment.parent
        if parent and not parent.is_published and order == OLDEST and parent.pk not in gone:
            gone.add(parent.pk)
            comment.gap_depth = min(parent.depth, comment.depth)
            comment.gap = True
        if comment.pk in mine:
            comment.own_state = own.state(comment)
            comment.own_url = own.own_url(comment)
            comment.can_edit = own.can_edit(comment)
        dressed.append(comment)
    return dressed
