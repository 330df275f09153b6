"""What must never be false is forbidden by the database itself."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.models import Article, ArticleViews, Category, Image, RelatedLink, SlugRedirect
from tests.reading import read

Make = Callable[..., Article]


def refused(change: Callable[[], Any]) -> bool:
    try:
        with transaction.atomic():
            change()
    except IntegrityError:
        return True
    return False


def test_a_public_article_has_a_date(article: Article) -> None:
    assert refused(lambda: Article.objects.filter(pk=article.pk).update(published_at=None))


def test_a_status_is_one_that_exists(article: Article) -> None:
    assert refused(lambda: Article.objects.filter(pk=article.pk).update(status="lost"))


def test_two_articles_never_share_a_slug(make_article: Make) -> None:
    one, two = make_article("相同的标题"), make_article("相同的标题")
    assert (one.slug, two.slug) == ("xiang-tong-de-biao-ti", "xiang-tong-de-biao-ti-2")
    assert refused(lambda: Article.objects.filter(pk=two.pk).update(slug=one.slug))


def test_an_article_is_not_related_to_itself_nor_twice_to_another(make_article: Make) -> None:
    one, two = make_article(), make_article()
    RelatedLink.objects.create(source=one, target=two)
    assert refused(lambda: RelatedLink.objects.create(source=one, target=one))
    assert refused(lambda: RelatedLink.objects.create(source=one, target=two))


def test_a_category_with_articles_is_not_deleted(article: Article) -> None:
    with pytest.raises(Exception, match="protected"):
        article.category.delete()
    assert Category.objects.filter(pk=article.category_id).exists()


def test_a_focal_point_is_inside_the_picture(db: None) -> None:
    picture = {"sha256": "0" * 64, "width": 1, "height": 1, "renditions": {}, "original": "x.jpg"}
    assert refused(lambda: Image.objects.bulk_create([Image(**picture, focal_x=1.5)]))


def test_saving_stores_the_html_the_words_and_the_excerpt(make_article: Make) -> None:
    article = make_article(body="**重**点")
    article.refresh_from_db()
    assert article.body_html == "<p><strong>重</strong>点</p>\n"
    assert article.body_text == article.excerpt == "重点"


def test_counting_views_leaves_the_article_alone(article: Article) -> None:
    before = Article.objects.values().get(pk=article.pk)
    for _ in range(3):
        read(article)
    assert ArticleViews.objects.get(article=article).total == 3
    assert Article.objects.values().get(pk=article.pk) == before


def test_publishing_now_and_later(make_article: Make) -> None:
    draft = make_article(status="draft", published_at=None)
    draft.publish()
    assert draft in Article.objects.published()
    later = make_article(status="draft", published_at=None)
    later.publish(at=timezone.now() + timedelta(hours=1))
    assert later.status == "scheduled"
    assert later not in Article.objects.published()


def test_a_scheduled_article_appears_by_its_time_alone(make_article: Make) -> None:
    article = make_article(status="scheduled")
    assert article in Article.objects.published()


def test_a_withdrawn_article_is_gone_for_readers_and_kept(article: Article) -> None:
    article.withdraw()
    assert article not in Article.objects.published()
    assert Article.objects.get(pk=article.pk).body == article.body


def test_an_old_slug_redirects_for_ever_even_after_a_second_change(article: Article, client: Any) -> None:
    old = article.get_absolute_url()
    article.slug = "second"
    article.save()
    article.slug = "third"
    article.save()
    for address in (old, "/articles/second/"):
        response = client.get(address)
        assert response.status_code == 301
        assert response["Location"] == "/articles/third/"


def test_taking_an_old_slug_back_leaves_no_loop(article: Article, client: Any) -> None:
    first = article.slug
    article.slug = "second"
    article.save()
    article.slug = first
    article.save()
    assert client.get(f"/articles/{first}/").status_code == 200
    assert client.get("/articles/second/")["Location"] == f"/articles/{first}/"
    assert not SlugRedirect.objects.filter(slug=first).exists()


def test_another_article_may_not_take_a_slug_that_redirects(make_article: Make) -> None:
    one, two = make_article("一"), make_article("二")
    old = one.slug
    one.slug = "new"
    one.save()
    two.slug = old
    with pytest.raises(ValidationError) as caught:
        two.full_clean()
    assert "slug" in caught.value.message_dict


def test_a_revision_keeps_every_save(article: Article, owner: Any) -> None:
    article.record_revision(owner)
    article.title = "新的标题"
    article.save()
    article.record_revision(owner)
    assert [(r.number, r.fields["title"]) for r in article.revisions.all()] == [
        (2, "新的标题"),
        (1, "北斗卫星怎样定位"),
    ]
