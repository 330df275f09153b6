"""The boxes beside every page."""

from collections.abc import Callable

import pytest
from django.test import Client

from articles.models import Article, ArticleViews
from comments.models import Comment
from newsblog import sidebar
from newsblog.sidebar import Sidebar

Make = Callable[..., Article]


def test_the_archive_box_has_the_year_up_to_the_newest_article(make_article: Make, client: Client) -> None:
    for day in ("2024-03-31T23:00", "2024-04-01T01:00", "2024-04-30T12:00", "2025-03-01T00:30"):
        make_article(published_at=f"{day}:00+08:00")
    client.get("/")  # the time zone of the site
    box = client.get("/").content.decode().split('href="/archive/"', 1)[1].split("</section>")[0]
    assert "2025年3月" in box
    assert '2024年4月</a> <span class="box-count">(2)' in box
    assert "2024年3月" not in box
    assert "2024年3月" in client.get("/archive/").content.decode()


def test_tags_are_those_of_the_newest_articles(make_article: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sidebar, "LATELY", 2)
    make_article(tags=("新", "常"))
    make_article(tags=("常",))
    make_article(tags=("旧", "新"))
    assert [tag.name for tag in Sidebar.load().tags] == ["常", "新"]


def test_hot_and_discussed_have_the_most_first_and_only_what_is_public(make_article: Make) -> None:
    for number in range(8):
        article = make_article(f"第{number}篇", status="withdrawn" if number == 7 else "published")
        ArticleViews.objects.filter(article=article).update(total=number)
        for _comment in range(number):
            Comment(article=article, name="读者", body="话").save()
    found = Sidebar.load()
    expected = [f"第{number}篇" for number in (6, 5, 4, 3, 2, 1)]
    assert [entry.title for entry in found.hot] == expected
    assert [entry.title for entry in found.discussed] == expected
