"""What search engines and networks get: sitemaps, descriptions, pictures, and word of new articles."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from lxml import etree

from articles import sitemaps
from articles.models import Article, Image
from newsblog import indexnow
from newsblog.site.models import SiteSettings

Make = Callable[..., Article]
SITEMAP = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "image": "http://www.google.com/schemas/sitemap-image/1.1",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
}


def xml(client: Client, address: str) -> etree._Element:
    response = client.get(address)
    assert response.status_code == 200, address
    assert response["Content-Type"].startswith("application/xml")
    return etree.fromstring(b"".join(response))


def addresses(client: Client, address: str) -> list[str]:
    return [
        url.removeprefix("http://testserver")
        for url in xml(client, address).xpath("//s:loc/text()", namespaces=SITEMAP)
    ]


def data_of(page: str) -> dict[str, Any]:
    """The schema.org data of a page by type."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return {data["@type"]: data for data in map(json.loads, found)}


def meta_of(page: str) -> dict[str, str]:
    return dict(re.findall(r'<meta (?:property|name)="([\w:]+)" content="([^"]*)"', page))


def test_every_public_page_is_in_the_sitemap(make_article: Make, client: Client) -> None:
    articles = [make_article(tags=("甲",), category=f"分类{number}") for number in range(3)]
    make_article("草稿", status="draft", category="空", tags=("没有",), author="无名")
    listed = [address for part in addresses(client, "/sitemap.xml") for address in addresses(client, part)]
    assert {article.get_absolute_url() for article in articles} <= set(listed)
    assert {articles[0].category.get_absolute_url(), "/", "/archive/"} <= set(listed)
    assert len(set(listed)) == len(listed)
    for address in listed:
        assert client.get(address).status_code == 200, address


def test_the_sitemap_has_parts(make_article: Make, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "PART", 2)
    articles = {make_article().get_absolute_url() for _ in range(5)}
    parts = [part for part in addresses(client, "/sitemap.xml") if "articles" in part]
    assert len(parts) >= 3
    listed = [addresses(client, part) for part in parts if client.get(part).status_code == 200]
    assert {address for part in listed for address in part} == articles
    assert max(map(len, listed)) == 2
    assert client.get("/sitemap-articles-999.xml").status_code == 404


def test_the_sitemap_shows_pictures(make_article: Make, picture_file: Callable, client: Client) -> None:
    from articles.images.uploads import read_upload

    image, _created = Image.objects.store(read_upload(picture_file()))
    make_article(cover=image)
    pictures = xml(client, "/sitemap-articles-1.xml").xpath("//image:loc/text()", namespaces=SITEMAP)
    assert pictures == [f"http://testserver{image.full.src}"]


def test_news_are_those_of_two_days(make_article: Make, client: Client) -> None:
    make_article("新 & <旧>", published_at=timezone.now() - timedelta(hours=47))
    make_article("旧闻", published_at=timezone.now() - timedelta(hours=49))
    document = xml(client, "/news-sitemap.xml")
    assert document.xpath("//news:title/text()", namespaces=SITEMAP) == ["新 & <旧>"]
    assert document.xpath("//news:language/text()", namespaces=SITEMAP) == ["zh-cn"]


def test_without_news_the_news_sitemap_is_valid_still(site: SiteSettings, client: Client) -> None:
    document = xml(client, "/news-sitemap.xml")
    assert document.xpath("//s:url", namespaces=SITEMAP)
    assert not document.xpath("//news:news", namespaces=SITEMAP)


def test_news_are_a_thousand_at_the_most(make_article: Make, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "NEWS_MOST", 2)
    for number in range(3):
        make_article(published_at=timezone.now() - timedelta(minutes=number + 1))
    assert len(addresses(client, "/news-sitemap.xml")) == 2


def test_robots_are_led_to_the_sitemaps(site: SiteSettings, client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in text
    assert "Sitemap: http://testserver/news-sitemap.xml" in text
    assert "Disallow: /admin/" in text


def test_an_article_describes_itself(make_article: Make, client: Client) -> None:
    article = make_article("题</script><b>", tags=("甲",), body="正文。")
    page = client.get(article.get_absolute_url()).content.decode()
    assert page.count("</script><b>") == 0
    data = data_of(page)
    news = data["NewsArticle"]
    assert news["headline"] == article.title
    assert news["mainEntityOfPage"] == f"http://testserver{article.get_absolute_url()}"
    assert news["author"]["name"] == "访客"
    assert news["publisher"]["name"] == "新闻博客"
    assert news["datePublished"].startswith(f"{article.published_at:%Y-%m-%d}")
    assert [item["name"] for item in data["BreadcrumbList"]["itemListElement"]] == ["首页", "科技", "正文内容"]
    meta = meta_of(page)
    assert meta["og:type"] == "article"
    assert meta["og:url"] == f"http://testserver{article.get_absolute_url()}"
    assert meta["og:locale"] == "zh_CN"
    assert meta["twitter:card"] == "summary_large_image"
    assert meta["article:tag"] == "甲"


def test_the_first_page_tells_of_the_site_and_its_search(site: SiteSettings, client: Client) -> None:
    data = data_of(client.get("/").content.decode())["WebSite"]
    assert data["name"] == "新闻博客"
    assert data["potentialAction"]["target"]["urlTemplate"] == "http://testserver/search/?q={search_term_string}"


def test_every_article_has_a_picture_to_share(make_article: Make, picture_file: Callable, client: Client) -> None:
    from articles.images.uploads import read_upload

    plain = make_article("没有图片的文章")
    address = meta_of(client.get(plain.get_absolute_url()).content.decode())["og:image"]
    card = client.get(address.removeprefix("http://testserver"))
    assert card["Content-Type"] == "image/png"
    assert card.content.startswith(b"\x89PNG")
    image, _created = Image.objects.store(read_upload(picture_file()))
    own = make_article(cover=image)
    meta = meta_of(client.get(own.get_absolute_url()).content.decode())
    assert meta["og:image"] == f"http://testserver{image.full.src}"
    assert meta["og:image:width"] == str(image.full.width)
    assert client.get(meta_of(client.get("/").content.decode())["og:image"]).status_code == 200
    draft = make_article(status="draft")
    assert client.get(f"{draft.get_absolute_url()}card.png").status_code == 404
    assert client.get(f"{draft.get_absolute_url()}qr.svg").status_code == 404


def test_the_address_of_a_page_knows_only_what_belongs_to_it(article: Article, client: Client) -> None:
    for place in ("/", article.get_absolute_url(), article.category.get_absolute_url(), "/archive/", "/hot/"):
        page = client.get(place, {"utm_source": "x", "reply": "y"}).content.decode()
        assert f'<link rel="canonical" href="http://testserver{place}">' in page
        assert f'<link rel="alternate" hreflang="en" href="http://testserver{place}?lang=en">' in page
        assert f'<link rel="alternate" hreflang="x-default" href="http://testserver{place}">' in page
        english = client.get(f"{place}?lang=en").content.decode()
        assert f'<link rel="canonical" href="http://testserver{place}?lang=en">' in english


def test_a_search_is_not_for_search_engines(article: Article, client: Client) -> None:
    for query in ("", "?q=北斗", "?q=北斗&category=ke-ji&year=2026&sort=date"):
        page = client.get(f"/search/{query}").content.decode()
        assert '<meta name="robots" content="noindex">' in page
        assert "canonical" not in page


def test_browsers_can_search_the_site(article: Article, client: Client) -> None:
    assert 'rel="search" type="application/opensearchdescription+xml"' in client.get("/").content.decode()
    document = etree.fromstring(client.get("/opensearch.xml").content)
    templates = document.xpath("//*[local-name()='Url']/@template")
    assert "http://testserver/search/?q={searchTerms}" in templates
    found = client.get("/search/suggestions/browser/", {"q": "北斗"}).json()
    assert found[:2] == ["北斗", [article.title]]


class Engine(BaseHTTPRequestHandler):
    """A search engine that listens."""

    heard: list[dict[str, Any]] = []
    answer = 200

    def do_POST(self) -> None:
        self.heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.answer)
        self.end_headers()

    def log_message(self, *_arguments: Any) -> None:
        pass


@pytest.fixture
def engine(settings: Any) -> Iterator[type[Engine]]:
    server = HTTPServer(("127.0.0.1", 0), Engine)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings.INDEXNOW_ENDPOINT = f"http://127.0.0.1:{server.server_port}/"
    Engine.heard, Engine.answer = [], 200
    yield Engine
    server.shutdown()
    thread.join()
    server.server_close()


class TestAnnouncements:
    def test_nothing_is_sent_unless_the_editors_want_it(self, article: Article, engine: type[Engine]) -> None:
        assert indexnow.announce() == 0
        assert engine.heard == []

    def test_each_new_article_is_announced_once(
        self, make_article: Make, site: SiteSettings, engine: type[Engine], client: Client
    ) -> None:
        site.indexnow = True
        site.save()
        now = timezone.now()
        fresh = make_article("新", published_at=now - timedelta(minutes=1))
        make_article("旧", published_at=now - timedelta(days=2))
        make_article("草稿", status="draft")
        planned = make_article("定时", status="scheduled", published_at=now + timedelta(hours=1))
        assert indexnow.announce() == 1
        assert indexnow.announce() == 0
        (message,) = engine.heard
        assert message["urlList"] == [f"http://testserver{fresh.get_absolute_url()}"]
        assert message["host"] == "testserver"
        key_file = client.get(message["keyLocation"].removeprefix("http://testserver"))
        assert key_file.content.decode() == message["key"]
        Article.objects.filter(pk=planned.pk).update(published_at=now - timedelta(seconds=1))
        assert indexnow.announce() == 1

    def test_what_the_engine_refused_is_sent_again(
        self, make_article: Make, site: SiteSettings, engine: type[Engine]
    ) -> None:
        site.indexnow = True
        site.save()
        make_article(published_at=timezone.now() - timedelta(minutes=1))
        engine.answer = 503
        with pytest.raises(OSError, match="503"):
            indexnow.announce()
        engine.answer = 200
        assert indexnow.announce() == 1

    def test_another_text_file_is_not_found(self, site: SiteSettings, client: Client) -> None:
        assert client.get("/other.txt").status_code == 404
