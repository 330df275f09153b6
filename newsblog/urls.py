from django.contrib import admin
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path

from . import health
from .media import media


def favicon(request: HttpRequest) -> HttpResponse:
    return redirect(staticfiles_storage.url("img/favicon.ico"))


urlpatterns = [
    path("", include("articles.urls")),
    path("", include("comments.urls")),
    path("admin/", admin.site.urls),
    path("media/<path:name>", media),
    path("favicon.ico", favicon),
    path("healthz", health.alive),
    path("readyz", health.ready),
]

handler400 = "newsblog.errors.bad_request"
handler403 = "newsblog.errors.permission_denied"
