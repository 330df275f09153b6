"""Views of the list that have a name: those that every newsroom needs, one's own, and those for everybody."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from articles.editor import signed_in
from articles.models import SavedFilter

# In this order, so that the same view has the same address.
PARAMETERS = (
    "q",
    "state",
    "category",
    "tag",
    "byline",
    "by",
    "time",
    "from",
    "until",
    "cover",
    "summary",
    "pinned",
    "links",
    "o",
)
CHANGELIST = "admin:articles_article_changelist"
MOST_SHOWN = 60


def urls(desk: ModelAdmin) -> list[Any]:
    def page(view: Any) -> Any:
        def wrapped(request: HttpRequest, **given: Any) -> HttpResponse:
            if not desk.has_view_or_change_permission(request):
                raise PermissionDenied
            return view(desk, request, **given)

        return desk.admin_site.admin_view(require_POST(wrapped))

    return [
        path("filters/save/", page(save), name="articles_article_save_filter"),
        path("filters/<int:pk>/delete/", page(delete), name="articles_article_delete_filter"),
    ]


def normal(query: QueryDict | dict[str, str]) -> str:
    """What of an address makes the view."""
    kept = QueryDict(mutable=True)
    for name in PARAMETERS:
        if value := query.get(name, "").replace("\0", "").strip():
            kept[name] = value
    return kept.urlencode()


def shown(request: HttpRequest) -> dict[str, Any]:
    """For the template: the views, which of them this is, and whether it can be saved."""
    user, now = signed_in(request), normal(request.GET)
    may_share = _may_share(request)
    views: list[dict[str, Any]] = [{"name": name, "query": query} for name, query in _for_all()]
    for one in SavedFilter.objects.shown_to(user).select_related("user")[:MOST_SHOWN]:
        is_mine = one.user_id == user.pk
        views.append(
            {
                "name": one.name,
                "query": one.query,
                "pk": one.pk if is_mine or may_share else None,
                "by": "" if is_mine else one.user.get_username(),
            }
        )
    is_new = bool(now) and now not in {view["query"] for view in views}
    return {"views": views, "view_now": now, "view_is_new": is_new, "may_share": may_share}


def save(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Give the view ``query`` a name; the name of one's own earlier view now means this one."""
    user = signed_in(request)
    query = normal(QueryDict(request.POST.get("query", "")[:2000]))
    wanted = SavedFilter(user=user, name=request.POST.get("name", "").replace("\0", "").strip(), query=query)
    wanted.is_shared = "shared" in request.POST and _may_share(request)
    try:
        wanted.full_clean(validate_unique=False, validate_constraints=False)
        with transaction.atomic():
            User.objects.select_for_update(of=("self",)).get(pk=user.pk)
            others = SavedFilter.objects.filter(~Q(name=wanted.name), user=user)
            if others.count() >= SavedFilter.MOST:
                raise ValidationError(
                    _("You have %(number)d saved views, and there is no room for more.") % {"number": SavedFilter.MOST}
                )
            values = {"query": query, "is_shared": wanted.is_shared}
            SavedFilter.objects.update_or_create(user=user, name=wanted.name, defaults=values)
    except ValidationError as error:
        desk.message_user(request, " ".join(error.messages), messages.ERROR)
    else:
        desk.message_user(request, _("The view “%(name)s” is saved.") % {"name": wanted.name}, messages.SUCCESS)
    return redirect(f"{reverse(CHANGELIST)}?{query}")


def delete(desk: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a view: one's own, or one that was shared, for those who may share."""
    mine = Q(user=signed_in(request))
    allowed = mine | Q(is_shared=True) if _may_share(request) else mine
    one = get_object_or_404(SavedFilter, allowed, pk=pk if pk < 2**63 else 0)
    one.delete()
    desk.message_user(request, _("The view “%(name)s” is gone.") % {"name": one.name}, messages.SUCCESS)
    return redirect(CHANGELIST)


def _for_all() -> list[tuple[str, str]]:
    return [
        (_("All"), ""),
        (pgettext("articles", "Mine"), "by=me"),
        (_("In review"), "state=in-review"),
        (_("Scheduled"), "state=scheduled"),
        (_("Drafts"), "state=draft"),
        (_("Without cover"), "cover=missing"),
    ]


def _may_share(request: HttpRequest) -> bool:
    return request.user.has_perm("articles.publish_article")
