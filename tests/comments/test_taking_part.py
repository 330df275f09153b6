"""What visitors do beside writing: like, report, look at a preview, choose an order."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Article
from comments.models import Comment, Like

Make = Callable[..., Comment]
PAGE_SIZE = 50


def likes(client: Client, comment: Comment, address: str = "10.0.0.1", **data: str) -> tuple[int, bool]:
    answer = client.post(
        f"/comments/{comment.public_id}/like/", data, headers={"Accept": "application/json"}, REMOTE_ADDR=address
    )
    assert answer.status_code == 200
    return answer.json()["likes"], answer.json()["liked"]


class TestLikes:
    def test_an_address_has_one_voice_whatever_browser_it_says(self, article: Article, make_comment: Make) -> None:
        comment = make_comment(article)
        for agent in ("one", "two", "three"):
            assert likes(Client(headers={"User-Agent": agent}), comment) == (1, True)
        assert likes(Client(), comment, "10.0.0.2") == (2, True)
        assert likes(Client(), comment, "2001:db8::1") == (3, True)
        assert likes(Client(), comment, "2001:db8::2") == (3, True), "one network of IPv6 is one visitor"

    def test_it_can_be_taken_back(self, article: Article, make_comment: Make) -> None:
        comment = make_comment(article)
        likes(Client(), comment)
        assert likes(Client(), comment, undo="1") == (0, False)
        assert likes(Client(), comment, undo="1") == (0, False)

    def test_without_a_script_the_answer_leads_back_to_the_comment(
        self, article: Article, make_comment: Make, client: Client
    ) -> None:
        comment = make_comment(article)
        answer = client.post(f"/comments/{comment.public_id}/like/", headers={"Accept": "text/html,*/*"})
        assert (answer.status_code, answer["Location"]) == (303, comment.get_absolute_url())
        assert not answer.cookies

    def test_what_readers_do_not_see_they_cannot_like(self, article: Article, make_comment: Make) -> None:
        hidden = make_comment(article, status="pending")
        assert Client().post(f"/comments/{hidden.public_id}/like/").status_code == 404
        assert Client().get(f"/comments/{make_comment(article).public_id}/like/").status_code == 405

    def test_other_sites_cannot_like(self, article: Article, make_comment: Make) -> None:
        comment = make_comment(article)
        headers = {"Origin": "https://evil.example"}
        assert Client().post(f"/comments/{comment.public_id}/like/", headers=headers).status_code == 403
        assert not Like.objects.exists()

    def test_a_comment_takes_its_likes_with_it(self, article: Article, make_comment: Make) -> None:
        comment = make_comment(article)
        reply = make_comment(article, parent=comment)
        likes(Client(), reply)
        comment.delete()
        assert not Like.objects.exists()


class TestReports:
    def test_a_report_is_thanked_for_and_counted_once(self, article: Article, make_comment: Make) -> None:
        comment = make_comment(article)
        url = f"/comments/{comment.public_id}/report/"
        for _ in range(3):
            answer = Client().post(url, {"reason": "insult"}, headers={"Accept": "application/json"})
            assert answer.json()["reported"] is True
        page = Client().post(url, {"reason": "no such"}, headers={"Accept": "text/html"})
        assert page.status_code == 200
        assert comment.reports.count() == 1
        comment.refresh_from_db()
        assert comment.is_published

    def test_enough_of_them_hide_the_comment_until_a_moderator_looked(
        self, article: Article, make_comment: Make
    ) -> None:
        comment = make_comment(article)
        for number in range(3):
            Client().post(f"/comments/{comment.public_id}/report/", REMOTE_ADDR=f"10.0.{number}.1")
        comment.refresh_from_db()
        assert comment.status == "pending"
        assert "reported" in comment.signals
        assert comment.decisions.get().verb == "report"


@pytest.mark.parametrize(
    ("body", "html"),
    [("**重要**", "<strong>重要</strong>"), ("<script>alert(1)</script>", "&lt;script&gt;"), ("a\0b", "ab"), ("", "")],
)
def test_the_preview_is_what_will_be_shown(client: Client, db: None, body: str, html: str) -> None:
    answer = client.post("/comments/preview/", {"body": body})
    assert html in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert client.get("/comments/preview/").status_code == 405


class TestOrder:
    @pytest.fixture
    def three(self, article: Article, make_comment: Make) -> list[Comment]:
        now = timezone.now()
        first = make_comment(article, "第一条", created_at=now - timedelta(hours=3))
        second = make_comment(article, "第二条", created_at=now - timedelta(hours=2))
        reply = make_comment(article, "回第一条", parent=first, created_at=now - timedelta(hours=1))
        for number in range(2):
            Like.objects.create(comment=second, visitor=str(number))
        return [first, second, reply]

    @pytest.mark.parametrize(
        ("order", "places"),
        [("", [0, 2, 1]), ("oldest", [0, 2, 1]), ("newest", [2, 1, 0]), ("liked", [1, 2, 0]), ("'; --", [0, 2, 1])],
    )
    def test_readers_choose_it(
        self, article: Article, client: Client, three: list[Comment], order: str, places: list[int]
    ) -> None:
        page = client.get(article.get_absolute_url(), {"order": order}).content.decode()
        shown = re.findall(r'id="comment-([A-Za-z0-9]{12,16})"', page)
        assert shown == [three[place].public_id for place in places]

    def test_pages_keep_it(self, article: Article, client: Client, make_comment: Make) -> None:
        for number in range(PAGE_SIZE + 1):
            make_comment(article, f"第{number}条")
        page = client.get(article.get_absolute_url(), {"order": "newest"}).content.decode()
        assert "?order=newest&amp;page=2#comments" in page
        second = client.get(article.get_absolute_url(), {"order": "newest", "page": 2}).content.decode()
        assert "第0条" in second


def test_a_pinned_comment_stands_on_top_of_the_first_page(article: Article, client: Client, make_comment: Make) -> None:
    for number in range(PAGE_SIZE + 1):
        last = make_comment(article, f"第{number}条")
    Comment.objects.filter(pk=last.pk).update(pinned=True)
    assert last.body in client.get(article.get_absolute_url()).content.decode()
    Comment.objects.filter(pk=last.pk).update(status="pending")
    assert last.body not in client.get(article.get_absolute_url()).content.decode()


def test_a_locked_thread_takes_no_replies(article: Article, client: Client, make_comment: Make) -> None:
    first = make_comment(article)
    reply = make_comment(article, parent=first)
    Comment.objects.filter(pk=first.pk).update(locked=True)
    url = f"{article.get_absolute_url()}comments/"
    for parent in (first, reply):
        answer = client.post(url, {"name": "乙", "body": "不能丢", "parent": parent.public_id})
        assert answer.status_code == 400
        assert "不能丢" in answer.content.decode()
    assert Comment.objects.count() == 2
