"""The comments below an article: the only way in which other apps' pages show them."""

from typing import Any

from django import template
from django.core.paginator import InvalidPage, Page, Paginator
from django.http import Http404, HttpRequest
from django.template import Context
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from articles.models import Article
from articles.pages import page_numbers
from comments.forms import CommentForm
from comments.models import PAGE_SIZE, Comment, CommentCount

register = template.Library()


class CountedPaginator(Paginator):
    """Pages of rows whose number is known already."""

    def __init__(self, rows: Any, page_size: int, total: int) -> None:
        super().__init__(rows, page_size)
        self.total = total

    @cached_property
    def count(self) -> int:
        return self.total


@register.inclusion_tag("comments/section.html", takes_context=True)
def comment_section(context: Context, article: Article) -> dict[str, Any]:
    """The published comments of an article, page by page, and the form."""
    request: HttpRequest = context["request"]
    total = CommentCount.of(article)
    comments = _page(request, article, total)
    reply_to = _comment_named(request.GET.get("reply", ""), article)
    form = context.get("comment_form") or CommentForm(
        article=article, initial={"parent": reply_to.public_id if reply_to else ""}
    )
    if form.is_bound:
        reply_to = _comment_named(str(form.data.get("parent", "")), article)
    return {
        "article": article,
        "site": context["site"],
        "comments": comments,
        "page_numbers": page_numbers(comments),
        "total": total,
        "form": form,
        "reply_to": reply_to,
        "action": reverse("comments:post", args=[article.slug]),
        "is_open": context["site"].comments_open and article.comments_open,
    }


def _page(request: HttpRequest, article: Article, total: int) -> Page:
    comments = Comment.objects.published().filter(article=article).in_threads()
    number = request.GET.get("page", "1") if request.method in {"GET", "HEAD"} else "1"
    try:
        return CountedPaginator(comments, PAGE_SIZE, total).page(number)
    except InvalidPage:
        raise Http404(_("This article has no such page of comments.")) from None


def _comment_named(public_id: str, article: Article) -> Comment | None:
    if not (0 < len(public_id) <= 16 and public_id.isascii() and public_id.isalnum()):
        return None
    return Comment.objects.published().filter(article=article, public_id=public_id).first()
