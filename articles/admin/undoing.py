"""Taking back what was just done with many articles: for a quarter of an hour, from the page that did it."""

import time
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from articles.models import Article

from .bulk import DEEDS, MOST, Outcome, carry_out

KEY = "articles.undo"
SECONDS = 15 * 60
MOST_REASONS = 10


def do(desk: ModelAdmin, request: HttpRequest, name: str, keys: list[int], value: Any = None) -> None:
    """Do a deed with some articles, tell what became of them, and remember how to take it back."""
    deed = DEEDS[name]
    if len(keys) > MOST:
        text = _("Please choose at most %(number)d articles at once. Nothing was changed.") % {"number": MOST}
        desk.message_user(request, text, messages.ERROR)
        return

    def act(article: Article, user: User) -> tuple[bool, Any]:
        before = deed.before(article)
        return deed.do(article, user, value), before

    outcome = carry_out(desk, request, keys, act)
    tell(desk, request, outcome, deed.done(len(outcome.rows)))
    if outcome.rows:
        request.session[KEY] = {
            "deed": name,
            "value": value.pk if value else None,
            "rows": outcome.rows,
            "until": time.time() + SECONDS,
        }


def offered(request: HttpRequest) -> str:
    """In words what can be taken back now; "" for nothing."""
    last = request.session.get(KEY)
    if not last or last["until"] < time.time():
        return ""
    return DEEDS[last["deed"]].done(len(last["rows"]))


def urls(desk: ModelAdmin) -> list[Any]:
    def view(request: HttpRequest) -> HttpResponse:
        return undo(desk, request)

    return [path("undo/", desk.admin_site.admin_view(require_POST(view)), name="articles_article_undo")]


def undo(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Take back what this login did last. What somebody changed since stays as it is."""
    back = redirect(f"{reverse('admin:articles_article_changelist')}?{request.GET.urlencode()}")
    if not desk.has_view_or_change_permission(request):
        raise PermissionDenied
    last = request.session.pop(KEY, None)
    if not last or last["until"] < time.time():
        desk.message_user(request, _("There is nothing to take back any more."), messages.WARNING)
        return back
    deed = DEEDS[last["deed"]]
    if deed.needs_publish and not request.user.has_perm("articles.publish_article"):
        raise PermissionDenied
    rows = {key: (version, before) for key, version, before in last["rows"]}
    value = deed.model.objects.filter(pk=last["value"]).first() if deed.model else None

    def act(article: Article, user: User) -> tuple[bool, Any]:
        version, before = rows[article.pk]
        if article.version != version or (deed.model and value is None):
            raise ValidationError(_("It was changed since."))
        deed.undo(article, user, value, before)
        return True, None

    outcome = carry_out(desk, request, rows, act)
    number = len(outcome.rows)
    text = ngettext("Taken back for %(number)d article.", "Taken back for %(number)d articles.", number)
    tell(desk, request, outcome, text % {"number": number})
    return back


def tell(desk: ModelAdmin, request: HttpRequest, outcome: Outcome, done: str) -> None:
    """Say what was done, what needed nothing, and what was refused and why."""
    level = messages.WARNING if outcome.refused or not outcome.rows else messages.SUCCESS
    desk.message_user(request, format_html("{}{}{}", done, _unchanged(outcome), _refused(outcome)), level)


def _unchanged(outcome: Outcome) -> str:
    if not outcome.unchanged:
        return ""
    words = ngettext("%(number)d was so already.", "%(number)d were so already.", outcome.unchanged)
    return f" {words}" % {"number": outcome.unchanged}


def _refused(outcome: Outcome) -> SafeString | str:
    number = len(outcome.refused)
    if not number:
        return ""
    words = ngettext("%(number)d was left alone:", "%(number)d were left alone:", number) % {"number": number}
    return format_html(
        ' {}<ul class="article-list-refused">{}</ul>',
        words,
        format_html_join("", "<li>{}: {}</li>", outcome.refused[:MOST_REASONS]),
    )
