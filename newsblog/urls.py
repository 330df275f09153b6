from django.contrib import admin
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path

from . import health, indexnow, security, webapp
from .media import media


def favicon(request: HttpRequest) -> HttpResponse:
    return redirect(staticfiles_storage.url("img/favicon.ico"))


urlpatterns = [
    path("", include("articles.urls")),
    path("", include("comments.urls")),
    path("admin/login/", include("newsblog.access.login_urls")),
    path("admin/account/", include("newsblog.access.urls")),
    path("admin/preview/", include("newsblog.time_preview.urls")),
    path("admin/", admin.site.urls),
    path("media/<path:name>", media),
    path("favicon.ico", favicon),
    path("manifest.webmanifest", webapp.manifest, name="manifest"),
    path("service-worker.js", webapp.service_worker, name="service-worker"),
    path("offline/", webapp.offline, name="offline"),
    path(".well-known/security.txt", security.security_txt),
    path("<str:name>.txt", indexnow.key_file, name="indexnow-key"),
    path("healthz", health.alive),
    path("readyz", health.ready),
]

handler400 = "newsblog.errors.bad_request"
handler403 = "newsblog.errors.permission_denied"
handler404 = "newsblog.addresses.views.page_not_found"
