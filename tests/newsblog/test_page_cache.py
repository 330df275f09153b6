"""Pages are made once and given to all; what shows a change is new at the next request, and nothing else is."""

import gzip
import threading
import time
from collections.abc import Callable
from typing import Any
from unittest import mock

import brotli
import pytest
from django.db import connection

from articles.models import Article, Category, RelatedLink, Tag
from comments.models import Comment
from newsblog.page_cache import running
from newsblog.page_cache.cache import PageCache
from newsblog.page_cache.store import Memory
from newsblog.site.models import SiteSettings
from tests.front import HOST, Answer, Front
from tests.reading import written

pytestmark = pytest.mark.django_db
committing = pytest.mark.django_db(transaction=True)
# Longer than what lists show of a text.
BEGINNING = "开头总是一样的句子。" * 60


Make = Callable[..., Article]


@committing
def test_what_shows_a_change_is_new_and_nothing_else(front: Front, make_article: Make, make_comment: Callable) -> None:
    one, other = make_article("甲文", body=f"{BEGINNING}旧的。", tags=("标签",)), make_article("乙文", category="别处")
    draft = make_article("草稿", status="draft", published_at=None)
    comment = make_comment(one, "第一条")
    one_page, other_page, feed = one.get_absolute_url(), other.get_absolute_url(), "/feed/"
    pages = ("/", one_page, other_page, feed, f"/category/{one.category.slug}/", "/archive/", "/sitemap.xml")
    everywhere, nowhere = set(pages), set[str]()

    def retitle() -> None:
        one.title = "甲文改了"
        one.save()

    def rewrite() -> None:
        one.body = f"{BEGINNING}新的。"
        one.save()

    def save_again() -> None:
        Article.objects.get(pk=one.pk).save()

    def save_draft() -> None:
        draft.title = "草稿改了"
        draft.save()

    def wait() -> None:
        make_comment(one, "等着", status="pending")

    def relate() -> None:
        RelatedLink.objects.create(source=one, target=other)

    def withdraw() -> None:
        other.withdraw()

    by_text = {feed, "/sitemap.xml"}
    changes: list[tuple[Callable[[], object], set[str]]] = [
        (retitle, everywhere),
        (rewrite, {one_page, *by_text}),
        (save_again, nowhere),
        (save_draft, nowhere),
        (lambda: draft.tags.add(Tag.objects.called("标签")), nowhere),
        (lambda: Article.objects.filter(pk=draft.pk).update(summary="摘要"), nowhere),
        (lambda: Article.objects.filter(pk=other.pk).update(summary="摘要"), everywhere),
        (wait, nowhere),
        (lambda: make_comment(one, "第二条"), everywhere),
        (lambda: Comment.objects.filter(pk=comment.pk).update(likes=3), {one_page}),
        (lambda: Comment.objects.filter(pk=comment.pk).update(status="removed"), everywhere),
        (relate, {one_page, other_page}),
        (lambda: one.views.__class__.objects.filter(article=one).update(total=99), nowhere),
        (lambda: one.corrections.create(text="改正"), {one_page, *by_text}),
        (lambda: Category.objects.filter(pk=one.category_id).update(name="改名"), everywhere),
        (lambda: Tag.objects.called("没人用"), nowhere),
        (lambda: SiteSettings.objects.update(tagline="新的"), everywhere),
        (lambda: draft.publish(), everywhere),
        (withdraw, everywhere),
    ]
    for number, (change, shown_on) in enumerate(changes):
        known = [page for page in pages if page != other_page or change is not withdraw]
        for page in known:
            front.ask(page)
            assert front.ask(page).how == "hit", (number, page)
        change()
        tags = front.heard()
        new = {page for page in known if front.ask(page).how != "hit"}
        assert new == shown_on & set(known), (number, tags)
    assert front.ask(other_page).status == 410


def test_a_hit_needs_neither_django_nor_database(front: Front, article: Article) -> None:
    address = article.get_absolute_url()
    first = front.ask(address)
    with mock.patch.object(front.cache, "application", side_effect=AssertionError):
        again = front.ask(address)
    assert (first.how, again.how, again.body) == ("miss", "hit", first.body)


def test_each_reader_gets_it_packed_as_he_likes(front: Front, article: Article) -> None:
    address = article.get_absolute_url()
    plain = front.ask(address)
    for accepted, encoding, unpack in (
        ("gzip", "gzip", gzip.decompress),
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("br;q=0.1, gzip;q=0.9", "gzip", gzip.decompress),
        ("gzip;q=0", None, bytes),
        ("nonsense;q=x, *;q=0", None, bytes),
    ):
        answer = front.ask(address, HTTP_ACCEPT_ENCODING=accepted)
        assert answer.headers.get("content-encoding") == encoding
        assert unpack(answer.body) == plain.body
        assert answer.headers["vary"] == "Accept-Encoding"
        assert int(answer.headers["content-length"]) == len(answer.body)
        known = front.ask(address, HTTP_ACCEPT_ENCODING=accepted, HTTP_IF_NONE_MATCH=f'"x", {answer.headers["etag"]}')
        assert (known.status, known.body) == (304, b"")
        assert "content-length" not in known.headers
    head = front.ask(address, "HEAD")
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", str(len(plain.body)))


def test_parameters_that_the_page_does_not_know_make_no_copies(front: Front, article: Article) -> None:
    address = article.get_absolute_url()
    plain = front.ask(address)
    for number in range(50):
        answer = front.ask(f"{address}?utm_source=x{number}&evil{number}=<script>")
        assert (answer.how, answer.body) == ("hit", plain.body)
    assert len(list(front.files.folder.iterdir())) == 1


def test_a_first_request_with_odd_parameters_leaves_nothing_of_them(front: Front, article: Article) -> None:
    answer = front.ask(f"{article.get_absolute_url()}?evil=zzz", HTTP_COOKIE="tracking=zzz", HTTP_REFERER="http://zzz/")
    assert answer.how == "miss"
    assert b"zzz" not in front.ask(article.get_absolute_url()).body


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_COOKIE": "a=b; own=1"},
        {"HTTP_COOKIE": "session=abc"},
        {"HTTP_COOKIE": "lang=en"},
        {"HTTP_COOKIE": "time-preview=1"},
        {"HTTP_AUTHORIZATION": "Basic eDp5"},
        {"HTTP_HOST": "evil.example"},
        {"HTTP_HOST": f"{HOST}:99999"},
        {"REQUEST_METHOD": "OPTIONS"},
    ],
)
def test_what_may_be_somebodys_own_passes_by(front: Front, article: Article, headers: dict[str, str]) -> None:
    address = article.get_absolute_url()
    assert front.ask(address, **headers).how == ""
    assert not front.files.folder.exists()
    front.ask(address)
    assert front.ask(address, **headers).how == ""


@pytest.mark.parametrize(
    "query", ["lang=en", "reply=abc", "order=best", "waiting=1", "page=0", "page=x", "page=2&page=3"]
)
def test_addresses_of_ones_own_are_not_kept(front: Front, article: Article, query: str) -> None:
    assert front.ask(f"{article.get_absolute_url()}?{query}").how == ""
    assert not front.files.folder.exists()


def test_headers_that_proxies_set_poison_nothing(front: Front, article: Article) -> None:
    address = article.get_absolute_url()
    forwarded = {f"HTTP_X_FORWARDED_{name}": "evil.example" for name in ("HOST", "PROTO", "FOR", "PORT", "PREFIX")}
    poisoned = front.ask(address, **forwarded, HTTP_X_ORIGINAL_URL="/admin/", HTTP_ACCEPT_LANGUAGE="fr")
    assert poisoned.how == "miss"
    assert front.ask(address).body == poisoned.body
    assert b"evil" not in poisoned.body


def test_the_desk_and_what_is_missing_are_never_kept(front: Front, make_article: Make) -> None:
    draft = make_article("草稿", status="draft", published_at=None)
    for address in (
        "/admin/",
        "/admin/login/",
        "/articles/missing/",
        draft.get_absolute_url(),
        "/search/?q=x",
        "/x.css",
    ):
        front.ask(address)
    assert not front.files.folder.exists()


def test_old_numbers_are_made_anew_by_one_and_given_to_others_meanwhile(front: Front, article: Article) -> None:
    address = article.get_absolute_url()
    front.ask(address)
    inside: list[Answer] = []
    real = front.cache.application

    def slow(environ: dict[str, Any], start_response: Any) -> Any:
        front.cache.application = real
        inside.append(front.ask(address))
        return real(environ, start_response)

    front.cache.application = slow
    with mock.patch("newsblog.page_cache.entries.FRESH_SECONDS", -60):
        assert front.ask(address).how == "miss"
    assert [answer.how for answer in inside] == ["stale"]


@committing
def test_what_one_worker_made_all_of_them_give_until_it_changes(front: Front, article: Article) -> None:
    address = article.get_absolute_url()
    one, another = front.cache, PageCache(front.cache.application, Memory(), front.files)
    made = front.ask(address)
    front.cache = another
    assert (front.ask(address).how, front.ask(address).body) == ("hit", made.body)
    article.title = "新的题目"
    article.save()
    front.heard()
    assert (front.ask(address).how, "新的题目" in front.ask(address).text) == ("miss", True)
    front.cache = one
    assert (front.ask(address).how, "新的题目" in front.ask(address).text) == ("hit", True)


@committing
def test_a_page_that_changed_while_it_was_made_is_not_kept(front: Front, article: Article) -> None:
    real = front.cache.application

    def interrupted(environ: dict[str, Any], start_response: Any) -> Any:
        answer = list(real(environ, start_response))
        Article.objects.filter(pk=article.pk).update(title="新的题目")
        front.heard()
        front.cache.application = real
        return answer

    front.cache.application = interrupted
    assert "新的题目" not in front.ask(article.get_absolute_url()).text
    assert "新的题目" in front.ask(article.get_absolute_url()).text


@committing
def test_a_page_that_changed_while_it_was_made_is_given_to_all_who_came_before(front: Front, article: Article) -> None:
    real, address, got = front.cache.application, article.get_absolute_url(), list[Answer]()
    waiting = [threading.Thread(target=lambda: got.append(front.ask(address))) for _ in range(3)]

    def interrupted(environ: dict[str, Any], start_response: Any) -> Any:
        for thread in waiting:
            thread.start()
        while sum(front.cache._alone._users.values()) < 4:
            time.sleep(0.01)
        answer = list(real(environ, start_response))
        Article.objects.filter(pk=article.pk).update(title="新的题目")
        front.heard()
        return answer

    front.cache.application = mock.Mock(side_effect=interrupted)
    before = front.ask(address)
    for thread in waiting:
        thread.join()
    assert (before.how, [one.how for one in got]) == ("miss", ["hit"] * 3)
    assert {one.body for one in got} == {before.body}
    front.cache.application = real
    assert "新的题目" in front.ask(address).text


class TestWithoutDatabase:
    """An application that answers as the site does then stands for it."""

    @pytest.fixture
    def lose(self, front: Front) -> Callable[[], None]:
        def away(environ: dict[str, Any], start_response: Any) -> list[bytes]:
            start_response("503 Service Unavailable", [("Retry-After", "5"), ("Cache-Control", "no-store")])
            return [b"away"]

        def lose() -> None:
            front.cache = PageCache(away, Memory(), front.files)

        return lose

    def test_readers_get_the_last_copy_also_from_a_new_worker(
        self, front: Front, article: Article, make_article: Make, lose: Callable[[], None]
    ) -> None:
        page = front.ask(article.get_absolute_url())
        lose()
        with mock.patch("newsblog.page_cache.entries.FRESH_SECONDS", -60):
            copy = front.ask(article.get_absolute_url())
        assert (copy.status, copy.how, copy.body) == (200, "stale", page.body)
        never_read = front.ask(make_article().get_absolute_url())
        assert (never_read.status, never_read.headers["retry-after"]) == (503, "5")

    @committing
    def test_nobody_gets_what_was_withdrawn(self, front: Front, article: Article, lose: Callable[[], None]) -> None:
        front.ask(article.get_absolute_url())
        article.withdraw()
        front.heard()
        lose()
        assert front.ask(article.get_absolute_url()).status == 503

    def test_copies_of_yesterday_are_too_old(self, front: Front, article: Article, lose: Callable[[], None]) -> None:
        front.ask(article.get_absolute_url())
        lose()
        with mock.patch("newsblog.page_cache.store.DAY_SECONDS", -60):
            assert front.ask(article.get_absolute_url()).status == 503

    @pytest.mark.parametrize("garbage", [b"", b"x", b"x" * 5000])
    def test_garbage_is_no_copy(self, front: Front, article: Article, lose: Callable[[], None], garbage: bytes) -> None:
        front.ask(article.get_absolute_url())
        for file in front.files.folder.iterdir():
            file.write_bytes(garbage)
        lose()
        assert front.ask(article.get_absolute_url()).status == 503


def test_there_is_an_end_to_what_is_kept(front: Front, make_article: Make) -> None:
    articles = [make_article() for _ in range(6)]
    front.cache.memory.most = 3 * len(front.ask(articles[0].get_absolute_url()).body) * 2
    for article in articles:
        front.ask(article.get_absolute_url())
    assert front.cache.memory.size <= front.cache.memory.most
    assert front.ask(articles[-1].get_absolute_url()).how == "hit"
    files = list(front.files.folder.iterdir())
    front.files.most = sum(file.stat().st_size for file in files) // 2
    front.files.sweep()
    assert 0 < len(list(front.files.folder.iterdir())) < len(files)
    front.files.clear()
    assert front.ask(articles[0].get_absolute_url()).how == "miss"


def test_readers_of_a_kept_page_are_counted(front: Front, article: Article) -> None:
    for number in range(3):
        for _reload in range(2):
            front.ask(article.get_absolute_url(), REMOTE_ADDR=f"192.0.2.{number}", HTTP_USER_AGENT="Firefox")
    front.ask(article.get_absolute_url(), HTTP_USER_AGENT="Googlebot/2.1")
    written()
    article.views.refresh_from_db()
    assert article.views.total == 3


@committing
def test_many_changes_at_once_are_told_as_one(front: Front, make_article: Make) -> None:
    for _ in range(3):
        make_article()
    with connection.cursor() as cursor:
        cursor.execute("""
            INSERT INTO articles_tag (name, slug) SELECT 'n' || n, 's-' || n FROM generate_series(1, 300) AS n;
            UPDATE articles_article SET title = title || '新'
        """)
    assert "articles" in front.heard()


def test_changes_are_heard_under_any_server(front: Front, article: Article) -> None:
    with (
        mock.patch.object(running, "_started_in", 0),
        mock.patch("newsblog.page_cache.running.Listener") as listener,
    ):
        front.cache = running.cached(front.cache.application)
        assert front.ask(article.get_absolute_url()).status == front.ask("/").status == 200
    assert len(listener.mock_calls) == 2  # made and started, once
