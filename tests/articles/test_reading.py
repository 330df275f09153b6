"""What makes a long text easy to read: contents, reading time, figures; and that all of it stays up to date."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from articles.images.uploads import read_upload
from articles.models import DERIVATION, Article, Image
from articles.rebuilding import outdated, rebuild
from articles.rendering import render
from articles.text import reading_minutes

Make = Callable[..., Article]


@pytest.fixture
def image(site: object, picture_file: Callable) -> Image:
    return Image.objects.store(read_upload(picture_file()), alt="照片", credit="新华社／王二")[0]


def page_of(client: Client, article: Article) -> str:
    return client.get(article.get_absolute_url()).content.decode()


class TestContents:
    def test_a_long_text_has_a_table_of_contents_that_leads_to_its_headings(
        self, make_article: Make, client: Client
    ) -> None:
        page = page_of(client, make_article(body="## 甲 `code`\n\n文\n\n### 乙\n\n文\n\n# 丙\n\n#### 丁\n\n文"))
        assert '<h2 id="section-jia-code">甲 <code>code</code></h2>' in page
        assert '<li class="contents-2"><a href="#section-jia-code">甲 code</a></li>' in page
        assert '<li class="contents-3"><a href="#section-yi">乙</a></li>' in page
        assert '<li class="contents-2"><a href="#section-bing">丙</a></li>' in page
        assert "丁</a></li>" not in page

    def test_a_short_text_has_none(self, make_article: Make, client: Client) -> None:
        assert 'class="contents"' not in page_of(client, make_article(body="## 甲\n\n文\n\n## 乙\n\n文"))

    @pytest.mark.parametrize("heading", ["同名", "😀", "<script>", "comments", "[链接](https://example.com)", "*强调*"])
    def test_every_heading_has_an_id_of_its_own(self, site: object, heading: str) -> None:
        found = render(f"## {heading}\n\n## {heading}\n\n## {heading}").headings
        ids = [one["id"] for one in found]
        assert len(set(ids)) == len(ids)
        assert all(name.startswith("section-") for name in ids)

    def test_headings_inside_of_quotes_are_no_sections(self, site: object) -> None:
        assert render("> ## 引文\n\n- ## 列表").headings == []


class TestReadingTime:
    @pytest.mark.parametrize(
        ("text", "minutes"),
        [("", 1), ("短", 1), ("字" * 800, 2), ("word " * 660, 3), ("字" * 400 + " word" * 220, 2), ("don't " * 440, 2)],
    )
    def test_characters_and_words_are_counted(self, text: str, minutes: int) -> None:
        assert reading_minutes(text) == minutes

    def test_it_is_on_the_page(self, make_article: Make, client: Client) -> None:
        assert "约2分钟读完" in page_of(client, make_article(body="字" * 800))


class TestFigures:
    def test_a_picture_by_itself_is_a_figure_with_caption_and_credit(self, image: Image) -> None:
        html = render(f'![街景]({image.markdown_address} "雨后的<街>")').html
        assert html.startswith("<figure>")
        assert "<figcaption>雨后的&lt;街&gt; <small>新华社／王二</small></figcaption></figure>" in html
        assert f'<a class="zoom" href="{image.full.src}"' in html
        assert 'alt="街景"' in html

    def test_one_in_a_sentence_stays_there(self, image: Image) -> None:
        html = render(f"看 ![]({image.markdown_address}) 这里").html
        assert html.startswith("<p>看")
        assert "<figure" not in html

    def test_one_in_a_link_keeps_that_link_alone(self, image: Image) -> None:
        html = render(f"[![图]({image.markdown_address})](https://example.com/)").html
        assert html.count("<a ") == 1
        assert "zoom" not in html

    def test_a_changed_credit_shows_at_once(
        self, image: Image, make_article: Make, client: Client, owner: User, client_of: Callable[[User], Client]
    ) -> None:
        article = make_article(body=f"![]({image.markdown_address})")
        change = {"alt": "新的说明", "credit": "路透社"}
        assert client_of(owner).post(f"/admin/articles/image/{image.pk}/change/", change).status_code == 302
        page = page_of(client, article)
        assert "<small>路透社</small>" in page
        assert 'alt="新的说明"' in page


class TestRebuilding:
    def test_what_an_older_version_made_is_made_anew_and_nothing_else_changes(self, make_article: Make) -> None:
        article = make_article(body="## 甲\n\n文")
        before = Article.objects.values("body", "saved_at", "version", "published_at").get()
        Article.objects.update(body_html="旧", contents=[], derivation=DERIVATION - 1, search_vector=None)
        assert list(outdated()) == [article]
        seen: list[int] = []
        assert rebuild(outdated(), seen.append) == 1
        assert seen == [1]
        article.refresh_from_db()
        assert article.contents
        assert "section-jia" in article.body_html
        assert article.search_vector
        assert not outdated()
        assert Article.objects.values("body", "saved_at", "version", "published_at").get() == before

    def test_an_operator_may_do_it_by_hand(self, make_article: Make, capsys: pytest.CaptureFixture[str]) -> None:
        make_article()
        Article.objects.update(body_html="旧")
        call_command("rebuild_articles", outdated=True)
        assert Article.objects.get().body_html == "旧"
        call_command("rebuild_articles")
        assert Article.objects.get().body_html != "旧"
        assert "1 articles are up to date" in capsys.readouterr().out
