"""The buttons of the writing desk that send an article on its way, together with what was typed."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.editor import signed_in
from articles.flow import Move, planning
from articles.history import snapshot
from articles.models import Article, PlannedChange
from articles.writing import drafts


def make(article: Article, move: Move, by: User) -> None:
    """Make a move that the form has found possible."""
    match move:
        case Move.PUBLISH:
            now = timezone.now()
            article.publish(at=min(article.published_at or now, now), by=by)
        case Move.SCHEDULE:
            article.publish(by=by)
        case Move.SUBMIT:
            article.submit(by=by)
        case Move.SEND_BACK:
            article.send_back(by=by)
        case Move.UNSCHEDULE:
            article.unschedule(by=by)
        case Move.WITHDRAW:
            article.withdraw(by=by)
        case Move.CHANGE:
            pass  # plan() looks at what was saved, and takes it back
        case _:
            raise PermissionDenied


def stay(desk: ModelAdmin, request: HttpRequest, article: Article) -> HttpResponse | None:
    """After a move its editor sees the article as it is now, and is told what became of it."""
    try:
        move = Move(request.POST.get("do", ""))
    except ValueError:
        return None
    if move != Move.CHANGE:
        desk.message_user(request, _told(article, move), messages.SUCCESS)
    if desk.has_view_or_change_permission(request, article):
        return redirect("admin:articles_article_change", article.pk)
    return redirect("admin:articles_article_changelist")


def plan(desk: ModelAdmin, request: HttpRequest, key: str, save: Callable[..., Any]) -> Any:
    """Plan what was typed for a later time: it is saved as any change is, looked at, and taken back."""
    article = get_object_or_404(Article, pk=key if key.isdecimal() and len(key) < 19 else 0)
    before = snapshot.take(article)
    with transaction.atomic():
        response = save(request, key)
        saved = response.status_code == HTTPStatus.FOUND
        after = snapshot.take(Article.objects.get(pk=article.pk)) if saved else before
        transaction.set_rollback(True)
    if not saved:
        return response.render() if hasattr(response, "render") else response
    form = desk.get_form(request, article, change=True)(request.POST, instance=article)
    moment = form.fields["change_at"].clean(form["change_at"].data)
    try:
        planning.plan(article, before, after, moment, signed_in(request))
    except ValidationError as error:
        request.saved_form = ""  # type: ignore[attr-defined]
        desk.message_user(request, " ".join(error.messages), messages.ERROR)
    else:
        drafts.forget(request, article)
        desk.message_user(
            request,
            _("The article will change on %(time)s. Until then readers see it as it was.") % {"time": _time(moment)},
            messages.SUCCESS,
        )
    return redirect("admin:articles_article_change", article.pk)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a planned change back."""
    change = get_object_or_404(PlannedChange, pk=pk)
    if planning.cancel(change, by=signed_in(request)):
        messages.success(request, _("The planned change was taken back."))
    else:
        messages.error(request, _("This change was done already, or taken back."))
    return redirect("admin:articles_article_change", change.article_id)


def _told(article: Article, move: Move) -> str:
    words = {
        Move.PUBLISH: _("Published."),
        Move.SCHEDULE: _("It will appear on %(time)s.") % {"time": _time(article.published_at)},
        Move.SUBMIT: _("The editors will look at it."),
        Move.SEND_BACK: _("It is its writer's again."),
        Move.UNSCHEDULE: _("It is a draft again."),
        Move.WITHDRAW: _("Readers don't see it any more."),
    }
    if article.is_public:
        return format_html('{} <a href="{}">{}</a>', words[move], article.get_absolute_url(), _("See it"))
    return words[move]


def _time(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "Y-m-d H:i:s") if moment else ""
