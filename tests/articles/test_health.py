"""What is wrong with an article is said before readers see it, and stays true while other articles change."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from articles.flow import due
from articles.health import Finding, Level, blocking, check
from articles.models import Article, Image, ImageUse, InternalLink, SlugRedirect
from articles.rebuilding import rebuild

Make = Callable[..., Article]
ClientOf = Callable[[User], Client]
LIVE = "/admin/articles/article/health/"
FOREIGN = "https://elsewhere.example/a.jpg"


@pytest.fixture
def picture(owner: User, client_of: ClientOf, picture_file: Any) -> Image:
    client_of(owner).post("/markdownx/upload/", {"image": picture_file()})
    return Image.objects.get()


def found(article: Article, field: str) -> list[Finding]:
    return [one for one in check(article) if one.field == field]


class TestChecks:
    def test_a_sound_article_has_no_findings(self, make_article: Make, picture: Image) -> None:
        other = make_article()
        links = f"看[那篇]({other.get_absolute_url()})和[这节](#section-yi-jie)。[^1]"
        body = f"## 一节\n\n{links}\n\n![图]({picture.markdown_address})\n\n[^1]: 注"
        article = make_article(body=body, summary="摘要", cover=picture, cover_alt="封面", status="draft")
        assert check(article) == []

    @pytest.mark.parametrize(
        ("field", "fields"),
        [
            ("cover", {}),
            ("summary", {}),
            ("title", {"title": "很长的标题" * 8}),
            ("body", {"body": f"![]({FOREIGN})"}),
            ("body", {"body": "![](images/a.jpg)"}),
            ("body", {"body": "![](/media/images/ab/" + "ab" * 16 + "/original.jpg)"}),
            ("body", {"body": "[这](/articles/mei-you/)"}),
            ("body", {"body": "[这](http://testserver/articles/mei-you/)"}),
            ("body", {"body": "[这](#section-mei-you)"}),
            ("published_at_0", {"status": "scheduled", "published_at": timezone.now() - timedelta(days=1)}),
        ],
    )
    def test_what_is_missing_or_broken_is_a_warning(
        self, make_article: Make, field: str, fields: dict[str, Any]
    ) -> None:
        article = make_article(**fields)
        assert [one.level for one in found(article, field)] == [Level.WARNING]
        assert blocking(article) == []

    def test_a_chinese_character_is_as_wide_as_two_letters(self, make_article: Make) -> None:
        assert not found(make_article("字" * 32), "title")
        assert not found(make_article("a" * 64), "title")
        message = found(make_article("字" * 33), "title")[0].message
        assert "66" in message
        assert "64" in message

    def test_links_elsewhere_and_to_public_articles_are_fine(self, make_article: Make) -> None:
        make_article(slug="zai")
        links = "https://example.com/articles/mei-you/", "/articles/zai/", "/category/x/", "mailto:a@example.com"
        body = " ".join(f"[这]({link})" for link in links)
        assert not found(make_article(body=body), "body")

    @pytest.mark.parametrize(
        "fields",
        [
            {"status": "draft", "published_at": None},
            {"status": "withdrawn"},
            {"published_at": timezone.now() + timedelta(days=1), "status": "scheduled"},
        ],
    )
    def test_a_link_to_what_readers_do_not_see_is_told(self, make_article: Make, fields: dict[str, Any]) -> None:
        make_article(slug="mu-biao", **fields)
        assert len(found(make_article(body="[这](/articles/mu-biao/)"), "body")) == 1

    def test_places_in_other_articles_are_looked_for(self, make_article: Make) -> None:
        make_article(slug="mu-biao", body="## 有")
        article = make_article(body="[有](/articles/mu-biao/#section-you) [无](/articles/mu-biao/#section-wu)")
        assert len(found(article, "body")) == 1

    def test_pictures_need_words(self, make_article: Make, picture: Image) -> None:
        address = picture.markdown_address
        assert len(found(make_article(body=f"![]({address})"), "body")) == 1
        assert not found(make_article(body=f"![有字]({address})"), "body")
        assert found(make_article(cover=picture), "cover_alt")
        Image.objects.update(alt="库里的字")
        assert not found(make_article(body=f"![]({address})"), "body")

    def test_the_same_title_is_told(self, make_article: Make, owner: User) -> None:
        one, two = make_article("同名"), make_article("同名")
        assert found(two, "title")
        one.move_to_bin(by=owner)
        assert not found(two, "title")

    @pytest.mark.parametrize(
        "body", ["", "  \n", "<script>alert(1)</script>", "<iframe src='x'></iframe>", "[x](javascript:alert(1))"]
    )
    def test_what_readers_must_not_see_blocks(self, make_article: Make, body: str) -> None:
        article = make_article()
        article.body = body
        assert [one.field for one in blocking(article)] == ["body"]

    @pytest.mark.parametrize("body", ["`<script>`", "```\n<iframe>\n```", "a < b，c > d", "[x](https://example.com)"])
    def test_code_and_signs_do_not_block(self, make_article: Make, body: str) -> None:
        assert blocking(make_article(body=body)) == []

    def test_slugs_that_belong_to_others_block(self, make_article: Make) -> None:
        make_article(slug="zhan-yong")
        SlugRedirect.objects.create(slug="yi-qian", article=make_article())
        for slug in ("zhan-yong", "yi-qian"):
            assert [one.field for one in blocking(Article(title="新", body="文", slug=slug))] == ["slug", "category"]

    def test_the_cost_does_not_grow_with_the_text(self, make_article: Make, django_assert_max_num_queries: Any) -> None:
        body = "\n\n".join(f"[a](/articles/x-{n}/) ![](/media/images/ab/{n:032x}/a.jpg)" for n in range(200))
        article = make_article(body=body)
        with django_assert_max_num_queries(8):
            assert len(check(article)) < 30


class TestPanel:
    def test_the_stored_article_is_judged_without_a_script(
        self, article: Article, owner: User, client_of: ClientOf
    ) -> None:
        page = client_of(owner).get(f"/admin/articles/article/{article.pk}/change/").content.decode()
        assert 'href="#id_summary"' in page
        assert 'id="id_summary"' in page
        assert client_of(owner).get("/admin/articles/article/add/").status_code == 200

    def test_what_is_typed_is_judged_before_it_is_saved(
        self, article: Article, writer: User, client_of: ClientOf
    ) -> None:
        data = {"title": "题", "body": "[坏](/articles/huai/)", "summary": "摘要", "category": article.category_id}
        page = client_of(writer).post(LIVE, data).content.decode()
        assert "/articles/huai/" in page
        assert "#id_summary" not in page
        assert "#id_category" not in page
        assert Article.objects.count() == 1

    def test_an_article_does_not_clash_with_itself(self, article: Article, owner: User, client_of: ClientOf) -> None:
        data = {"article": article.pk, "title": article.title, "slug": article.slug, "body": "文"}
        page = client_of(owner).post(LIVE, data).content.decode()
        assert "#id_title" not in page
        assert "#id_slug" not in page
        assert "#id_slug" in client_of(owner).post(LIVE, {**data, "article": ""}).content.decode()

    @pytest.mark.parametrize(
        ("data", "status"),
        [
            ({}, 200),
            ({"title": "a\0b", "body": "\0", "cover": "x", "category": "9" * 40}, 200),
            ({"body": "x" * 200_001}, 400),
            ({"title": "x" * 300}, 400),
            ({"article": "999999"}, 404),
            ({"article": "x"}, 404),
            ({"body": "[x](http://[::1/) ![](//[)"}, 200),
        ],
    )
    def test_bad_input_is_answered(self, owner: User, client_of: ClientOf, data: dict[str, str], status: int) -> None:
        assert client_of(owner).post(LIVE, data).status_code == status

    def test_what_is_typed_is_shown_as_text(self, owner: User, client_of: ClientOf) -> None:
        page = client_of(owner).post(LIVE, {"body": "<script>alert(1)</script> ![](/<img onerror=x>)"}).content.decode()
        assert "<script" not in page
        assert "<img" not in page

    def test_it_is_for_those_who_write(self, moderator: User, owner: User, client_of: ClientOf, client: Client) -> None:
        assert client_of(moderator).post(LIVE, {}).status_code == 403
        assert client.post(LIVE, {}).status_code in {302, 403}
        assert client_of(owner).get(LIVE).status_code == 405


class TestBrokenLinks:
    def broken(self) -> list[tuple[str, str]]:
        return [(link.article.title, link.target) for link in InternalLink.objects.broken()]

    def test_a_link_breaks_and_heals_with_its_target(self, make_article: Make, owner: User) -> None:
        make_article("来源", body="[那](/articles/mu-biao/)")
        assert self.broken() == [("来源", "mu-biao")]
        target = make_article(slug="mu-biao")
        assert self.broken() == []
        target.withdraw(by=owner)
        assert self.broken() == [("来源", "mu-biao")]
        target.publish(by=owner)
        assert self.broken() == []
        target.slug = "xin-de"
        target.save()
        assert self.broken() == []
        target.delete()
        assert self.broken() == [("来源", "mu-biao")]

    def test_time_alone_heals_and_breaks(self, make_article: Make) -> None:
        target = make_article(slug="mu-biao", status="scheduled", published_at=timezone.now() + timedelta(days=1))
        make_article("来源", body="[那](/articles/mu-biao/)")
        assert self.broken()
        Article.objects.filter(pk=target.pk).update(published_at=timezone.now() - timedelta(days=1))
        due.do_all()
        assert not self.broken()
        Article.objects.filter(pk=target.pk).update(withdraw_at=timezone.now() - timedelta(minutes=1))
        due.do_all()
        assert self.broken()

    def test_a_link_that_was_taken_out_is_forgotten(self, make_article: Make) -> None:
        article = make_article(body="[那](/articles/mu-biao/) [那](/articles/mu-biao/)")
        assert InternalLink.objects.count() == 1
        article.body = "没有了"
        article.save()
        assert not InternalLink.objects.exists()

    def test_a_picture_that_is_gone_is_told(self, make_article: Make, picture: Image) -> None:
        make_article("有图", body=f"![图]({picture.markdown_address})")
        assert self.broken() == []
        Article.objects.update(lead_picture=None)
        ImageUse.objects.all().delete()  # nothing else takes a picture away that is in use
        picture.delete()
        assert self.broken() == [("有图", picture.token)]

    def test_articles_of_earlier_versions_are_read_by_rebuilding(self, make_article: Make) -> None:
        make_article("旧", body="[那](/articles/mu-biao/)")
        InternalLink.objects.all().delete()
        rebuild(Article.objects.all())
        assert self.broken() == [("旧", "mu-biao")]

    def test_the_bin_is_left_out(self, make_article: Make, owner: User) -> None:
        make_article(body="[那](/articles/mu-biao/)").move_to_bin(by=owner)
        assert self.broken() == []
