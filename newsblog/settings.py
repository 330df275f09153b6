"""All settings of the site. What the operator may set is in the table of README.md."""

from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from newsblog import environment

BASE_FOLDER = environment.BASE_FOLDER
DATA_FOLDER = environment.data_folder()

# The site in the web

DEBUG = False
SECRET_KEY = environment.secret_key(DATA_FOLDER)
BIND = environment.text("BIND", "127.0.0.1")
PORT = environment.integer("PORT", 8000, least=1, most=65535)
SITE_URL = environment.web_address("SITE_URL", f"http://127.0.0.1:{PORT}")
ALLOWED_HOSTS = [
    "localhost",
    "127.0.0.1",
    "[::1]",
    urlsplit(SITE_URL).hostname or "",
    *environment.words("ALLOWED_HOSTS"),
]
TRUSTED_PROXIES = environment.networks("TRUSTED_PROXIES")
PAGE_CACHE = environment.switch("PAGE_CACHE", default=True)
PAGES_FOLDER = environment.folder("PAGES_FOLDER")  # for nginx: newsblog.front
WEB_CONCURRENCY = environment.integer("WEB_CONCURRENCY", 2, least=1, most=64)
THREADS_PER_WORKER = 8
ROOT_URLCONF = "newsblog.urls"

INSTALLED_APPS = [
    "newsblog.site",
    "newsblog.addresses",
    "procrastinate.contrib.django",
    "newsblog.queue",
    "newsblog.mail",
    "newsblog.audit",
    "newsblog.access",
    "comments",
    "articles",
    "newsblog",
    "newsblog.desk",
    "markdownx",
    "newsblog.desk.apps.DeskAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "newsblog.middleware.Compression",
    "newsblog.access.middleware.PrivateDesk",
    "newsblog.middleware.RequestGuard",
    "newsblog.middleware.TrustedProxies",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "newsblog.middleware.DatabaseOutage",
    "newsblog.site.middleware.SiteMiddleware",
    "newsblog.middleware.SearchLimit",
    "comments.middleware.OwnComments",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "newsblog.audit.middleware.Acting",
    "newsblog.access.middleware.SecondFactorGate",
    "newsblog.time_preview.middleware.TimePreview",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_FOLDER / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "newsblog.context.page",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Database

if environment.text("DATABASE_URL"):
    DATABASES = {"default": dj_database_url.config()}
else:
    DATABASES = {"default": {"ENGINE": "newsblog.postgres", "NAME": "newsblog"}}
DATABASES["default"].setdefault("OPTIONS", {})
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# Language and time: what readers see is set by the editors in the site settings; these hold until then.

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("zh-hant", _("Traditional Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_FOLDER / "newsblog" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# Files

STATIC_URL = "/static/"
STATIC_ROOT = DATA_FOLDER / "static"
STATICFILES_DIRS = [BASE_FOLDER / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_FOLDER / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "newsblog.static_files.SiteStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o644
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
IMAGE_MAX_BYTES = 20 * 1024 * 1024
IMAGE_MAX_PIXELS = 40_000_000

# Safety

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "worker-src": [CSP.SELF],
    "frame-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
HTTPS = urlsplit(SITE_URL).scheme == "https"
SECURE_PROXY_SSL_HEADER = None  # decided by newsblog.middleware.TrustedProxies
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_ENGINE = "newsblog.access.sessions"
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
CSRF_FAILURE_VIEW = "newsblog.errors.permission_denied"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 12}

# Mail

MAIL_SERVER = environment.mail_server("EMAIL_URL")
MAIL_ENABLED = MAIL_SERVER is not None
MAIL_FROM = MAIL_SERVER.pop("from") if MAIL_SERVER else ""
MAILERS: dict[str, dict[str, Any]] = {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
if MAIL_SERVER:
    MAILERS["default"] = {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": MAIL_SERVER}

# Parts


AKISMET_ENDPOINT = "https://rest.akismet.com/1.1/comment-check"
INDEXNOW_ENDPOINT = "https://api.indexnow.org/indexnow"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MARKDOWNX_MARKDOWNIFY_FUNCTION = "articles.rendering.preview"
MARKDOWNX_EDITOR_RESIZABLE = False
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"level": "ERROR"},  # a page that isn't there is no news
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
