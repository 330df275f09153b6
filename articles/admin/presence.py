"""Who else writes in an article: asked by the desk while it is open."""

import re

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from articles.editor import signed_in
from articles.models import Editing

_TAB = re.compile(r"[\w-]{8,40}", re.ASCII)


def presence(desk: ModelAdmin, request: HttpRequest, pk: int) -> JsonResponse:
    """Note that somebody writes (``doing`` is ``write``), only looks (``look``) or went (``leave``) in ``tab``; the
    answer has ``words`` about the others who write, empty when there are none."""
    article = desk.get_queryset(request).only("pk", "status").filter(pk=pk).first()
    if article is None:
        raise Http404
    if not desk.has_view_or_change_permission(request, article):
        raise PermissionDenied
    if not desk.has_change_permission(request, article):
        return JsonResponse({"words": _("This article went on meanwhile: you can't change it any more.")})
    user, tab, doing = signed_in(request), request.POST.get("tab", ""), request.POST.get("doing", "")
    if not _TAB.fullmatch(tab):
        return JsonResponse({"words": ""}, status=400)
    if doing == "write":
        Editing.tell(pk, user.pk, tab)
    elif doing == "leave":
        Editing.leave(pk, user.pk, tab)
    others = [one.user for one in Editing.others(pk, user.pk, tab)]
    names = "、".join(dict.fromkeys(other.get_full_name() or other.get_username() for other in others if other != user))
    if names:
        words = _("%(names)s is writing in this article now.") % {"names": names}
    else:
        words = _("You are writing in this article in another tab.") if others else ""
    return JsonResponse({"words": words})
