"""The comments below an article: the only way in which other apps' pages show them."""

from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.urls import reverse

from articles.models import Article
from articles.pages import page_numbers
from comments import display
from comments.models import Comment, Discussion
from comments.posting import own
from comments.posting.form import CommentForm
from comments.posting.stamp import stamp
from newsblog.site.models import Moderation

register = template.Library()


@register.inclusion_tag("comments/section.html", takes_context=True)
def comment_section(context: Context, article: Article) -> dict[str, Any]:
    """The published comments of an article, page by page, the reader's own, and the form."""
    request: HttpRequest = context["request"]
    site = context["site"]
    discussion = Discussion.of(article)
    order = _order(request)
    page = display.page_of(request, article, discussion.total, order)
    mine = _own_comments(request, article)
    page.object_list = display.dress(page.object_list, article, mine, order)
    hidden = [comment for comment in mine.values() if not comment.is_published]
    reply_to = _comment_named(request.GET.get("reply", ""), article)
    form = context.get("comment_form") or CommentForm(
        article=article, initial={"parent": reply_to.public_id if reply_to else ""}
    )
    if form.is_bound:
        reply_to = _comment_named(str(form.data.get("parent", "")), article)
    return {
        "article": article,
        "site": site,
        "content_lang": context["content_lang"],
        "comments": page,
        "pinned": _pinned(article, page.number, mine) if discussion.has_pinned else [],
        "own": display.dress(reversed(hidden), article, mine, "flat"),
        "has_just_posted": "waiting" in request.GET and not hidden,
        "page_numbers": page_numbers(page),
        "total": discussion.total,
        "order": order,
        "orders": _orders(article) if discussion.total > 1 else [],
        "form": form,
        "reply_to": reply_to,
        "action": reverse("comments:post", args=[article.slug]),
        "stamp": stamp(),
        "is_open": discussion.is_open(site),
        "can_notify": settings.MAIL_ENABLED,
        "waiting_hint": discussion.moderation(site) != Moderation.PUBLISH,
    }


def _order(request: HttpRequest) -> str:
    asked = request.GET.get("order", "")
    return asked if asked in display.ORDERS else display.OLDEST


def _orders(article: Article) -> list[tuple[str, Any, str]]:
    address = article.get_absolute_url()
    return [
        (key, label, f"{address}{'' if key == display.OLDEST else f'?order={key}'}#comments")
        for key, (label, _rows) in display.ORDERS.items()
    ]


def _own_comments(request: HttpRequest, article: Article) -> dict[int, Comment]:
    """Those of the reader; noted on the request, so that nobody else gets the page (``OwnComments``)."""
    if not own.is_marked(request):
        return {}
    mine = {comment.pk: comment for comment in own.comments_of(request, article.pk)}
    request.own_comments = mine  # type: ignore[attr-defined]
    return mine


def _pinned(article: Article, page: int, mine: dict[int, Comment]) -> list[Comment]:
    if page > 1:
        return []
    rows = Comment.objects.published().filter(article=article, pinned=True).newest()
    return display.dress(rows, article, mine, "flat")


def _comment_named(public_id: str, article: Article) -> Comment | None:
    if not (0 < len(public_id) <= 16 and public_id.isascii() and public_id.isalnum()):
        return None
    return Comment.objects.published().filter(article=article, public_id=public_id).first()
