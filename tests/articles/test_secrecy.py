"""What is not published is nowhere, and looks like what never was."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from articles.models import Article, RelatedLink
from comments.models import Comment

CANARY = "金丝雀"
PLACES = (
    *("/", "/archive/", "/hot/", "/hot/week/", "/hot/day/", "/discussed/", "/comments/", "/corrections/", "/nothing/"),
    *("/search/?q=金丝雀", "/search/?q=金", "/search/?q=金丝鸟", "/search/suggestions/browser/?q=金"),
    *("/feed/", "/feed.json", "/sitemap.xml", "/sitemap-lists.xml", "/sitemap-articles-1.xml", "/news-sitemap.xml"),
)


@pytest.fixture(params=["draft", "in-review", "scheduled", "withdrawn", "deleted"])
def hidden(request: pytest.FixtureRequest, make_article: Callable[..., Article]) -> Article:
    future = timezone.now() + timedelta(hours=1)
    status = "draft" if request.param == "deleted" else request.param
    published_at = future if status == "scheduled" else timezone.now() - timedelta(hours=5)
    article = make_article(CANARY, body=CANARY, tags=(CANARY,), status=status, published_at=published_at)
    Comment(article=article, name=CANARY, body=CANARY).save()
    if request.param == "deleted":
        article.delete()
    return article


def test_it_is_on_no_page(hidden: Article, make_article: Callable[..., Article], client: Client) -> None:
    shown = make_article("可见的文章", tags=("共同",))
    if hidden.pk:
        hidden.tags.add(*shown.tags.all())
        RelatedLink.objects.create(source=shown, target=hidden)
    places = [*PLACES, shown.get_absolute_url(), shown.category.get_absolute_url(), shown.author.get_absolute_url()]
    for address in places:
        page = b"".join(client.get(address)).decode()
        assert "jin-si-que" not in page, address
        assert CANARY not in page.replace(f'value="{CANARY}"', "").replace(f"“{CANARY}”", "").replace(
            f"<title>{CANARY} -", ""
        ), address


def test_its_address_looks_like_one_that_never_was(hidden: Article, client: Client) -> None:
    if hidden.status == "withdrawn":  # readers knew it
        assert client.get(hidden.get_absolute_url()).status_code == 410
        return
    there, nowhere = client.get(f"/articles/{hidden.slug}/"), client.get("/articles/never-was/")
    assert there.status_code == nowhere.status_code == 404
    strip = lambda response, slug: response.content.decode().replace(slug, "")  # noqa: E731
    assert strip(there, hidden.slug) == strip(nowhere, "never-was")
    assert dict(there.headers) == dict(nowhere.headers)


def test_nobody_comments_on_it(hidden: Article, client: Client) -> None:
    before = Comment.objects.count()
    response = client.post(f"/articles/{hidden.slug}/comments/", {"name": "a", "body": "b"})
    assert response.status_code == 404
    assert Comment.objects.count() == before


def test_its_comments_have_no_address(hidden: Article, client: Client) -> None:
    for comment in Comment.objects.all():
        assert client.get(f"/comments/{comment.public_id}/").status_code == 404


def test_an_old_slug_of_a_withdrawn_article_says_that_it_is_gone(article: Article, client: Client) -> None:
    old = article.get_absolute_url()
    article.slug = "new"
    article.save()
    article.withdraw()
    assert client.get(old).status_code == 410


def test_recounting_changes_nothing_that_readers_may_not_see(hidden: Article, client: Client) -> None:
    call_command("recount", verbosity=0)
    assert CANARY not in client.get("/").content.decode()
