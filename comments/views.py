"""Where visitors' comments arrive, and what else visitors do with comments."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from articles.models import Article
from articles.views import article_page
from newsblog.site.models import SiteRequest, SiteSettings

from . import fingerprints, rendering
from .models import Comment, Discussion, Like, Report
from .moderation import reports
from .origin import same_site_only
from .posting import limits, own, proof, trust
from .posting.form import BodyForm, CommentForm
from .posting.submission import BannedError, ReplayedError, Sender, TooOftenError, submit


class SeeOther(HttpResponseRedirect):
    """The answer to a form that was taken: a reload won't send it again (RFC 9110, 15.4.4)."""

    status_code = 303


@same_site_only
@require_POST
def post_comment(request: SiteRequest, slug: str) -> HttpResponse:
    discussion = Discussion.on_public(slug)
    if discussion is None:
        raise Http404
    article = discussion.article
    token = trust.token_of(request) or trust.new_token()
    sender = _sender(request, token)
    form = CommentForm(request.POST, article=article, site=request.site_settings, sender=sender)
    if not discussion.is_open(request.site_settings):
        return _again(request, article, form, 403)
    if not form.is_valid():
        return _again(request, article, form, 400)
    try:
        mode = discussion.moderation(request.site_settings)
        akismet = bool(request.site_settings.akismet_key)
        comment = submit(form.comment(), sender, form.envelope(), mode=mode, akismet=akismet)
    except BannedError:
        form.add_error(None, _("Comments from here are not taken."))
        return _again(request, article, form, 403)
    except ReplayedError:
        form.add_error(None, _("This form was sent before. Yours is kept: please send it again."))
        return _again(request, article, form, 400)
    except TooOftenError as error:
        form.add_error(None, _("That was very quick. Yours is kept: please send it again in a minute."))
        response = _again(request, article, form, 429)
        response["Retry-After"] = str(error.seconds)
        return response
    response = SeeOther(_place(comment, request.site_settings))
    trust.give(response, token)
    own.mark(response, comment)
    return response


@require_safe
def comment(request: HttpRequest, public_id: str) -> HttpResponse:
    """The permanent address of a comment: leads to the page of the article that shows it now."""
    found = get_object_or_404(Comment.objects.on_public_articles().select_related("article"), public_id=public_id)
    return HttpResponseRedirect(found.get_absolute_url())


@require_GET
@never_cache
def challenge(request: HttpRequest) -> HttpResponse:
    """A proof of work for the visitor's browser to find."""
    return JsonResponse(proof.challenge())


@same_site_only
@require_POST
@never_cache
def preview(request: HttpRequest) -> HttpResponse:
    """The words as they will look."""
    body = request.POST.get("body", "").replace("\0", "")[: Comment._meta.get_field("body").max_length]
    return HttpResponse(rendering.render(body))


@same_site_only
@require_POST
@never_cache
def like(request: HttpRequest, public_id: str) -> HttpResponse:
    """Like a comment, or take that back (``undo``); an address has one voice a day, however often it is sent."""
    found = _public(public_id)
    _slow_down(request, "like")
    wanted = "undo" not in request.POST
    if wanted:
        Like.objects.bulk_create([Like(comment=found, visitor=_visitor(request))], ignore_conflicts=True)
    else:
        Like.objects.filter(comment=found, visitor=_visitor(request)).delete()
    found.refresh_from_db(fields=["likes"])
    if request.accepts("text/html"):
        return SeeOther(found.get_absolute_url())
    return JsonResponse({"likes": found.likes, "liked": wanted})


@same_site_only
@require_POST
@never_cache
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    """Tell the moderators that a comment should not be there."""
    found = _public(public_id)
    _slow_down(request, "report")
    reason = request.POST.get("reason", "")
    reports.report(found, _visitor(request), reason if reason in Report.Reason else Report.Reason.OTHER)
    message = _("Thank you. The moderators will look at it.")
    if not request.accepts("text/html"):
        return JsonResponse({"reported": True, "message": message})
    return render(request, "comments/reported.html", {"message": message, "comment": found})


@same_site_only
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def own_comment(request: SiteRequest, public_id: str, secret: str) -> HttpResponse:
    """The writer's own page of a comment: what became of it, another wording, its end."""
    comment = own.find(public_id, secret)
    if comment is None:
        raise Http404(_("There is no such comment, or it was erased."))
    action = request.POST.get("action", "") if request.method == "POST" else ""
    form = BodyForm(request.POST if action == "edit" else None, instance=comment)
    status = 200
    if action == "delete":
        article = comment.article
        own.erase(comment)
        return _private(render(request, "comments/erased.html", {"article": article}))
    if action == "edit" and not own.can_edit(comment):
        raise PermissionDenied
    if action == "edit" and form.is_valid():
        own.edit(comment, form.cleaned_data["body"])
        return _private(SeeOther(own.own_url(comment)))
    if action:
        status = 400
        comment.refresh_from_db()
    context = {
        "comment": comment,
        "article": comment.article,
        "form": form,
        "state": own.state(comment),
        "can_edit": own.can_edit(comment),
        "edit_until": comment.created_at + own.EDIT_WINDOW,
        "own_url": own.own_url(comment),
        "can_notify": settings.MAIL_ENABLED,
    }
    return _private(render(request, "comments/own.html", context, status=status))


def _sender(request: HttpRequest, token: str) -> Sender:
    agent = request.headers.get("User-Agent", "")
    return Sender(address=request.META.get("REMOTE_ADDR", ""), agent=agent, token=token, user=request.user)


def _again(request: SiteRequest, article: Article, form: CommentForm, status: int) -> HttpResponse:
    """The article's page with the form as it was filled in."""
    article = Article.objects.for_page().get(pk=article.pk)
    response = article_page(request, article, status=status, comment_form=form)
    response["Cache-Control"] = "no-store"
    return response


def _place(comment: Comment, site: SiteSettings) -> str:
    """Where its writer finds a comment."""
    if comment.is_published:
        return comment.url_on_pages(site.comments_page_size)
    return f"{comment.article.get_absolute_url()}?waiting=1#comment-{comment.public_id}"


def _public(public_id: str) -> Comment:
    return get_object_or_404(Comment.objects.on_public_articles().select_related("article"), public_id=public_id)


def _visitor(request: HttpRequest) -> str:
    address = request.META.get("REMOTE_ADDR", "")
    return fingerprints.digest("visitor", limits.network(address, wide=False))


def _slow_down(request: HttpRequest, kind: str) -> None:
    if limits.pace(request.META.get("REMOTE_ADDR", ""), kind).wait:
        raise PermissionDenied


def _private(response: HttpResponse) -> HttpResponse:
    """A page with a secret address: nobody keeps it, finds it or learns of it. To its own forms it must say where it
    is: without a referrer, browsers say of a form's origin that there is none."""
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
