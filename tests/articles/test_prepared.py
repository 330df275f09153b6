"""Queries that are written once answer as if they were written each time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from articles import moment
from articles.models import Article
from articles.prepared import Prepared

Make = Callable[..., Article]


def of_some(category: int, tags: tuple[int, ...], word: str, number: int) -> QuerySet[Article]:
    rows = Article.objects.published().filter(category=category).exclude(tags__in=tags).select_related("author")
    return (rows.filter(title=word) if word else rows).newest()[:number]


@pytest.fixture
def some(make_article: Make) -> list[Article]:
    named = [("甲", ("一",)), ("乙", ("二",)), ("甲乙", ("一", "二")), ("丙", ())]
    return [make_article(title, tags=tags, category=title[0]) for title, tags in named]


def test_each_value_has_its_own_answer(some: list[Article]) -> None:
    asked = Prepared(of_some, fixed=("number",))
    tags = {name: tag.pk for article in some for tag in article.tags.all() for name in [tag.name]}
    for category in {article.category_id for article in some}:
        for without in ((), (tags["一"],), (tags["一"], tags["二"])):
            for word in ("", "甲", "乙", "%"):
                for number in (1, 2):
                    values = {"category": category, "tags": without, "word": word, "number": number}
                    assert asked(**values) == list(of_some(**values)), values


def test_rows_come_with_what_was_asked_for(some: list[Article], django_assert_num_queries: Callable) -> None:
    asked = Prepared(lambda slug: Article.objects.select_related("author").filter(slug=slug))
    for article in some:
        with django_assert_num_queries(1):
            (found,) = asked(slug=article.slug)
            assert (found, found.author.name) == (article, "访客")


def test_nothing_is_asked_where_nothing_can_be_found(some: list[Article]) -> None:
    asked = Prepared(lambda keys: Article.objects.filter(pk__in=keys))
    assert asked(keys=()) == []
    assert asked(keys=(some[0].pk,)) == [some[0]]


def test_a_value_that_would_be_changed_on_its_way_is_refused(site: object) -> None:
    asked = Prepared(lambda word: Article.objects.filter(title__contains=word))
    with pytest.raises(ValueError, match="as it is"):
        asked(word="甲")


def test_another_moment_is_looked_at_as_it_will_be(make_article: Make) -> None:
    asked = Prepared(lambda slug: Article.objects.published().filter(slug=slug))
    later = make_article(published_at=timezone.now() + timedelta(days=1), status="scheduled")
    assert asked(slug=later.slug) == []
    token = moment.chosen.set(timezone.now() + timedelta(days=2))
    try:
        assert asked(slug=later.slug) == [later]
    finally:
        moment.chosen.reset(token)
    assert asked(slug=later.slug) == []


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_by_its_own_connection(article: Article) -> None:
    asked = Prepared(lambda slug: Article.objects.filter(slug=slug))
    asked(slug=article.slug)

    def ask(_number: int) -> list[Article]:
        try:
            return asked(slug=article.slug)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(ask, range(20))) == [[article]] * 20
