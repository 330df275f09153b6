"""Keeping what is typed, so that neither a crash nor a lost connection takes it."""

import json
import re
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from articles.editor import may_write, signed_in
from articles.models import Article, AutoDraft

LONGEST = 600_000
"""Characters of JSON: three times the longest text."""
SAVED_COOKIE = "desk-saved"
_KEY = re.compile(r"[0-9a-f]{32}")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_LARGEST_INTEGER = 2_147_483_647


@never_cache
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep ``content`` (JSON) of the form of ``article``, or of the new one with the form's ``key``."""
    if not may_write(request):
        return JsonResponse({"error": _("Please log in again: you may not write articles.")}, status=403)
    key = request.POST.get("key", "")
    article = _article(request, request.POST.get("article", ""))
    if not article and not _KEY.fullmatch(key):
        return JsonResponse({"error": _("This form is not known.")}, status=400)
    try:
        content = _content(request.POST.get("content", ""))
    except ValidationError as error:
        return JsonResponse({"error": error.message}, status=400)
    version = request.POST.get("version", "")
    number = min(int(version), _LARGEST_INTEGER) if version.isdecimal() and len(version) < 19 else 0
    try:
        draft = AutoDraft.objects.keep(signed_in(request), article, key, version=number, content=content)
    except IntegrityError:  # deleted in this very moment
        raise Http404 from None
    return JsonResponse({"id": draft.pk, "saved_at": draft.saved_at.isoformat()})


@never_cache
@require_GET
def fetch(request: HttpRequest, pk: int) -> HttpResponse:
    """What one's own draft has."""
    draft = _own(request, pk)
    return JsonResponse({"content": draft.content, "version": draft.version, "key": draft.form_key})


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget one's own draft; without a script, back to the form."""
    draft = _own(request, pk)
    draft.delete()
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({})
    if draft.article_id:
        return redirect("admin:articles_article_change", draft.article_id)
    return redirect("admin:articles_article_add")


def forget(request: HttpRequest, article: Article) -> None:
    """What was typed is saved: nothing is left to restore, but a draft that its writer has not decided about."""
    user, key = signed_in(request), form_key(request)
    if not request.POST.get("draft_undecided"):
        AutoDraft.objects.of(user, article).delete()
    if key:
        AutoDraft.objects.of(user, key=key).delete()
    request.saved_form = key or str(article.pk)  # type: ignore[attr-defined]


def tell(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Tell the browser which form was saved, so that it forgets what it kept itself."""
    if saved := getattr(request, "saved_form", ""):
        response.set_cookie(
            SAVED_COOKIE, saved, max_age=3600, path="/admin/", samesite="Strict", secure=request.is_secure()
        )
    return response


def form_key(request: HttpRequest) -> str:
    """The key of the form of a new article that was sent; empty where there is none."""
    key = request.POST.get("draft_key", "")
    return key if _KEY.fullmatch(key) else ""


def _article(request: HttpRequest, key: str) -> Article | None:
    """The article with this primary key, None for a new one; if the user may change it."""
    desk = admin.site.get_model_admin(Article)
    if not key:
        if not desk.has_add_permission(request):
            raise PermissionDenied
        return None
    if not (key.isdecimal() and len(key) < 19):
        raise Http404
    article = get_object_or_404(Article.objects.only("pk", "status"), pk=key)
    if not desk.has_change_permission(request, article):
        raise PermissionDenied
    return article


def _own(request: HttpRequest, pk: int) -> AutoDraft:
    if not may_write(request):
        raise PermissionDenied
    if pk >= 2**63:
        raise Http404
    return get_object_or_404(AutoDraft, pk=pk, user=signed_in(request))


def _content(text: str) -> dict[str, Any]:
    """``text`` as checked JSON, without the characters that the database can't store.

    Raises:
        ValidationError: when it is something else, or too much.
    """
    if len(text) > LONGEST:
        raise ValidationError(_("This is too long to be kept."))
    try:
        given = json.loads(text)
        return {
            "fields": {_storable(name): [_storable(one) for one in values] for name, values in given["fields"].items()},
            "labels": {
                _storable(name): {_storable(value): _storable(label) for value, label in labels.items()}
                for name, labels in given.get("labels", {}).items()
            },
        }
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError):
        raise ValidationError(_("This is not what a form has.")) from None


def _storable(text: Any) -> str:
    if not isinstance(text, str):
        raise TypeError
    return _UNSTORABLE.sub("", text)
