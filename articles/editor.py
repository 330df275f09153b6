"""What the Markdown editor in the admin asks for while somebody writes: a preview, and a place for pictures.

The views of django-markdownx ask for no permission and check uploads by name only, so these stand in their place.
"""

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseForbidden, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from . import rendering
from .images.uploads import read_upload
from .models import Article, Image


def signed_in(request: HttpRequest) -> User:
    """The user of a request that passed a check of permissions."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def may_write(request: HttpRequest) -> bool:
    """Whether the request comes from staff who may write articles."""
    user = request.user
    has_permission = user.has_perm("articles.add_article") or user.has_perm("articles.change_article")
    return admin.site.has_permission(request) and has_permission


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """The HTML of ``content``, as readers would get it."""
    if not may_write(request):
        return HttpResponseForbidden(_("Please log in again: you may not write articles."))
    content = request.POST.get("content", "")
    longest = Article._meta.get_field("body").max_length
    if longest is not None and len(content) > longest:
        return HttpResponseBadRequest(_("This text is too long."))
    return HttpResponse(rendering.preview(content))


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Store ``image`` and answer with the Markdown that shows it, or with ``image``: why it can't be used."""
    if not may_write(request):
        return JsonResponse({"image": [_("Please log in again: you may not write articles.")]}, status=403)
    file = request.FILES.get("image")
    try:
        if file is None:
            raise ValidationError(_("Please choose a picture."))
        image, _created = Image.objects.store(read_upload(file), user=signed_in(request), file_name=file.name or "")
    except ValidationError as error:
        return JsonResponse({"image": error.messages}, status=400)
    except OSError:
        return JsonResponse({"image": [_("There is no room to store the picture.")]}, status=507)
    return JsonResponse({"image_code": f"![{image.alt}]({image.markdown_address})"})
