"""Where visitors' comments arrive."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST, require_safe

from articles.models import Article
from articles.views import article_page
from newsblog.site.models import SiteRequest

from .forms import CommentForm
from .models import Comment
from .origin import same_site_only


class SeeOther(HttpResponseRedirect):
    """The answer to a form that was taken: a reload won't send it again (RFC 9110, 15.4.4)."""

    status_code = 303


@same_site_only
@require_POST
def post_comment(request: SiteRequest, slug: str) -> HttpResponse:
    article = get_object_or_404(Article.objects.published().for_page(), slug=slug)
    form = CommentForm(request.POST, article=article)
    if not (request.site_settings.comments_open and article.comments_open):
        return article_page(request, article, status=403, comment_form=form)
    if not form.is_valid():
        return article_page(request, article, status=400, comment_form=form)
    comment = form.post(address=request.META.get("REMOTE_ADDR", ""), agent=request.headers.get("User-Agent", ""))
    return SeeOther(comment.get_absolute_url())


@require_safe
def comment(request: HttpRequest, public_id: str) -> HttpResponse:
    """The permanent address of a comment: leads to the page of the article that shows it now."""
    found = get_object_or_404(Comment.objects.on_public_articles().select_related("article"), public_id=public_id)
    return HttpResponseRedirect(found.get_absolute_url())
