import io
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from PIL import Image as Pillow

from articles import counting
from articles.models import Article, Author, Category, Tag
from comments.models import Comment
from newsblog.site.models import SiteSettings


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browsers come last: their loop runs in the process from then on, where Django would ask the database nothing."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Tables of some rows are sooner emptied row by row than by Django's TRUNCATE, which makes new files for all of
    them and their indexes; where the role may pass by triggers."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser')")
        if cursor.fetchone() == ("on",):
            connection.ops.sql_flush = _deletions  # type: ignore[method-assign]


def _deletions(_style: Any, tables: Sequence[str], **_options: bool) -> list[str]:
    """Statements that empty tables and run no trigger, as TRUNCATE does."""
    names = map(connection.ops.quote_name, tables)
    deletions = [f"DELETE FROM {name}" for name in names]  # noqa: S608 - of tables
    return ["SET session_replication_role = replica", *deletions, "SET session_replication_role = DEFAULT"]


@pytest.fixture(autouse=True)
def _fast(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.ALLOWED_HOSTS = ["testserver"]


@pytest.fixture(autouse=True)
def _empty_queue(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests that commit are followed by a flush, which passes by the tables that Django doesn't manage."""
    marker = request.node.get_closest_marker("django_db")
    commits = bool(marker and marker.kwargs.get("transaction"))
    if commits:
        request.getfixturevalue("transactional_db")
    yield
    if commits:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


@pytest.fixture(autouse=True)
def _nothing_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "views", counting.Counter())


@pytest.fixture
def same_minute() -> Iterator[None]:
    """Time stands still, so that no window in which things are counted ends within the test."""
    moment = timezone.now().replace(minute=0, second=5)
    with mock.patch("django.utils.timezone.now", return_value=moment):
        yield


@pytest.fixture
def site(db: None) -> SiteSettings:
    settings = SiteSettings(name="新闻博客", language="zh-hans", moderation="publish")
    settings.save()
    return settings


@pytest.fixture
def make_article(site: SiteSettings) -> Callable[..., Article]:
    """Make an article, published a day ago unless the test says otherwise."""
    number = 0

    def make(title: str = "", *, tags: tuple[str, ...] = (), **fields: Any) -> Article:
        nonlocal number
        number += 1
        category = fields.pop("category", "科技")
        article = Article(
            **{
                "title": title or f"第{number}篇文章",
                "body": f"这是第{number}篇文章的正文。",
                "author": Author.objects.called(fields.pop("author", "访客")),
                "category": Category.objects.called(category),
                "status": Article.Status.PUBLISHED,
                "published_at": timezone.now() - timedelta(days=1, minutes=number),
                **fields,
            }
        )
        article.save()
        if tags:
            article.tags.set([Tag.objects.called(name) for name in tags])
            article.index()
        return article

    return make


@pytest.fixture
def article(make_article: Callable[..., Article]) -> Article:
    return make_article("北斗卫星怎样定位")


@pytest.fixture
def make_comment() -> Callable[..., Comment]:
    def make(article: Article, body: str = "写得好。", **fields: Any) -> Comment:
        comment = Comment(article=article, name=fields.pop("name", "读者"), body=body, **fields)
        comment.save()
        return comment

    return make


def _with_permissions(user: User, *names: str) -> User:
    for name in names:
        app, codename = name.split(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return user


@pytest.fixture
def writer(site: SiteSettings) -> User:
    """May write articles, and not publish them."""
    user = User.objects.create_user("writer", password="secret", is_staff=True)
    return _with_permissions(
        user,
        *(f"articles.{verb}_article" for verb in ("add", "change", "view")),
        *(f"articles.view_{model}" for model in ("author", "category", "tag", "image")),
    )


@pytest.fixture
def moderator(site: SiteSettings) -> User:
    """May moderate comments, and not touch articles."""
    user = User.objects.create_user("moderator", password="secret", is_staff=True)
    return _with_permissions(user, "comments.moderate_comment", "comments.view_comment")


@pytest.fixture
def owner(site: SiteSettings) -> User:
    return User.objects.create_superuser("owner", password="secret")


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    def client(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return client


@pytest.fixture
def picture_file() -> Callable[..., SimpleUploadedFile]:
    """A small picture as an uploaded file."""

    def make(
        name: str = "photo.jpg", size: tuple[int, int] = (600, 400), format_name: str = "JPEG", **options: Any
    ) -> SimpleUploadedFile:
        buffer = io.BytesIO()
        Pillow.linear_gradient("L").resize(size).convert("RGB").save(buffer, format_name, **options)
        return SimpleUploadedFile(name, buffer.getvalue())

    return make
