"""The moderators' desk: what waits, and the buttons that decide about it."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import redirect as redirect_to
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from articles.editor import signed_in
from articles.models import Article
from comments.models import Comment, Decision, VisitorRule
from comments.moderation import decisions, queue

from . import verbs
from .forms import DAYS, decline_reasons
from .permissions import may_decide, may_look

DESK = "admin:comments_comment_changelist"


@admin.register(Comment)
class CommentAdmin(admin.ModelAdmin):
    """The list of comments is the desk, and a comment's page is its card with the log. Everything is changed by
    decisions alone."""

    search_fields = ("name",)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("decide/", view(self.decide), name="comments_comment_decide"),
            path("undo/", view(self.undo), name="comments_comment_undo"),
            path("classifier/", view(self.classifier), name="comments_comment_classifier"),
        ]
        return own + super().get_urls()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_look(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_look(request)

    def delete_model(self, request: HttpRequest, obj: Comment) -> None:
        """What others replied stays."""
        decisions.forget(obj)
        obj.erase()

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not may_look(request):
            raise PermissionDenied
        wish = _wish(request)
        desk = queue.desk(wish)
        context = {
            **self._context(request, _("Moderation"), wish.tab),
            "desk": desk,
            "wish": wish,
            "article": Article.objects.filter(pk=wish.article).first() if wish.article else None,
            "tabs": [(key, label, _address(wish, tab=key)) for key, label in queue.TABS.items()],
            "next": desk.after and _address(wish, after=desk.after),
            "start": _address(wish),
            "everywhere": _address(wish, article=None),
            "seen": queue.newest(),
            "most_at_once": queue.MOST_AT_ONCE,
        }
        return TemplateResponse(request, "admin/comments/desk.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not may_look(request):
            raise PermissionDenied
        rows = Comment.objects.select_related("article", "parent", "root", "user")
        comment = rows.filter(pk=object_id).first() if object_id.isdecimal() and len(object_id) < 19 else None
        if comment is None:
            raise Http404
        context = {
            **self._context(request, _("Comment by %(name)s") % {"name": comment.name}, ""),
            "card": queue.cards([comment])[0],
            "log": comment.decisions.select_related("actor")[:100],
            "may_erase": self.has_delete_permission(request, comment),
        }
        return TemplateResponse(request, "admin/comments/one.html", context)

    def decide(self, request: HttpRequest) -> HttpResponse:
        """Do what a button of the desk says to the comments that are named or selected."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not may_decide(request):
            raise PermissionDenied
        try:
            comments = _chosen(request)
            done = verbs.perform(request.POST.get("verb", ""), comments, signed_in(request), request.POST)
        except ValidationError as error:
            return _answer(request, " ".join(error.messages), status=400)
        tab = request.POST.get("tab", "")
        answer = {
            "decisions": [decision.pk for decision in done.decisions],
            "gone": [comment.pk for comment in comments if _leaves(comment, tab, done)],
        }
        return _answer(request, done.message, answer)

    def undo(self, request: HttpRequest) -> HttpResponse:
        """Undo the decisions that are named, as far as nothing was decided since."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not may_decide(request):
            raise PermissionDenied
        keys = _numbers(request.POST.getlist("decision"))[: queue.MOST_AT_ONCE]
        undone, complaint = 0, _("There is nothing to undo.")
        for decision in Decision.objects.filter(pk__in=keys).order_by("-pk"):
            try:
                decisions.undo(decision, signed_in(request))
                undone += 1
            except decisions.FollowedError:
                complaint = _("Something was decided about this comment since: undo that first.")
            except decisions.NotUndoableError:
                pass
        if undone < len(keys) or not undone:
            return _answer(request, complaint, {"undone": undone}, status=200 if undone else 409)
        return _answer(request, _("It is as it was before."), {"undone": undone})

    def classifier(self, request: HttpRequest) -> HttpResponse:
        """How well the classifier judges, in numbers."""
        if not may_look(request):
            raise PermissionDenied
        from comments.spam import classifier

        context = {**self._context(request, _("How well spam is told"), ""), "report": classifier.report()}
        return TemplateResponse(request, "admin/comments/classifier.html", context)

    def _context(self, request: HttpRequest, title: str, tab: str) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "tab": tab,
            "may_decide": may_decide(request),
            "here": request.get_full_path(),
            "reasons": decline_reasons(),
            "effects": VisitorRule.Effect.choices,
            "days": DAYS,
            "last": _last_decision(request),
        }


def _wish(request: HttpRequest, data: Any = None) -> queue.Wish:
    data = request.GET if data is None else data
    tab = data.get("tab", "pending")
    article, after = (_numbers([data.get(name, "")]) for name in ("article", "after"))
    return queue.Wish(
        tab=tab if tab in queue.TABS else "pending",
        text=data.get("q", "").replace("\0", "").strip()[:100],
        article=article[0] if article else None,
        after=after[0] if after else None,
        may_see_emails=may_decide(request),
    )


def _chosen(request: HttpRequest) -> list[Comment]:
    """The comments that a form names, or all of the list that it was on, as far as that one was seen."""
    if request.POST.get("everything"):
        seen = _numbers([request.POST.get("seen", "")])
        return queue.wanted(_wish(request, request.POST), seen=seen[0] if seen else 0)
    keys = _numbers(request.POST.getlist("comment"))[: queue.MOST_AT_ONCE]
    return list(Comment.objects.filter(pk__in=keys).exclude(body="").select_related("root"))


def _leaves(comment: Comment, tab: str, done: verbs.Done) -> bool:
    """Whether a comment has no place any more on the list where it was decided about."""
    if tab == "reported":
        return any(decision.after and decision.comment_id == comment.pk for decision in done.decisions)
    return tab in queue.STATUSES and comment.status != queue.STATUSES[tab]


def _answer(
    request: HttpRequest, message: str, values: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Back to the list with a word, or the word alone for the list's own script."""
    if not request.accepts("text/html"):
        return JsonResponse({"message": message, "waiting": queue.waiting(), **(values or {})}, status=status)
    messages.add_message(request, messages.SUCCESS if status == 200 else messages.ERROR, message)
    back = request.POST.get("next", "")
    is_ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect_to(back if is_ours else reverse(DESK))


def _last_decision(request: HttpRequest) -> Decision | None:
    """What the moderator may undo."""
    mine = Decision.objects.filter(actor=request.user.pk).exclude(verb=Decision.Verb.UNDO)
    last = mine.select_related("comment").first()
    return last if last and decisions.is_undoable(last) else None


def _numbers(texts: list[str]) -> list[int]:
    return [int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) < 19]


def _address(wish: queue.Wish, **other: Any) -> str:
    """Where a list begins; ``other`` is what is not as it was wished for."""
    parameters = {"tab": wish.tab, "q": wish.text, "article": wish.article, **other}
    given = {name: value for name, value in parameters.items() if value and (name, value) != ("tab", "pending")}
    return f"{reverse(DESK)}?{urlencode(given)}" if given else reverse(DESK)
