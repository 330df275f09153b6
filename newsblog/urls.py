from django.contrib import admin
from django.urls import include, path

from . import health, indexnow, security, webapp
from .media import media
from .site import views as site_views

urlpatterns = [
    path("", include("articles.urls")),
    path("", include("comments.urls")),
    path("admin/login/", include("newsblog.access.login_urls")),
    path("admin/account/", include("newsblog.access.urls")),
    path("admin/preview/", include("newsblog.time_preview.urls")),
    path("admin/", admin.site.urls),
    path("media/brand/<str:key>/<str:name>", site_views.brand_file),
    path("media/<path:name>", media),
    path("favicon.ico", site_views.favicon),
    path("theme.<str:name>.css", site_views.theme, name="theme"),
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
