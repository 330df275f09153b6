"""A page costs the same number of queries, however much there is."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from comments.models import Comment

Make = Callable[..., Article]


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("factor", [1, 10])
def test_an_article_takes_ten_at_the_most(make_article: Make, client: Client, factor: int) -> None:
    article = make_article(tags=("甲", "乙"))
    for number in range(7 * factor):
        make_article(tags=("甲",), category=f"分类{number % 5}")
    parent = None
    for number in range(50 * factor):
        parent = Comment(article=article, name="读者", body="话", parent=parent if number % 5 else None)
        parent.save()
    assert queries(client, article.get_absolute_url()) <= 10


@pytest.mark.parametrize("factor", [1, 10])
def test_a_list_takes_eight_at_the_most(make_article: Make, client: Client, factor: int) -> None:
    for number in range(12 * factor):
        last = make_article(tags=("甲", f"标签{number}"), category=f"分类{number % 3}", author=f"作者{number % 4}")
        Comment(article=last, name="读者", body="话").save()
    subjects = [last.category, last.author, last.tags.get(name="甲")]
    addresses = ["/", "/?page=2", "/archive/", "/archive/2026/", "/hot/", "/discussed/", "/comments/", "/corrections/"]
    for address in addresses + [subject.get_absolute_url() for subject in subjects]:
        assert queries(client, address) <= 8, address


def test_the_admin_lists_take_the_same_number_for_more_rows(
    make_article: Make, client_of: Callable[..., Client], owner: object
) -> None:
    client = client_of(owner)
    addresses = [
        f"/admin/{name}/"
        for name in (
            "articles/article",
            "comments/comment",
            "articles/author",
            "articles/relatedlink",
            "articles/revision",
        )
    ]

    def grow() -> None:
        for _ in range(3):
            article = make_article(author="作者")
            Comment(article=article, name="读者", body="话").save()
            article.record_revision(None)

    grow()
    for address in addresses:
        client.get(address)
    before = [queries(client, address) for address in addresses]
    for _ in range(5):
        grow()
    assert [queries(client, address) for address in addresses] == before
