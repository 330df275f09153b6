"""The benchmark's data are what the site itself would have stored."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from articles import rebuilding
from articles.images.uploads import read_upload
from articles.models import Article, ArticleCount, Image, ImageUse, InternalLink
from comments.models import Comment, Discussion
from newsblog.site.models import SiteSettings
from tests.load import corpus


@pytest.fixture
def made(site: SiteSettings, picture_file: Callable[..., SimpleUploadedFile], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus, "BLOCKS", 200)
    Image.objects.store(read_upload(picture_file()), alt="一张照片")
    corpus.make_articles(120, measured={"measured": 20})


@pytest.mark.usefixtures("made")
def test_making_all_that_is_derived_anew_changes_nothing() -> None:
    before = rows_of(Article, Comment, ImageUse, InternalLink, Discussion)
    assert rebuilding.rebuild(Article.objects.all()) == 121
    for comment in Comment.objects.all():
        comment.render()
        comment.save()
    InternalLink.objects.all().judge()
    assert Discussion.recount() == 0
    assert rows_of(Article, Comment, ImageUse, InternalLink, Discussion) == before


@pytest.mark.usefixtures("made")
def test_comments_stand_where_saving_would_have_put_them() -> None:
    replies = Comment.objects.exclude(parent=None).select_related("parent")
    assert len(replies) > 50
    for reply in replies:
        assert reply.article_id == reply.parent.article_id
        assert reply.root_id == (reply.parent.root_id or reply.parent_id)
        assert reply.path == f"{reply.parent.path[:48]}{reply.pk:012x}"
        assert reply.created_at >= reply.parent.created_at
    assert Comment.objects.filter(article__slug="measured").count() == 20


@pytest.mark.usefixtures("site")
def test_indexes_and_triggers_are_there_as_before() -> None:
    before = schema()
    corpus.make_articles(3)
    assert schema() == before


@pytest.mark.usefixtures("made")
def test_all_articles_are_counted() -> None:
    assert sum(month.number for month in ArticleCount.objects.months()) == Article.objects.published().count()
    before = ArticleCount.objects.months()
    ArticleCount.objects.refill()
    assert ArticleCount.objects.months() == before


def rows_of(*models: Any) -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in models]


def schema() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1")
        indexes = cursor.fetchall()
        cursor.execute("SELECT tgname, tgenabled FROM pg_trigger ORDER BY 1, 2")
        return indexes + cursor.fetchall()
