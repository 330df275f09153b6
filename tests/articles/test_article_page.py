"""The article page, as readers get it."""

import re
from collections.abc import Callable
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from PIL import Image as Pillow

from articles.models import Article, ArticleViews, RelatedLink
from newsblog.site.models import SiteSettings
from tests.reading import written

Make = Callable[..., Article]


class VisibleText(HTMLParser):
    """The text of a page as a text browser shows it: words and alternative texts, without white space."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in {"script", "style", "title"}
        if tag == "img":
            self.text += dict(attrs).get("alt") or ""

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in {"script", "style", "title"}

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.text += data


def visible(html: str) -> str:
    parser = VisibleText()
    parser.feed(html)
    return re.sub(r"\s+", "", parser.text)


def test_the_parts_of_the_reference_page_come_in_its_order(site: SiteSettings, tmp_path: Path, client: Client) -> None:
    title = "消息称两家公司各自独立开展新业务"
    lines = [title, "访客1年前AI生活142", "第一段,有英文逗号。", title, "第二段说,”引号照旧”。"]
    (tmp_path / "articles").mkdir()
    (tmp_path / "images").mkdir()
    Pillow.new("RGB", (800, 500), "navy").save(tmp_path / "images" / "main.jpg")
    published = (timezone.now() - timedelta(days=400)).isoformat()
    slugs = [f"rel-{number}" for number in range(6)]
    main = f"---\ntitle: {title}\ncategory: AI生活\npublished: {published}\nviews: 142\nrelated: {slugs}\n---\n"
    body = f"{lines[2]}\n\n![{title}](images/main.jpg)\n\n{lines[4]}\n"
    (tmp_path / "articles" / "main.md").write_text(main + body)
    notice = "本站部分文章来自互联网。如有疑问请联系我们!"
    lines += [notice, "相关文章"]
    for slug in slugs:
        excerpt = f"{slug}的正文开头,有七十来个字。" * 4
        front = f"---\ntitle: 标题{slug}\ncategory: AI生活\npublished: {published}\n---\n"
        (tmp_path / "articles" / f"{slug}.md").write_text(f"{front}{excerpt}\n")
        lines += [f"标题{slug}", f"标题{slug}", excerpt]
    hint = "欢迎参与讨论,请在这里发表您的看法。"
    (tmp_path / "site.toml").write_text(f'notice = "{notice}"\ncomment_hint = "{hint}"\n')
    lines += ["发表评论", f"◎{hint}"]
    call_command("import_content", str(tmp_path), verbosity=0)
    text = visible(client.get("/articles/main/").content.decode())
    position = 0
    for line in lines:
        wanted = re.sub(r"\s+", "", line)
        found = text.find(wanted, position)
        assert found >= 0, f"{line!r} is missing after {text[max(0, position - 60) : position]!r}"
        position = found + len(wanted)


def test_the_date_is_exact_in_its_element(make_article: Make, client: Client) -> None:
    moment = timezone.now() - timedelta(days=3, hours=1)
    page = client.get(make_article(published_at=moment).get_absolute_url()).content.decode()
    local = timezone.localtime(moment, timezone.get_fixed_timezone(480))
    assert f'datetime="{local:%Y-%m-%dT%H:%M:%S}' in page
    assert f'title="{local:%Y-%m-%d %H:%M}"' in page
    assert "3天前" in page


def test_previous_and_next_are_the_neighbours_in_time(make_article: Make, client: Client) -> None:
    newest, middle, oldest = make_article("新的一篇"), make_article("中间一篇"), make_article("旧的一篇")
    page = client.get(middle.get_absolute_url())
    assert (page.context["neighbours"].previous, page.context["neighbours"].next) == (oldest, newest)
    assert "没有更早的文章了" in client.get(oldest.get_absolute_url()).content.decode()
    assert "没有更新的文章了" in client.get(newest.get_absolute_url()).content.decode()


def test_articles_of_the_same_second_are_all_reached(make_article: Make, client: Client) -> None:
    moment = timezone.now() - timedelta(days=1)
    one, two, three = (make_article(published_at=moment) for _ in range(3))
    page = client.get(two.get_absolute_url())
    assert (page.context["neighbours"].previous, page.context["neighbours"].next) == (one, three)


def test_reading_counts_and_looking_does_not(article: Article, client: Client) -> None:
    address = article.get_absolute_url()
    client.get(address)
    client.head(address)
    client.get(address, headers={"Sec-Purpose": "prefetch"})
    client.get("/")
    written()
    assert ArticleViews.objects.get(article=article).total == 1


def test_a_page_sets_no_cookie_and_is_the_same_for_everybody(article: Article, client: Client) -> None:
    for address in (article.get_absolute_url(), "/", article.category.get_absolute_url(), "/search/?q=x"):
        response = client.get(address)
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")


def test_labels_follow_the_sites_language_and_not_the_browsers(
    article: Article, site: SiteSettings, client: Client
) -> None:
    address = article.get_absolute_url()
    assert "发表评论" in client.get(address, headers={"Accept-Language": "en"}).content.decode()
    site.language = "en"
    site.save()
    page = client.get(address, headers={"Accept-Language": "zh"}).content.decode()
    assert "Write a comment" in page
    assert '<html lang="en">' in page


def test_times_are_shown_in_the_sites_zone(make_article: Make, site: SiteSettings, client: Client) -> None:
    site.time_zone = "America/New_York"
    site.save()
    article = make_article(published_at="2026-03-01T03:30:00+08:00")
    assert 'title="2026-02-28 14:30"' in client.get(article.get_absolute_url()).content.decode()


def test_a_setting_is_visible_at_once(article: Article, site: SiteSettings, client: Client) -> None:
    site.notice = "联系 <我们>"
    site.save()
    assert "联系 &lt;我们&gt;" in client.get(article.get_absolute_url()).content.decode()


class TestRelated:
    def titles(self, client: Client, article: Article) -> list[str]:
        return [one.title for one in client.get(article.get_absolute_url()).context["related"]]

    def test_the_editors_choice_comes_first_in_its_order(self, make_article: Make, client: Client) -> None:
        main = make_article("主文", tags=("甲",))
        others = [make_article(f"同类{n}", tags=("甲",)) for n in range(5)]
        far = [make_article(f"远处{n}", category="别处") for n in range(3)]
        for position, target in enumerate((far[2], far[0])):
            RelatedLink.objects.create(source=main, target=target, position=position)
        titles = self.titles(client, main)
        assert titles[:2] == ["远处2", "远处0"]
        assert set(titles[2:]) <= {one.title for one in others} | {"远处1"}
        assert len(titles) == len(set(titles)) == 6
        assert main.title not in titles

    def test_likeness_is_by_tags_then_category_then_text(self, make_article: Make, client: Client) -> None:
        main = make_article("北斗卫星导航", tags=("卫星", "导航"))
        make_article("全无关系", category="美食", body="家常菜谱")
        make_article("谈谈别的", category="美食", body="北斗卫星导航与做菜")
        make_article("同类文章", category="科技", body="家常菜谱")
        make_article("一个标签", category="美食", body="家常菜谱", tags=("卫星",))
        make_article("两个标签", category="美食", body="家常菜谱", tags=("卫星", "导航"))
        assert self.titles(client, main)[:4] == ["两个标签", "一个标签", "同类文章", "谈谈别的"]

    def test_only_published_ones_are_shown(self, make_article: Make, client: Client) -> None:
        main = make_article("主文")
        for status in ("draft", "in-review", "withdrawn"):
            hidden = make_article(f"隐藏{status}", status=status)
            RelatedLink.objects.create(source=main, target=hidden)
        future = make_article("将来", status="scheduled", published_at=timezone.now() + timedelta(hours=1))
        RelatedLink.objects.create(source=main, target=future)
        assert self.titles(client, main) == []

    def test_the_order_is_the_same_every_time(self, make_article: Make, client: Client) -> None:
        moment = timezone.now() - timedelta(days=2)
        main = make_article("主文")
        for number in range(12):
            make_article(f"一样{number}", published_at=moment, body="同样的正文")
        first = self.titles(client, main)
        assert all(self.titles(client, main) == first for _ in range(5))

    @pytest.mark.parametrize("count", [0, 3, 8])
    def test_the_number_is_a_setting(self, make_article: Make, site: SiteSettings, client: Client, count: int) -> None:
        site.related_count = count
        site.save()
        main = make_article("主文")
        for _ in range(10):
            make_article()
        assert len(self.titles(client, main)) == count
