"""Links for guests: made, revoked, made anew, moved; and the page of an article for those at the desk."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles.editor import signed_in
from articles.metadata import absolute
from articles.models import Article, PreviewLink
from articles.models.previews import USUAL_DAYS
from articles.previews import page
from articles.previews.forms import LinkForm
from newsblog import audit

from . import aside

PART = "previews"
SHOWN = 50


def urls(desk: ModelAdmin) -> list[Any]:
    own, links = "<int:pk>/preview", "<int:pk>/previews"
    verbs = {"renew": renew, "revoke": revoke, "move": move}
    return [
        path(f"{own}/", require_safe(aside.page(desk, stored)), name="articles_article_preview"),
        path(f"{links}/", require_http_methods(["GET", "HEAD", "POST"])(aside.page(desk, previews)), name=_name(PART)),
        *(
            path(f"{links}/<int:key>/{verb}/", require_POST(aside.page(desk, view)), name=_name(f"preview_{verb}"))
            for verb, view in verbs.items()
        ),
    ]


def context_of(article: Article, **more: Any) -> dict[str, Any]:
    """What the panel shows."""
    links = article.preview_links.filter(revoked_at=None).select_related("created_by")[:SHOWN]
    latest = article.revisions.only("pk", "version").first()
    present = latest.pk if latest and latest.version == article.version else None
    return {"links": links, "present": present, "form": LinkForm(prefix="preview"), **more}


def stored(desk: ModelAdmin, request: Any, pk: int) -> HttpResponse:
    """The article's page as it is saved, as readers would see it now."""
    article = aside.article_of(desk, request, pk)
    return page.stored(request, Article.objects.for_page().get(pk=article.pk), {"kind": "desk"})


def previews(desk: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The links of an article; a POST makes one."""
    article = aside.article_of(desk, request, pk, to_change=True)
    if request.method != "POST":
        return aside.show(desk, request, article, PART, _page_context(article))
    form = LinkForm(request.POST, prefix="preview", instance=PreviewLink(article=article))
    if not form.is_valid():
        return aside.show(desk, request, article, PART, _page_context(article, form=form), status=400)
    name, days = form.cleaned_data["recipient"], form.cleaned_data["days"]
    try:
        with transaction.atomic():
            link, secret = PreviewLink.make(article, name, days, signed_in(request))
    except IntegrityError:
        form.add_error("recipient", _("There is a link for this name already. You can make its address anew below."))
        return aside.show(desk, request, article, PART, _page_context(article, form=form), status=400)
    audit.note("preview.made", about=article, detail=link.recipient)
    return _tell(desk, request, article, link, secret)


def renew(desk: ModelAdmin, request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """Make the address of a link anew; the old one is over."""
    article, link = _link(desk, request, pk, key)
    secret = link.renew(USUAL_DAYS, by=signed_in(request))
    audit.note("preview.made", about=article, detail=link.recipient)
    return _tell(desk, request, article, link, secret)


def revoke(desk: ModelAdmin, request: HttpRequest, pk: int, key: int) -> HttpResponse:
    article, link = _link(desk, request, pk, key)
    link.revoke(by=signed_in(request))
    audit.note("preview.revoked", about=article, detail=link.recipient)
    words = _("The link for %(name)s is over.") % {"name": link.recipient}
    return aside.done(desk, request, article, PART, lambda: _page_context(article), words)


def move(desk: ModelAdmin, request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """Let a link lead to the text as it is saved now."""
    article, link = _link(desk, request, pk, key)
    link.article = article
    link.move(by=signed_in(request))
    words = _("%(name)s sees the text as it is saved now.") % {"name": link.recipient}
    return aside.done(desk, request, article, PART, lambda: _page_context(article), words)


def _tell(desk: ModelAdmin, request: HttpRequest, article: Article, link: PreviewLink, secret: str) -> HttpResponse:
    """The one page that has the address; nothing else ever has it again, so it is not led away from."""
    address = absolute(reverse("articles:shared-preview", args=[secret]))
    context = _page_context(article, address=address, address_of=link.recipient)
    return aside.show(desk, request, article, PART, context)


def _page_context(article: Article, **more: Any) -> dict[str, Any]:
    return context_of(article, title=_("Links for guests"), **more)


def _link(desk: ModelAdmin, request: HttpRequest, pk: int, key: int) -> tuple[Article, PreviewLink]:
    article = aside.article_of(desk, request, pk, to_change=True)
    return article, get_object_or_404(article.preview_links.filter(revoked_at=None), pk=min(key, 2**63 - 1))


def _name(part: str) -> str:
    return f"articles_article_{part}"
