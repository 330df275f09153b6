"""Labels in three languages; what authors wrote stays what it is."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Article
from newsblog.site.models import SiteSettings

LABELS = {"zh-hans": "上一篇：", "zh-hant": "回到頂端", "en": "Back to top"}


@pytest.mark.parametrize("language", LABELS)
def test_every_label_is_in_the_language_that_the_reader_chose(article: Article, client: Client, language: str) -> None:
    for address in ("/", article.get_absolute_url(), "/search/?q=x", "/archive/", "/hot/", "/none/"):
        page = client.get(address, {"lang": language}).content.decode()
        assert f'<html lang="{language}">' in page
    assert LABELS[language] in client.get(article.get_absolute_url(), {"lang": language}).content.decode()


def test_the_choice_is_kept_for_the_next_page(article: Article, client: Client) -> None:
    first = client.get("/?lang=en")
    assert first.cookies["lang"].value == "en"
    assert first.cookies["lang"]["samesite"] == "Lax"
    second = client.get(article.get_absolute_url())
    assert '<html lang="en">' in second.content.decode()
    assert "private" in second["Cache-Control"]
    assert "Cookie" in second["Vary"]
    assert '<html lang="zh-hans">' in client.get("/?lang=zh-hans").content.decode()
    assert '<html lang="zh-hans">' in client.get("/").content.decode()


def test_nobody_gets_a_cookie_who_did_not_choose(article: Article, client: Client) -> None:
    response = client.get(article.get_absolute_url(), headers={"Accept-Language": "en"})
    assert not response.cookies
    assert '<html lang="zh-hans">' in response.content.decode()


@pytest.mark.parametrize("language", ["", "fr", "ZH-HANS", "../en", "zh-hans\r\nx: y", "中" * 3000])
def test_another_language_is_the_site_s_own(article: Article, client: Client, language: str) -> None:
    response = client.get("/", {"lang": language})
    assert '<html lang="zh-hans">' in response.content.decode()
    assert not response.cookies
    client.cookies["lang"] = "xx"
    assert '<html lang="zh-hans">' in client.get("/").content.decode()


def test_texts_tell_their_language_where_it_is_not_that_of_the_labels(article: Article, client: Client) -> None:
    page = client.get(article.get_absolute_url(), {"lang": "en"}).content.decode()
    assert f'<h1 class="article-title" lang="zh-hans">{article.title}</h1>' in page
    assert 'class="prose" lang="zh-hans"' in page
    assert (
        f'<h1 class="article-title">{article.title}</h1>' in Client().get(article.get_absolute_url()).content.decode()
    )


def test_the_switch_keeps_the_page(make_article: Callable[..., Article], site: SiteSettings, client: Client) -> None:
    site.page_size = 1
    site.save()
    make_article()
    make_article()
    page = client.get("/?page=2").content.decode()
    for language in LABELS:
        assert f'href="?page=2&amp;lang={language}"' in page


def test_no_space_stands_within_the_chinese_of_the_desk(article: Article, owner: User, client: Client) -> None:
    refused = client.post("/admin/login/", {"username": "owner", "password": "wrong"}).content.decode()
    assert "用户名或密码不正确" in refused
    assert "密码：" in refused
    client.force_login(owner)
    pages = [client.get(f"/admin/articles/{page}/").content.decode() for page in ("article", "category/add", "tag")]
    assert "选择要修改的文章" in pages[0]
    assert "增加分类" in pages[1]
    saved = client.post("/admin/articles/tag/add/", {"name": "夏天", "slug": "xiatian"}, follow=True).content.decode()
    assert "已增加标签“" in saved
    for page in pages:
        assert not re.search(r"(选择|增加|修改|查看) [\u4e00-\u9fff]|欢迎", page)
