"""Many pictures at once: their files first, then what is said about them."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from articles.editor import signed_in
from articles.images.uploads import read_upload
from articles.models import Image, ImageTag

from .image_forms import ACCEPTED, TagForAllForm, WordsForm

MOST = 100


def upload(admin: Any, request: HttpRequest) -> HttpResponse:
    """Take ``files``. To a script, which sends them one by one, what became of the one; to people, the page for the
    words, with a message for each file that was refused or known."""
    if not admin.has_add_permission(request):
        raise PermissionDenied
    if request.method == "POST":
        files = request.FILES.getlist("files")
        if request.accepts("application/json") and not request.accepts("text/html"):
            return _answer(request, files[0] if files else None)
        if done := [image for file in files if (image := _take(request, file))]:
            return HttpResponseRedirect(words_address([image.pk for image in done]))
        if not files:
            messages.error(request, _("Please choose a picture."))
    context = {
        **admin.admin_site.each_context(request),
        "title": _("Upload pictures"),
        "opts": admin.opts,
        "accepted": ACCEPTED,
        "limit": settings.IMAGE_MAX_BYTES,
        "media": admin.media,
    }
    return TemplateResponse(request, "admin/articles/image/upload.html", context)


def words(admin: Any, request: HttpRequest) -> HttpResponse:
    """The form for what is said about the ``pictures`` (their keys, with commas between them).

    Without any, the library is the way on.
    """
    keys = [int(key) for key in request.GET.get("pictures", "").split(",") if key.isdecimal() and len(key) < 19]
    rows = Image.objects.filter(pk__in=keys[:MOST]).order_by("pk")
    if not admin.has_change_permission(request):
        if not admin.has_add_permission(request):
            raise PermissionDenied
        rows = rows.filter(uploaded_by=signed_in(request))
    data = request.POST if request.method == "POST" else None
    forms = [WordsForm(data, prefix=f"picture-{image.pk}", instance=image) for image in rows]
    if not forms:
        if "pictures" in request.GET:
            raise Http404
        return HttpResponseRedirect(reverse("admin:articles_image_changelist"))
    for_all = TagForAllForm(data)
    if data is not None and all([for_all.is_valid(), *(form.is_valid() for form in forms)]):
        _save(admin, request, forms, for_all.cleaned_data["tag"])
        messages.success(request, _("The words of the pictures were saved."))
        return HttpResponseRedirect(
            words_address(keys[MOST:]) if keys[MOST:] else reverse("admin:articles_image_changelist")
        )
    context = {
        **admin.admin_site.each_context(request),
        "title": _("What the pictures show"),
        "opts": admin.opts,
        "forms": forms,
        "for_all": for_all,
        "tags": ImageTag.objects.all()[:500],
        "media": admin.media,
    }
    return TemplateResponse(request, "admin/articles/image/words.html", context)


def words_address(keys: list[int]) -> str:
    return f"{reverse('admin:articles_image_words')}?pictures={','.join(map(str, keys))}"


def already_there(image: Image) -> str:
    """The message for somebody who uploads what is in the library already, with the way to it."""
    address = reverse("admin:articles_image_change", args=[image.pk])
    link = format_html('<a href="{}">{}</a>', address, image)
    return format_html(_("This file is in the library already: {}"), link)


def _save(admin: Any, request: HttpRequest, forms: list[WordsForm], tag_name: str) -> None:
    with transaction.atomic():
        tag = admin.tag_called(request, tag_name) if tag_name else None
        for form in forms:
            if form.has_changed():
                form.instance.save_words()
                admin.log_change(request, form.instance, admin.construct_change_message(request, form, []))
            if tag:
                form.instance.tags.add(tag)


def _store(request: HttpRequest, file: UploadedFile) -> tuple[Image, bool]:
    return Image.objects.store(read_upload(file), user=signed_in(request), file_name=file.name or "")


def _take(request: HttpRequest, file: UploadedFile) -> Image | None:
    try:
        image, is_new = _store(request, file)
    except ValidationError as error:
        messages.error(request, f"{file.name}: {' '.join(error.messages)}")
        return None
    except OSError:
        messages.error(request, f"{file.name}: {_('There is no room to store the picture.')}")
        return None
    if not is_new:
        messages.warning(request, format_html("{}: {}", file.name, already_there(image)))
    return image


def _answer(request: HttpRequest, file: UploadedFile | None) -> JsonResponse:
    try:
        if file is None:
            raise ValidationError(_("Please choose a picture."))
        image, is_new = _store(request, file)
    except ValidationError as error:
        return JsonResponse({"error": " ".join(error.messages)}, status=400)
    except OSError:
        return JsonResponse({"error": _("There is no room to store the picture.")}, status=507)
    thumb = image.thumb
    address = reverse("admin:articles_image_change", args=[image.pk])
    return JsonResponse(
        {
            "key": image.pk,
            "is_new": is_new,
            "address": address,
            "thumb": thumb.src,
            "width": thumb.width,
            "height": thumb.height,
        }
    )
