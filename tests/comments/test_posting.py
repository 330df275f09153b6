"""What a visitor sends is stored once, or comes back with a word of what is wrong and nothing lost."""

import re
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from articles.models import Article
from comments.models import Comment, Discussion
from newsblog.site.models import SiteSettings

from .visitor import GOOD, hidden_fields, post, send


def test_a_comment_is_stored_and_the_answer_leads_to_it(article: Article, client: Client) -> None:
    response = post(client, article, email="a@example.com", website="example.com")
    comment = Comment.objects.get()
    assert response.status_code == 303
    assert response["Location"] == f"{article.get_absolute_url()}#comment-{comment.public_id}"
    assert (comment.name, comment.email, comment.website) == ("小明", "a@example.com", "https://example.com")
    page = client.get(response["Location"]).content.decode()
    assert f'id="comment-{comment.public_id}"' in page
    assert "写得好。" in page
    assert "a@example.com" not in page
    assert re.search(r'class="comment-time" datetime="\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00"', page)
    assert set(response.cookies) == {"commenter", "own"}
    assert not Client().get(response["Location"]).cookies


def test_a_reply_nests(article: Article, client: Client) -> None:
    post(client, article)
    first = Comment.objects.get()
    post(client, article, body="同意。", parent=first.public_id)
    reply = Comment.objects.latest("id")
    assert (reply.parent, reply.root, reply.depth) == (first, first, 1)
    assert "comment-depth-1" in client.get(article.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", "", "这个字段是必填项"),
        ("name", "\u200b\u202e", "看得见的名字"),
        ("name", "字" * 41, "40"),
        ("body", "", "这个字段是必填项"),
        ("body", "\u200b\u2060\ufeff", "看得见的内容"),
        ("body", "字" * 5001, "5000"),
        ("body", "a\0b", "不允许是用空字符"),
        ("name", "a\0b", "不允许是用空字符"),
        ("email", "nobody", "邮箱|电子邮件|email"),
        ("website", "javascript:alert(1)", "URL|网址"),
        ("parent", "doesnotexist", "您回复的评论已不存在"),
    ],
)
def test_a_mistake_is_named_beside_its_field_and_nothing_typed_is_lost(
    article: Article, client: Client, field: str, value: str, message: str
) -> None:
    response = post(
        client,
        article,
        body="很长的一段话，不能丢。" if field != "body" else value,
        **({field: value} if field != "body" else {}),
    )
    page = response.content.decode()
    assert response.status_code == 400
    assert Comment.objects.count() == 0
    assert re.search(message, page), message
    if field != "parent":
        assert f'aria-describedby="id_{field}_error"' in page
        assert f'id="id_{field}_error"' in page
    if field != "body":
        assert "很长的一段话，不能丢。" in page
    assert "小明" in page or field == "name"


def test_a_reply_to_a_comment_of_another_article_or_a_hidden_one_is_refused(
    make_article: Callable[..., Article], make_comment: Callable[..., Comment], client: Client
) -> None:
    here, there = make_article(), make_article()
    elsewhere, hidden = make_comment(there), make_comment(here, status="spam")
    for parent in (elsewhere, hidden):
        assert post(client, here, parent=parent.public_id).status_code == 400
    assert Comment.objects.count() == 2


def test_closed_comments_are_closed(article: Article, site: SiteSettings, client: Client) -> None:
    site.comments_open = False
    site.save()
    response = send(client, article, GOOD)
    assert response.status_code == 403
    assert "评论已关闭" in response.content.decode()
    site.comments_open = True
    site.save()
    article.comments_open = False
    article.save()
    assert send(client, article, GOOD).status_code == 403
    assert Comment.objects.count() == 0


def test_a_repeated_post_is_the_same_comment(article: Article, client: Client) -> None:
    answers = {post(client, article)["Location"] for _ in range(3)}
    assert len(answers) == 1
    assert Comment.objects.count() == 1


def test_the_same_words_are_welcome_from_others_elsewhere_and_another_day(
    make_article: Callable[..., Article], client: Client
) -> None:
    one, two = make_article(), make_article()
    post(client, one)
    post(client, two)
    post(client, one, name="小红")
    post(Client(), one, address="10.0.0.9")
    assert Comment.objects.count() == 4
    Comment.objects.update(created_at=timezone.now() - timedelta(days=2))
    post(client, one)
    assert Comment.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_twenty_posts_of_one_form_at_the_same_moment_make_one_comment(article: Article) -> None:
    def send(_number: int) -> str:
        try:
            response = post(Client(), article)
            assert response.status_code == 303
            return response["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        answers = set(pool.map(send, range(20)))
    assert len(answers) == 1
    assert Comment.objects.count() == Discussion.of(article).total == 1


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Origin": "http://testserver"}, 303),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}, 303),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://testserver.evil.example"}, 403),
        ({"Origin": "http://[bad"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
    ],
)
def test_only_this_sites_own_forms_are_taken(
    article: Article, client: Client, headers: dict[str, str], status: int
) -> None:
    assert post(client, article, headers=headers).status_code == status
    assert Comment.objects.count() == (1 if status == 303 else 0)


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a" and "comment-name" in (dict(attrs).get("class") or ""):
            self.found.append(dict(attrs))


@pytest.mark.parametrize(
    "website",
    [
        "javascript:alert(1)",
        "JaVa\tscript:alert(1)",
        "&#106;avascript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//evil",
        "//evil.example",
        "http:\\\\evil.example",
        "ftp://example.com",
        "http://example.com/'onmouseover='alert(1)",
        'http://example.com/"onmouseover="alert(1)',
        "http://example.com/<script>",
        "https://example.com/" + "a" * 3000,
        "javascript://example.com/%0aalert(1)",
        "https://例子.中国/路径",
        "http://user:pass@example.com/",
        "http://[::1",
        "mailto:a@example.com",
    ],
)
def test_a_website_is_refused_or_a_harmless_link(article: Article, client: Client, website: str) -> None:
    response = post(client, article, website=website)
    if response.status_code == 400:
        assert Comment.objects.count() == 0
        return
    links = Links()
    links.feed(client.get(article.get_absolute_url()).content.decode())
    (link,) = links.found
    assert urlsplit(link["href"]).scheme in {"http", "https"}
    assert link["rel"] == "nofollow ugc noopener"
    assert not any(name.startswith("on") for name in link)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "</textarea><script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "{{ settings.SECRET_KEY }}{% debug %}",
        "' OR 1=1 --",
        "\u202eright to left\u202c",
        "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘",
        "一行\n\n  两行\t尾",
        "👩‍👩‍👧‍👦 𠮷 e\u0301",
        "abcdefghij" * 9 + "k" * 910,
        "看\ufffe\ufdd0\u0085\u2028见",
    ],
)
def test_words_come_back_as_they_were_written(article: Article, client: Client, text: str) -> None:
    response = post(client, article, body=text, name="名字" + text[:10].strip() if "\u202e" not in text else "名")
    assert response.status_code == 303, response.content.decode()[:500]
    page = client.get(article.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    start = page.index('<div class="comment-body" dir="auto">') + len('<div class="comment-body" dir="auto">')
    html = page[start : page.index("</div>", start)].replace("<br>", "\n").replace("</p><p>", "\n\n")
    assert unescape(re.sub("<[^>]+>", "", html)) == unicodedata.normalize("NFC", text)


def test_an_end_of_line_is_one_character(article: Article, client: Client) -> None:
    assert post(client, article, body="一二三四\r\n" * 999 + "五六七八九").status_code == 303
    assert post(client, article, body="一二三四\r\n" * 1000 + "五").status_code == 400


def test_a_visitor_can_set_nothing_but_the_fields_of_the_form(article: Article, client: Client) -> None:
    more = {"status": "pending", "created_at": "2020-01-01", "id": "99", "article": "5", "public_id": "mine"}
    fields = {**GOOD, **hidden_fields(client, article), **more}
    send(client, article, fields)
    comment = Comment.objects.get()
    assert comment.status == "published"
    assert comment.created_at.year >= 2026
    assert comment.public_id != "mine"


def test_names_stay_apart_from_what_stands_beside_them(article: Article, client: Client) -> None:
    post(client, article, name="a\u202eb\u200bc")
    assert Comment.objects.get().name == "abc"
    assert '<bdi class="comment-name">abc</bdi>' in client.get(article.get_absolute_url()).content.decode()


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_comments_are_only_posted(article: Article, client: Client, method: str) -> None:
    assert getattr(client, method)(f"{article.get_absolute_url()}comments/").status_code == 405


def test_no_address_of_a_visitor_is_kept(article: Article, client: Client) -> None:
    post(client, article, address="203.0.113.77")
    values = Comment.objects.values().get()
    assert "203.0.113.77" not in repr(values)
    assert len(values["address_hash"]) == 32
